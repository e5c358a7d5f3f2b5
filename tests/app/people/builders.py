"""Given: people of this room who have a password, or more than one hat."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.test import TestResponse

from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.people.models import Account, Appointment
from app.people.passwords import hash_password
from tests import builders

GOOD = "three quiet bridges"


def with_password(role: Role, *, name: str = "shen", **hat: Any) -> Actor:
    """Somebody who signs in with `GOOD`."""
    who = builders.actor(role, name=name, **hat)
    change(who, password_hash=hash_password(GOOD))
    return who


def row(who: Actor) -> Account:
    """The account as it stands in the database now."""
    db.session.rollback()
    with unscoped("a test looks at an account"):
        return db.session.scalars(
            select(Account)
            .where(Account.id == who.account_id)
            .options(selectinload(Account.appointments))
        ).one()


def change(who: Actor, **fields: Any) -> None:
    with builders.world():
        account = row(who)
        for name, value in fields.items():
            setattr(account, name, value)


def second_hat(who: Actor, role: Role, *, place: str | None = None, **dates: date) -> int:
    hat = Appointment(
        account_id=who.account_id,
        role=role,
        place=place,
        **{"from_on": date(2020, 1, 1), **dates},
    )
    with builders.world():
        db.session.add(hat)
        db.session.flush()
        return hat.id


def enter(client: FlaskClient, name: str = "shen", password: str = GOOD) -> TestResponse:
    return client.post("/sign-in", data={"name": name, "password": password})


def ledger() -> list[tuple[str, str | None]]:
    """What happened, with the reason where there is one."""
    db.session.rollback()
    lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id))
    return [(line.event, line.payload.get("reason")) for line in lines]
