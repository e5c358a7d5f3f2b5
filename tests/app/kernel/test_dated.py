"""Rows that hold for a time, and what was known of them when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.dated import begin, correct
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import act_as, unscoped
from app.people.models import Appointment
from tests import builders
from tests.app.people.builders import row

JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture
def who(app: Flask) -> Actor:
    person = builders.actor(Role.AUDITOR)
    act_as(builders.actor(Role.SYSTEM_ADMINISTRATOR))
    return person


def town(
    who: Actor, start: date, end: date | None = None, *, place: str = "330483100"
) -> Appointment:
    return Appointment(
        account_id=who.account_id,
        role=Role.CHILD_SUPERVISOR,
        place=place,
        from_on=start,
        until_on=end,
    )


def held(day: date | None, **known: object) -> list[tuple[date, date | None]]:
    rows = db.session.scalars(
        select(Appointment)
        .where(Appointment.role == Role.CHILD_SUPERVISOR, Appointment.as_of(day, **known))  # type: ignore[arg-type]
        .order_by(Appointment.from_on)
    )
    return [(one.from_on, one.until_on) for one in rows]


def test_the_day_named_as_the_end_is_no_longer_within(who: Actor) -> None:
    hat = begin(who, town(who, JANUARY, MARCH))
    assert held(MARCH - timedelta(days=1)) == [(JANUARY, MARCH)]
    assert held(MARCH) == []
    assert hat.is_current(JANUARY)
    assert not hat.is_current(MARCH)
    assert hat.last_day == date(2026, 2, 28)


def test_a_correction_supersedes_and_adds(who: Actor) -> None:
    hat = begin(who, town(who, JANUARY))
    new = correct(who, hat, from_on=MARCH)
    assert (hat.from_on, hat.superseded_at, hat.recorded_by) == (
        JANUARY,
        clock.now(),
        who.account_id,
    )
    assert (new.from_on, new.superseded_at, new.place) == (MARCH, None, hat.place)
    assert held(None) == [(MARCH, None)]


def test_next_year_gives_this_years_answer(who: Actor) -> None:
    hat = begin(who, town(who, JANUARY))
    known = clock.now()
    with clock.held(known + timedelta(days=300)):
        correct(who, hat, until_on=MARCH)
        assert held(JUNE) == []
        assert held(JUNE, known=known) == [(JANUARY, None)]
        assert held(JUNE, known=known - timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (MARCH, None),
        (date(2025, 1, 1), None),
        (date(2025, 1, 1), JANUARY + timedelta(days=1)),
        (JANUARY, JANUARY + timedelta(days=1)),
    ],
)
def test_two_times_of_one_subject_do_not_overlap(who: Actor, start: date, end: date | None) -> None:
    begin(who, town(who, JANUARY))
    with pytest.raises(Refused, match=r"kernel\.dates_overlap"):
        begin(who, town(who, start, end))


def test_one_time_may_begin_on_the_day_another_ends(who: Actor) -> None:
    begin(who, town(who, JANUARY, MARCH))
    begin(who, town(who, MARCH))
    begin(who, town(who, JANUARY, place="330483107"))
    assert held(MARCH) == [(JANUARY, None), (MARCH, None)]


def test_what_is_taken_back_on_its_first_day_stands_in_nobodys_way(who: Actor) -> None:
    correct(who, begin(who, town(who, MARCH)), until_on=MARCH)
    begin(who, town(who, MARCH))
    assert held(MARCH) == [(MARCH, None)]


def test_nothing_ends_before_it_begins(who: Actor) -> None:
    with pytest.raises(IntegrityError, match="dates_in_order"):
        begin(who, town(who, MARCH, JANUARY))


def test_the_database_allows_one_open_row_of_a_subject(who: Actor) -> None:
    with unscoped("a test writes past the rules"):
        db.session.add_all([town(who, JANUARY), town(who, MARCH)])
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_a_role_without_a_place_is_open_once_too(who: Actor) -> None:
    with unscoped("a test writes past the rules"):
        db.session.add(Appointment(account_id=who.account_id, role=Role.AUDITOR, from_on=MARCH))
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_what_was_superseded_is_not_corrected_again(who: Actor) -> None:
    hat = begin(who, town(who, JANUARY))
    correct(who, hat, from_on=MARCH)
    with pytest.raises(Refused, match=r"kernel\.changed_meanwhile"):
        correct(who, hat, from_on=JUNE)


def test_an_account_shows_what_is_known_now(who: Actor) -> None:
    hat = begin(who, town(who, JANUARY))
    correct(who, hat, until_on=MARCH)
    db.session.commit()
    assert [(one.role, one.last_day) for one in row(who).appointments] == [
        ("auditor", None),
        ("child_supervisor", date(2026, 2, 28)),
    ]
