"""Turning 16 and 18 is noticed ahead, once, and ends what it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.children import ages, jobs
from app.children.ages import Turning
from app.kernel import clock
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.disclosure import age_on
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.post.models import Letter
from tests import builders
from tests.app.matches import steps

TODAY = date(2026, 3, 12)
LEFT, OTHER = ("left_behind", "low_income"), ("low_income",)


@pytest.mark.parametrize(
    ("born", "categories", "coming"),
    [
        (date(2010, 3, 12), LEFT, None),  # sixteen today: no longer ahead
        (date(2010, 3, 13), LEFT, Turning(age=16, on=date(2026, 3, 13))),
        (date(2010, 5, 11), LEFT, Turning(age=16, on=date(2026, 5, 11))),
        (date(2010, 5, 12), LEFT, None),  # 61 days
        (date(2010, 3, 13), OTHER, None),  # sixteen takes nothing from this child
        (date(2008, 3, 13), OTHER, Turning(age=18, on=date(2026, 3, 13))),
        (date(2008, 3, 12), LEFT, None),
        (date(2026, 3, 12), LEFT, None),
        (date(1900, 1, 1), LEFT, None),
    ],
)
def test_a_birthday_is_seen_sixty_days_ahead(
    born: date, categories: tuple[str, ...], coming: Turning | None
) -> None:
    assert ages.turning(born, categories, TODAY) == coming


@pytest.mark.parametrize("age", [16, 18])
@pytest.mark.parametrize("born", [date(2008, 2, 29), date(2012, 2, 28), date(2012, 3, 1)])
def test_a_birthday_is_the_first_day_of_an_age(born: date, age: int) -> None:
    on = ages.birthday(born, age)
    assert (age_on(born, on), age_on(born, on - timedelta(days=1))) == (age, age - 1)
    assert born <= ages.born_by(on, age)
    assert born > ages.born_by(on - timedelta(days=1), age)


@pytest.mark.parametrize("year", [2025, 2028])
def test_those_of_an_age_are_found_on_any_day_of_a_leap_year(year: int) -> None:
    for number in (58, 59, 60):
        day = date(year, 1, 1) + timedelta(days=number)
        for born in (date(year - 16, 2, 28) + timedelta(days=one) for one in range(3)):
            assert (born <= ages.born_by(day, 16)) == (age_on(born, day) >= 16)


@pytest.mark.parametrize(
    ("born", "categories", "left"),
    [
        (date(2010, 3, 13), LEFT, LEFT),
        (date(2010, 3, 12), LEFT, OTHER),
        (date(2010, 3, 12), ("left_behind",), ()),
        (date(2010, 3, 12), (), ()),
    ],
)
def test_nobody_counts_as_left_behind_from_sixteen_on(
    born: date, categories: tuple[str, ...], left: tuple[str, ...]
) -> None:
    assert ages.categories_on(born, categories, TODAY) == left


def _notice() -> None:
    steps.act(lambda _actor: jobs.notice_ages(), SYSTEM)
    steps.run_jobs()


def _letters() -> list[tuple[int, int]]:
    db.session.rollback()
    with unscoped("a test looks"):
        wanted = select(Letter).where(Letter.event == "age_coming").order_by(Letter.account_id)
        return [(row.account_id, row.values["age"]) for row in db.session.scalars(wanted)]


def test_director_and_supervisor_are_written_to_once(app: Flask) -> None:
    builders.child(born_on=TODAY.replace(year=2008) + timedelta(days=30), categories=["other"])
    director, supervisor = (
        builders.actor(Role.CHILD_DIRECTOR).account_id,
        builders.actor(Role.CHILD_SUPERVISOR).account_id,
    )
    builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE)
    _notice()
    _notice()
    assert _letters() == [(director, 18), (supervisor, 18)]
    lines = db.session.scalars(select(AuditLine.event)).all()
    assert lines.count("children.age_noticed") == 1


def test_who_was_noticed_at_sixteen_is_noticed_again_at_eighteen(app: Flask) -> None:
    builders.child(born_on=TODAY.replace(year=2010) + timedelta(days=30))
    director = builders.actor(Role.CHILD_DIRECTOR).account_id
    _notice()
    with clock.held(clock.now() + timedelta(days=731)):
        _notice()
    assert _letters() == [(director, 16), (director, 18)]


@pytest.mark.parametrize(
    "fields",
    [
        {"born_on": date(2016, 9, 1)},
        {"born_on": date(2008, 4, 1), "is_active": False},
        {"born_on": date(2010, 4, 1), "categories": ["disabled"]},
    ],
)
def test_nobody_is_written_to_without_a_birthday(app: Flask, fields: dict[str, object]) -> None:
    builders.child(**fields)
    builders.actor(Role.CHILD_DIRECTOR)
    _notice()
    assert _letters() == []


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR])
def test_today_says_who_turns_sixteen_or_eighteen(client: FlaskClient, role: Role) -> None:
    client.set_cookie("language", "en")
    child_id = builders.child(born_on=date(2010, 4, 1))
    builders.child(born_on=date(2010, 4, 1), village=builders.OTHER_VILLAGE)
    builders.sign_in(client, builders.actor(role))
    text = client.get("/today").get_data(as_text=True)
    assert text.count("A child turns 16") == 1
    assert f"/children/{child_id}" in text
