"""What strangers read: written when a need opens, coarser when children leave, gone with the need."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.children.models import Child
from app.kernel import clock
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.scope import act_as, find, unscoped
from app.needs import actions
from app.needs.gate import LEAST, Rung
from app.needs.jobs import keep_notices
from app.needs.models import KEPT_COARSE, Need, NeedNotice, NeedState
from app.places import queries as places
from tests import builders
from tests.app.needs.builders import approval, in_state

TOWN = builders.VILLAGE[:9]
NEIGHBOUR = places.villages(TOWN)[0].code


def _children(many: int, **fields: Any) -> list[int]:
    """So many of nine years in two villages of the town."""
    villages = (builders.VILLAGE, NEIGHBOUR)
    return [builders.child(village=villages[at % 2], **fields) for at in range(many)]


def _opened(app: Flask, child_id: int, **fields: Any) -> NeedNotice:
    need_id = in_state(NeedState.ENDORSED, child_id=child_id, **fields)
    with app.app_context():
        actions.approve(builders.actor(Role.CIVIL_AFFAIRS), need_id, approval=approval(), version=1)
    return _notice(need_id)


def _notice(need_id: int) -> NeedNotice:
    db.session.rollback()
    with unscoped("a test looks at the row"):
        return db.session.scalars(select(NeedNotice).where(NeedNotice.need_id == need_id)).one()


def _keep(app: Flask) -> int:
    with app.app_context():
        act_as(SYSTEM)
        return keep_notices(clock.now())


def _leave(ids: list[int]) -> None:
    with builders.world():
        db.session.execute(update(Child).where(Child.id.in_(ids)).values(is_active=False))


def test_a_need_that_opens_tells_town_and_three_years_of_age(app: Flask) -> None:
    first, *_others = _children(LEAST)
    told = _opened(app, first, slots=[[1, 990, 1050]])
    assert (told.rung, told.area, told.ages) == (Rung.TOWN_NARROW, TOWN, (9, 11))
    assert told.parts == ["2-afternoon"]
    assert told.opened_week <= clock.today() < told.opened_week + timedelta(days=7)


@pytest.mark.parametrize(
    ("fields", "others", "rung"),
    [
        ({}, {"born_on": date(2019, 1, 1)}, Rung.NOBODY),
        ({"qualifications": ["speech_therapist"]}, {}, Rung.NOBODY),
        (
            {"qualifications": ["speech_therapist"]},
            {"flags": ["child_disability"]},
            Rung.TOWN_NARROW,
        ),
        ({}, {"is_active": False}, Rung.NOBODY),
        ({"category": "rehabilitation"}, {}, Rung.NOBODY),
        ({"category": "rehabilitation"}, {"flags": ["child_disability"]}, Rung.TOWN_NARROW),
        ({"category": "rehabilitation"}, {"categories": ["disabled"]}, Rung.TOWN_NARROW),
        ({"helper_sex": "female"}, {"sex": "male"}, Rung.NOBODY),
    ],
)
def test_only_those_who_could_be_meant_are_counted(
    app: Flask, fields: dict[str, Any], others: dict[str, Any], rung: Rung
) -> None:
    _children(LEAST, **others)
    told = _opened(app, builders.child(), **fields)
    assert Rung(told.rung) is rung


def test_what_nobody_may_list_is_on_no_list_and_still_found_by_a_round(app: Flask) -> None:
    told = _opened(app, builders.child())
    assert (told.rung, told.visibility) == (Rung.NOBODY, "restricted")
    with app.app_context():
        act_as(SYSTEM)
        assert find(Need, told.need_id).designated is None
        assert find(Need, told.need_id).visibility == "public"


def test_children_who_leave_make_it_coarser_within_the_hour_and_never_finer(app: Flask) -> None:
    first, *others = _children(LEAST)
    younger = _children(LEAST - 1, born_on=date(2019, 1, 1))
    need_id = _opened(app, first).need_id
    assert _keep(app) == 0
    _leave(others)
    assert _keep(app) == 1
    assert (Rung(_notice(need_id).rung), _notice(need_id).ages) == (Rung.TOWN_WIDE, (6, 11))
    _children(LEAST)
    assert _keep(app) == 0
    _leave(younger)
    assert Rung(_notice(need_id).rung) is Rung.TOWN_WIDE


def test_a_birthday_changes_nothing_that_is_told(app: Flask) -> None:
    first, *_others = _children(LEAST)
    _children(LEAST - 1, born_on=date(2019, 1, 1))
    _children(LEAST, born_on=date(2013, 1, 1))
    need_id = _opened(app, first).need_id
    with builders.world():
        db.session.get_one(Child, first).born_on = date(2014, 1, 1)
    assert _keep(app) == 1
    assert _notice(need_id).ages == (6, 11)


def test_a_missing_notice_is_written(app: Flask) -> None:
    ids = _children(LEAST)
    need_id = builders.need(child_id=ids[0])
    with builders.world():
        db.session.delete(db.session.scalars(select(NeedNotice)).one())
    assert _keep(app) == 1
    assert _notice(need_id).area == TOWN


def test_a_need_is_off_the_lists_as_soon_as_it_is_taken_back(app: Flask) -> None:
    need_id = builders.need(child_id=_children(LEAST)[0])
    director = builders.actor(Role.CHILD_DIRECTOR)
    with app.app_context():
        actions.withdraw(director, need_id, reason="已经有人")
    assert not _notice(need_id).is_listed


@pytest.mark.parametrize(("passed", "rung"), [(-1, Rung.COUNTY), (1, Rung.TOWN_NARROW)])
def test_what_comes_back_within_half_a_year_is_told_no_finer(
    app: Flask, passed: int, rung: Rung
) -> None:
    need_id = in_state(NeedState.OPEN, child_id=_children(LEAST)[0], rung=Rung.COUNTY)
    with builders.world():
        db.session.execute(
            update(NeedNotice).values(
                is_listed=False, left_at=clock.now() - KEPT_COARSE - timedelta(days=passed)
            )
        )
        db.session.execute(update(Need).values(state=NeedState.ENDORSED))
    with app.app_context():
        officer = builders.actor(Role.CIVIL_AFFAIRS)
        actions.approve(officer, need_id, approval=approval(), version=1)
    assert Rung(_notice(need_id).rung) is rung


def test_a_parents_wish_for_work_counts_families(app: Flask) -> None:
    family = builders.guardian()
    for _ in range(LEAST):
        builders.child(guardian_id=family)
    work = in_state(NeedState.OPEN, child_id=None, category="guardian_employment")
    with builders.world():
        db.session.execute(update(Need).where(Need.id == work).values(child_id=None))
        db.session.delete(db.session.scalars(select(NeedNotice)).one())
    _keep(app)
    assert Rung(_notice(work).rung) is Rung.NOBODY


@pytest.mark.parametrize(
    "born_on", [date(2000, 1, 1), date(2017, 1, 1)], ids=["grown up", "in two villages"]
)
def test_a_family_counts_once_and_while_it_has_a_child(app: Flask, born_on: date) -> None:
    families = [builders.guardian() for _ in range(LEAST - 1)]
    for family in families:
        builders.child(guardian_id=family, village=NEIGHBOUR)
    builders.child(guardian_id=families[0])
    builders.child(guardian_id=builders.guardian(village=NEIGHBOUR), is_active=False)
    builders.child(born_on=born_on, guardian_id=families[1] if born_on.year > 2010 else None)
    work = in_state(NeedState.OPEN, child_id=None, category="guardian_employment")
    with builders.world():
        db.session.execute(update(Need).where(Need.id == work).values(child_id=None))
        db.session.delete(db.session.scalars(select(NeedNotice)).one())
    _keep(app)
    assert Rung(_notice(work).rung) is Rung.NOBODY
