"""Appointments that were written before they were dated twice keep their days, there and back."""

from __future__ import annotations

from datetime import date

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.scope import LEFT
from app.people.actions import end_appointment
from app.people.models import Appointment
from tests import builders
from tests.app.people.builders import row

ADDED = "INSERT INTO appointment (account_id, role, starts_on, ends_on) VALUES (:a, :r, :s, :e)"
READ = "SELECT role, starts_on, ends_on FROM appointment ORDER BY role"


def _old_rows() -> list[tuple[str, str, str | None]]:
    with db.engine.connect().execution_options(**LEFT) as connection:
        return [(one.role, str(one.starts_on), one.ends_on and str(one.ends_on)) for one in connection.execute(text(READ))]  # fmt: skip


def test_appointments_keep_their_days_on_the_way_there_and_back(app: Flask) -> None:
    who = builders.actor(Role.AUDITOR)
    administrator = builders.actor(Role.SYSTEM_ADMINISTRATOR)
    db.session.remove()
    downgrade(revision="once-1")
    values = {"a": who.account_id, "r": "civil_affairs", "s": "2021-05-01", "e": "2022-04-30"}
    with db.engine.begin() as connection:
        connection.execute(text(ADDED), values, execution_options=LEFT)
    upgrade()
    ended = next(hat for hat in row(who).appointments if hat.role == Role.CIVIL_AFFAIRS)
    assert (ended.from_on, ended.until_on) == (date(2021, 5, 1), date(2022, 5, 1))
    assert (ended.last_day, ended.superseded_at) == (date(2022, 4, 30), None)
    assert ended.recorded_at.isoformat() == "2021-04-30T16:00:00+00:00"

    hat = next(hat.id for hat in row(who).appointments if hat.role == Role.AUDITOR)
    db.session.remove()
    end_appointment(administrator, hat)
    assert len(db.session.scalars(select(Appointment.id)).all()) == 4
    db.session.remove()
    downgrade(revision="once-1")
    assert _old_rows() == [
        ("auditor", "2020-01-01", "2026-03-11"),
        ("civil_affairs", "2021-05-01", "2022-04-30"),
        ("system_administrator", "2020-01-01", None),
    ]
