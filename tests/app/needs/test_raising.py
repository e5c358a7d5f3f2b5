"""Raising a need, changing it and handing it in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import AuditLine, Job
from app.kernel.jobs import run_due
from app.kernel.scope import unscoped
from app.kernel.secrets import unseal
from app.needs import actions
from app.needs.models import Need, NeedState, Visibility
from app.post.models import Letter
from tests import builders
from tests.app.needs.builders import guardian_of, in_state, need, need_input, work


def _raise(
    app: Flask,
    who: Actor,
    child_id: int,
    *,
    category: str = "tutoring",
    is_submitted: bool = True,
    is_another: bool = False,
    **changed: Any,
) -> int:
    with app.app_context():
        event = actions.raise_need(
            who,
            child_id,
            category=category,
            given=need_input(**changed),
            is_submitted=is_submitted,
            is_another=is_another,
        )
        return event.need_id


def _director() -> Actor:
    return builders.actor(Role.CHILD_DIRECTOR)


def _count() -> int:
    with unscoped("a test counts rows"):
        return db.session.scalar(select(func.count(Need.id))) or 0


def test_a_need_is_handed_in_with_its_place_its_family_and_a_number(app: Flask) -> None:
    child_id, director = builders.child(), _director()
    row = need(_raise(app, director, child_id))
    assert (row.state, row.code, row.raised_by) == ("submitted", "X2026-00001", director.account_id)
    assert (row.child_id, row.village_code, row.town_code) == (
        child_id,
        builders.VILLAGE,
        builders.VILLAGE[:9],
    )
    assert (row.age_low, row.age_high) == (9, 11)
    assert row.submitted_at == clock.now()
    assert row.note is not None
    assert unseal(row.note) == "爷爷奶奶不识字。"


def test_numbers_run_on(app: Flask) -> None:
    child_id, director = builders.child(), _director()
    codes = [need(_raise(app, director, child_id, is_another=True)).code for _ in range(3)]
    assert codes == ["X2026-00001", "X2026-00002", "X2026-00003"]


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "open", "in_service"])
def test_the_same_need_for_the_same_time_is_asked_about(app: Flask, state: str) -> None:
    child_id, director = builders.child(), _director()
    in_state(NeedState(state), child_id=child_id, category="tutoring")
    with pytest.raises(Refused) as refused:
        _raise(app, director, child_id)
    assert (refused.value.code, refused.value.field) == ("need.same_under_way", "is_another")
    assert _raise(app, director, child_id, is_another=True)


@pytest.mark.parametrize(
    "before",
    [
        {"category": "companionship"},
        {"state": NeedState.FULFILLED},
        {"state": NeedState.WITHDRAWN},
        {"ends_on": date(2026, 3, 31)},
        {"starts_on": date(2026, 7, 1)},
    ],
)
def test_another_need_of_the_child_is_not(app: Flask, before: dict[str, Any]) -> None:
    child_id = builders.child()
    in_state(before.pop("state", NeedState.OPEN), child_id=child_id, **before)
    dates = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30)}
    assert _raise(app, _director(), child_id, **dates)


def test_another_child_may_need_the_same(app: Flask) -> None:
    in_state(NeedState.OPEN, child_id=builders.child(), category="tutoring")
    assert _raise(app, _director(), builders.child())


@pytest.mark.parametrize("field", ["title", "summary"])
def test_words_that_nobody_can_see_are_no_words(app: Flask, field: str) -> None:
    with pytest.raises(Refused) as refused:
        _raise(app, _director(), builders.child(), **{field: "\u200b\u2060"})
    assert (refused.value.code, refused.value.field) == ("need.words_missing", field)


def test_a_refused_need_leaves_no_trace_and_no_gap(app: Flask) -> None:
    child_id, director = builders.child(full_name="周小禾"), _director()
    with pytest.raises(Refused):
        _raise(app, director, child_id, title="周小禾的作业")
    db.session.rollback()
    assert _count() == 0
    assert (
        db.session.scalars(select(AuditLine).where(AuditLine.event == "needs.raised")).all() == []
    )
    assert db.session.scalars(select(Job)).all() == []
    assert need(_raise(app, director, child_id)).code == "X2026-00001"


def test_a_handed_in_need_is_told_to_the_towns_supervisor(app: Flask) -> None:
    supervisor = builders.actor(Role.CHILD_SUPERVISOR)
    _raise(app, _director(), builders.child())
    run_due()
    with unscoped("a test reads the letters"):
        (letter,) = db.session.scalars(select(Letter)).all()
    assert letter.account_id == supervisor.account_id


def test_a_draft_is_told_to_nobody(app: Flask) -> None:
    builders.actor(Role.CHILD_SUPERVISOR)
    need_id = _raise(app, _director(), builders.child(), is_submitted=False)
    run_due()
    row = need(need_id)
    assert (row.state, row.submitted_at) == ("draft", None)
    with unscoped("a test reads the letters"):
        assert db.session.scalars(select(Letter)).all() == []


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"title": "小禾的数学"}, "need.words_tell", "title"),
        ({"summary": "家在第5组"}, "need.words_tell", "summary"),
        ({"summary": "奶奶用衣架打孩子"}, "need.words_of_harm", "summary"),
        ({"summary": " "}, "need.words_missing", "summary"),
        ({"need_by": date(2026, 3, 11)}, "need.dates_over", "need_by"),
        ({"ends_on": date(2026, 3, 11)}, "need.dates_over", "ends_on"),
    ],
)
def test_what_must_not_be_handed_in_is_refused_beside_its_field(
    app: Flask, changed: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        _raise(app, _director(), builders.child(full_name="周小禾"), **changed)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_words_of_harm_in_the_note_do_not_stop_the_need(app: Flask) -> None:
    assert _raise(app, _director(), builders.child(), note="左手腕有划痕")


def test_an_unknown_category_is_refused(app: Flask) -> None:
    for category in ("guardian_employment", "money"):
        with pytest.raises(Refused, match="category_unknown"):
            _raise(app, _director(), builders.child(), category=category)


def test_nothing_new_is_raised_for_somebody_who_has_grown_up(app: Flask) -> None:
    with pytest.raises(Refused, match="child_grown_up"):
        _raise(app, _director(), builders.child(born_on=date(2008, 3, 12)))


@pytest.mark.parametrize(
    ("category", "changed", "categories"),
    [
        ("psychosocial_support", {}, ["left_behind"]),
        ("legal_support", {}, ["left_behind"]),
        ("tutoring", {"urgency": "emergency"}, ["left_behind"]),
        ("visit_care", {}, ["left_behind", "guardianship_improper"]),
    ],
)
def test_some_needs_are_never_wider_than_restricted(
    app: Flask, category: str, changed: dict[str, Any], categories: list[str]
) -> None:
    child_id = builders.child(categories=categories)
    row = need(_raise(app, _director(), child_id, category=category, **changed))
    assert row.visibility == Visibility.RESTRICTED


def test_an_ordinary_need_keeps_the_chosen_visibility(app: Flask) -> None:
    row = need(_raise(app, _director(), builders.child(), visibility="vetted_partner"))
    assert row.visibility == Visibility.VETTED_PARTNER


def test_goods_are_no_direct_contact(app: Flask) -> None:
    row = need(_raise(app, _director(), builders.child(), category="living_support"))
    assert (row.direct_contact, row.aid_form) == (False, "material")


def test_a_child_of_another_village_looks_missing(app: Flask) -> None:
    with pytest.raises(NotFound):
        _raise(app, _director(), builders.child(village=builders.OTHER_VILLAGE))


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR}), ids=str
)
def test_nobody_else_raises_a_childs_need(app: Flask, role: Role) -> None:
    child_id = builders.child()
    with pytest.raises(Forbidden, match="needs:raise"):
        _raise(app, Actor(role=role, account_id=1), child_id)


def test_a_returned_need_is_changed_and_handed_in_again(app: Flask) -> None:
    need_id, director = in_state(NeedState.RETURNED, state_reason="请写时间"), _director()
    with app.app_context():
        actions.edit_need(director, need_id, given=need_input(weeks=8), version=1)
        actions.submit_need(director, need_id)
    row = need(need_id)
    assert (row.state, row.weeks, row.state_reason) == ("submitted", 8, None)


def test_what_is_handed_in_is_not_changed_any_more(app: Flask) -> None:
    need_id = in_state(NeedState.SUBMITTED)
    with app.app_context(), pytest.raises(Refused, match="already_submitted"):
        actions.edit_need(_director(), need_id, given=need_input(), version=1)


def test_a_form_opened_on_an_older_need_is_refused(app: Flask) -> None:
    need_id = in_state(NeedState.DRAFT)
    with app.app_context(), pytest.raises(Refused, match="changed_meanwhile"):
        actions.edit_need(_director(), need_id, given=need_input(), version=4)


def test_a_public_need_of_another_village_is_read_and_not_touched(app: Flask) -> None:
    stranger = builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE)
    need_id = builders.need()
    for attempt in (
        lambda: actions.edit_need(stranger, need_id, given=need_input(), version=1),
        lambda: actions.submit_need(stranger, need_id),
        lambda: actions.withdraw(stranger, need_id, reason="不是我的"),
    ):
        with app.app_context(), pytest.raises(NotFound):
            attempt()
    assert need(need_id).state == "open"


def test_a_guardian_asks_for_work_without_a_child_in_it(app: Flask) -> None:
    adult = builders.guardian()
    guardian = guardian_of(adult)
    with app.app_context():
        event = actions.raise_work(guardian, work())
    row = need(event.need_id)
    assert (row.child_id, row.guardian_id, row.category) == (None, adult, "guardian_employment")
    assert (row.state, row.modes, row.items) == ("submitted", ["workplace", "home"], ["seated"])
    assert (row.direct_contact, row.max_km) == (False, 5.0)
    assert event.child_id is None


def test_a_guardians_own_name_is_kept_out_of_the_public_words(app: Flask) -> None:
    guardian = guardian_of(builders.guardian())
    with app.app_context(), pytest.raises(Refused, match="words_tell"):
        actions.raise_work(guardian, work(summary="乌镇镇，我叫李雷；会缝纫。"))


def test_a_guardian_changes_only_the_own_wish(app: Flask) -> None:
    adult = builders.guardian()
    wish = in_state(
        NeedState.RETURNED, child_id=None, guardian_id=adult, category="guardian_employment"
    )
    of_child = in_state(NeedState.RETURNED, guardian_id=adult)
    own, other = guardian_of(adult), guardian_of(builders.guardian())
    for who, key in ((own, of_child), (other, wish)):
        with app.app_context(), pytest.raises(NotFound):
            actions.edit_work(who, key, given=work(), version=1)
    with app.app_context():
        actions.edit_work(own, wish, given=work(max_km=3.0), version=1)
    assert (need(wish).state, need(wish).max_km) == ("submitted", 3.0)


@pytest.mark.parametrize("state", [NeedState.OPEN, NeedState.DRAFT, NeedState.ENDORSED], ids=str)
def test_a_need_is_taken_back_with_a_reason(app: Flask, state: NeedState) -> None:
    need_id = in_state(state)
    with app.app_context():
        actions.withdraw(_director(), need_id, reason="家里自己解决了")
    assert (need(need_id).state, need(need_id).state_reason) == ("withdrawn", "家里自己解决了")


def test_a_need_is_not_taken_back_without_a_reason(app: Flask) -> None:
    need_id = in_state(NeedState.OPEN)
    with app.app_context(), pytest.raises(Refused, match="reason_missing"):
        actions.withdraw(_director(), need_id, reason="  ")
    assert need(need_id).state == "open"


@pytest.mark.parametrize(
    ("state", "fields"),
    [(NeedState.MATCHED, {"filled": 1}), (NeedState.OPEN, {"filled": 1, "openings": 2})],
)
def test_a_need_that_somebody_comes_for_is_not_taken_back(
    app: Flask, state: NeedState, fields: dict[str, int]
) -> None:
    need_id = in_state(state, **fields)
    with app.app_context(), pytest.raises(Refused, match="already_matched"):
        actions.withdraw(_director(), need_id, reason="x")


def test_a_guardian_takes_back_the_own_wish_and_no_childs_need(app: Flask) -> None:
    adult = builders.guardian()
    wish = in_state(
        NeedState.OPEN, child_id=None, guardian_id=adult, category="guardian_employment"
    )
    of_child = in_state(NeedState.OPEN, guardian_id=adult)
    guardian = guardian_of(adult)
    with app.app_context(), pytest.raises(NotFound):
        actions.withdraw(guardian, of_child, reason="x")
    with app.app_context():
        actions.withdraw(guardian, wish, reason="找到了")
    assert need(wish).state == "withdrawn"


def test_tomorrow_is_not_over(app: Flask) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    assert _raise(app, _director(), builders.child(), need_by=tomorrow)
