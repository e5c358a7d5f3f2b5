"""From 16 nobody has needs for being left behind; at 18 open needs end, and are told of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.children.models import Child
from app.kernel import clock
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import unscoped
from app.needs import actions, jobs, rules
from app.needs.models import Need, NeedState
from app.post.models import Letter
from tests import builders
from tests.app.matches import steps

TODAY = date(2026, 3, 12)
EIGHTEEN = date(2008, 3, 12)


def _state(need_id: int) -> NeedState:
    db.session.rollback()
    with unscoped("a test looks"):
        return NeedState(db.session.scalars(select(Need.state).where(Need.id == need_id)).one())


def _expire() -> None:
    steps.act(lambda _actor: jobs.expire_due(), SYSTEM)
    steps.run_jobs()


def _why() -> list[str]:
    db.session.rollback()
    with unscoped("a test looks"):
        rows = db.session.scalars(select(Letter).where(Letter.event == "need_expired"))
        return [row.values["why"] for row in rows]


def test_an_open_need_ends_on_the_eighteenth_birthday_and_its_raiser_is_told(app: Flask) -> None:
    need_id = builders.need(child_id=builders.child(born_on=EIGHTEEN))
    _expire()
    assert _state(need_id) is NeedState.EXPIRED
    assert _why() == ["grown_up"]


def test_the_day_before_it_is_still_open(app: Flask) -> None:
    need_id = builders.need(child_id=builders.child(born_on=EIGHTEEN + timedelta(days=1)))
    _expire()
    assert (_state(need_id), _why()) == (NeedState.OPEN, [])
    with clock.held(clock.now() + timedelta(days=1)):
        _expire()
    assert _state(need_id) is NeedState.EXPIRED


@pytest.mark.parametrize("state", [NeedState.DRAFT, NeedState.MATCHED, NeedState.IN_SERVICE])
def test_what_has_begun_or_waits_is_left_to_people(app: Flask, state: NeedState) -> None:
    need_id = builders.need(child_id=builders.child(born_on=EIGHTEEN), state=state)
    _expire()
    assert _state(need_id) is state


def test_a_need_whose_time_is_over_is_told_of_as_such(app: Flask) -> None:
    builders.need(ends_on=TODAY - timedelta(days=1))
    _expire()
    assert _why() == ["time"]


def _child(**fields: Any) -> Child:
    key = builders.child(**fields)
    with unscoped("a test looks"):
        return db.session.scalars(select(Child).where(Child.id == key)).one()


@pytest.mark.parametrize(
    ("born", "categories", "code"),
    [
        (EIGHTEEN, ["low_income"], "need.child_grown_up"),
        (date(2010, 3, 12), ["left_behind"], "need.left_behind_over"),
    ],
)
def test_no_new_need_is_raised(app: Flask, born: date, categories: list[str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.require_minor(_child(born_on=born, categories=categories))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("born", "categories"),
    [
        (EIGHTEEN + timedelta(days=1), ["low_income"]),
        (date(2010, 3, 13), ["left_behind"]),
        (date(2010, 3, 12), ["left_behind", "disabled"]),
    ],
)
def test_before_that_and_with_another_category_a_need_may_be_raised(
    app: Flask, born: date, categories: list[str]
) -> None:
    rules.require_minor(_child(born_on=born, categories=categories))


def test_a_draft_is_not_handed_in_after_the_birthday(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    need_id = builders.need(
        child_id=builders.child(born_on=EIGHTEEN),
        raised_by=director.account_id,
        state=NeedState.DRAFT,
    )
    with pytest.raises(Refused, match=r"need\.child_grown_up"):
        steps.act(actions.submit_need, director, need_id)
    assert _state(need_id) is NeedState.DRAFT
