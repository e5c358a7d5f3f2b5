"""Checking a need in the town and deciding on it in the county."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import AuditLine
from app.kernel.jobs import run_due
from app.kernel.scope import act_as, unscoped
from app.needs import actions
from app.needs.jobs import expire_due
from app.needs.models import NEED_MOVES, NeedState
from app.offers.models import OfferState
from app.post.models import Letter
from app.providers.models import ProviderState
from tests import builders
from tests.app.needs.builders import approval, in_state, need


def _supervisor(**where: str) -> Actor:
    return builders.actor(Role.CHILD_SUPERVISOR, **where)


def _officer() -> Actor:
    return builders.actor(Role.CIVIL_AFFAIRS)


def _approve(app: Flask, who: Actor, need_id: int, *, version: int = 1, **changed: Any) -> None:
    with app.app_context():
        actions.approve(who, need_id, approval=approval(**changed), version=version)


def test_the_supervisor_passes_a_need_on(app: Flask) -> None:
    need_id, supervisor = in_state(NeedState.SUBMITTED), _supervisor()
    with app.app_context():
        actions.endorse(supervisor, need_id)
    row = need(need_id)
    assert (row.state, row.endorsed_by) == ("endorsed", supervisor.account_id)
    assert row.endorsed_at == clock.now()


def test_a_supervisor_does_not_pass_on_what_she_raised(app: Flask) -> None:
    supervisor = _supervisor()
    need_id = in_state(NeedState.SUBMITTED, raised_by=supervisor.account_id)
    with app.app_context(), pytest.raises(Refused, match=r"need\.own"):
        actions.endorse(supervisor, need_id)
    assert need(need_id).state == "submitted"


def test_another_towns_need_looks_missing_to_a_supervisor(app: Flask) -> None:
    far = _supervisor(place=builders.OTHER_VILLAGE[:9])
    for state in (NeedState.SUBMITTED, NeedState.OPEN):
        need_id = in_state(state)
        with app.app_context(), pytest.raises(NotFound):
            actions.endorse(far, need_id)
        with app.app_context(), pytest.raises(NotFound):
            actions.return_to_village(far, need_id, reason="x")


def test_a_supervisor_returns_and_rejects_with_a_reason_the_village_reads(app: Flask) -> None:
    returned, rejected = in_state(NeedState.SUBMITTED), in_state(NeedState.SUBMITTED)
    with app.app_context():
        actions.return_to_village(_supervisor(), returned, reason="请写时间")
    with app.app_context():
        actions.reject(_supervisor(), rejected, reason="重复了")
    assert (need(returned).state, need(returned).state_reason) == ("returned", "请写时间")
    assert (need(rejected).state, need(rejected).state_reason) == ("rejected", "重复了")


def test_no_reason_no_return(app: Flask) -> None:
    need_id = in_state(NeedState.SUBMITTED)
    for act in (actions.return_to_village, actions.reject):
        with app.app_context(), pytest.raises(Refused) as refused:
            act(_supervisor(), need_id, reason=" ")
        assert (refused.value.code, refused.value.field) == ("need.reason_missing", "reason")
    assert need(need_id).state == "submitted"


def test_a_supervisor_does_not_take_back_what_the_bureau_is_deciding(app: Flask) -> None:
    need_id = in_state(NeedState.ENDORSED)
    with app.app_context(), pytest.raises(Refused, match="already_endorsed"):
        actions.return_to_village(_supervisor(), need_id, reason="x")


def test_an_officer_opens_a_need(app: Flask) -> None:
    need_id, officer = in_state(NeedState.ENDORSED), _officer()
    _approve(app, officer, need_id, title="辅导", visibility="vetted_partner")
    row = need(need_id)
    assert (row.state, row.title, row.visibility) == ("open", "辅导", "vetted_partner")
    assert (row.approved_by, row.opened_at) == (officer.account_id, clock.now())
    assert row.designated is None


def test_neither_the_raiser_nor_the_checker_opens_a_need(app: Flask) -> None:
    officer = _officer()
    for own in ("raised_by", "endorsed_by"):
        need_id = in_state(NeedState.ENDORSED, **{own: officer.account_id})
        with pytest.raises(Refused, match=r"need\.own"):
            _approve(app, officer, need_id)
        with app.app_context(), pytest.raises(Refused, match=r"need\.own"):
            actions.approve_many(officer, (need_id,), is_without_benefit=True)
        with app.app_context(), pytest.raises(Refused, match=r"need\.own"):
            actions.cover_by_benefit(officer, need_id)
        assert need(need_id).state == "endorsed"


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"summary": "小禾在乌镇中学读书"}, "need.words_tell", "summary"),
        ({"title": "被打的孩子"}, "need.words_of_harm", "title"),
        ({"benefit": None}, "need.benefit_unanswered", "benefit"),
        ({"benefit": "wholly"}, "need.benefit_unanswered", "benefit"),
        ({"visibility": "restricted"}, "need.not_designated", "designated"),
        (
            {"visibility": "restricted", "designated": ("o999",)},
            "need.supply_unknown",
            "designated",
        ),
    ],
)
def test_what_must_not_open_is_refused_beside_its_field(
    app: Flask, changed: dict[str, Any], code: str, field: str
) -> None:
    need_id = in_state(NeedState.ENDORSED)
    with pytest.raises(Refused) as refused:
        _approve(app, _officer(), need_id, **changed)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert need(need_id).state == "endorsed"


def test_a_restricted_need_opens_for_named_services(app: Flask) -> None:
    need_id, offer = in_state(NeedState.ENDORSED), builders.offer()
    _approve(app, _officer(), need_id, visibility="restricted", designated=(f"o{offer}",))
    assert need(need_id).designated == [f"o{offer}"]


@pytest.mark.parametrize("gone", ["paused", "suspended organisation"])
def test_a_service_that_is_gone_cannot_be_named(app: Flask, gone: str) -> None:
    suspended = builders.organization(state=ProviderState.SUSPENDED)
    offer = (
        builders.offer(state=OfferState.PAUSED)
        if gone == "paused"
        else builders.offer(organization_id=suspended)
    )
    need_id = in_state(NeedState.ENDORSED)
    with pytest.raises(Refused, match="supply_unknown"):
        _approve(app, _officer(), need_id, visibility="restricted", designated=(f"o{offer}",))


def test_names_left_over_are_dropped_when_a_need_is_for_everyone(app: Flask) -> None:
    need_id, offer = in_state(NeedState.ENDORSED), builders.offer()
    _approve(app, _officer(), need_id, designated=(f"o{offer}",))
    assert need(need_id).designated is None


def test_two_officers_at_once_one_wins_and_the_other_is_told(app: Flask) -> None:
    need_id = in_state(NeedState.ENDORSED)
    _approve(app, _officer(), need_id)
    with pytest.raises(Refused, match="already_open"):
        _approve(app, _officer(), need_id)
    opened = select(AuditLine).where(AuditLine.event == "needs.approved")
    assert len(db.session.scalars(opened).all()) == 1


def test_a_page_opened_before_a_change_is_refused(app: Flask) -> None:
    need_id = in_state(NeedState.ENDORSED)
    with pytest.raises(Refused, match="changed_meanwhile"):
        _approve(app, _officer(), need_id, version=9)


def test_a_need_whose_time_is_over_does_not_open(app: Flask) -> None:
    need_id = in_state(NeedState.ENDORSED, need_by=date(2026, 3, 11))
    with pytest.raises(Refused, match="dates_over"):
        _approve(app, _officer(), need_id)


def test_what_a_benefit_covers_is_not_looked_for(app: Flask) -> None:
    need_id = in_state(NeedState.ENDORSED)
    with app.app_context():
        actions.cover_by_benefit(_officer(), need_id)
    assert need(need_id).state == "covered_by_benefit"


def test_an_officer_returns_and_rejects(app: Flask) -> None:
    returned, rejected = in_state(NeedState.ENDORSED), in_state(NeedState.ENDORSED)
    with app.app_context():
        actions.return_endorsed(_officer(), returned, reason="请改简介")
    with app.app_context():
        actions.reject_endorsed(_officer(), rejected, reason="不属于范围")
    assert [need(key).state for key in (returned, rejected)] == ["returned", "rejected"]


def test_an_officer_does_not_decide_what_the_town_has_not_checked(app: Flask) -> None:
    need_id = in_state(NeedState.SUBMITTED)
    with pytest.raises(Refused, match="already_submitted"):
        _approve(app, _officer(), need_id)


def test_several_plain_needs_open_at_once_and_each_village_is_told(app: Flask) -> None:
    needs = tuple(in_state(NeedState.ENDORSED) for _ in range(3))
    with app.app_context():
        event = actions.approve_many(_officer(), needs, is_without_benefit=True)
    assert event.need_ids == needs
    assert {need(key).state for key in needs} == {"open"}
    run_due()
    with unscoped("a test reads the letters"):
        assert len(db.session.scalars(select(Letter)).all()) == 3


@pytest.mark.parametrize(
    "special", [{"visibility": "restricted"}, {"category": "legal_support"}, {"urgency": "urgent"}]
)
def test_a_need_to_be_looked_at_stops_all_of_several(app: Flask, special: dict[str, str]) -> None:
    needs = (in_state(NeedState.ENDORSED), in_state(NeedState.ENDORSED, **special))
    with app.app_context(), pytest.raises(Refused, match="not_plain"):
        actions.approve_many(_officer(), needs, is_without_benefit=True)
    assert {need(key).state for key in needs} == {"endorsed"}


def test_several_need_the_question_of_benefits_answered(app: Flask) -> None:
    need_id = in_state(NeedState.ENDORSED)
    with app.app_context(), pytest.raises(Refused, match="benefit_unanswered"):
        actions.approve_many(_officer(), (need_id,), is_without_benefit=False)
    with app.app_context(), pytest.raises(Refused, match="nothing_chosen"):
        actions.approve_many(_officer(), (), is_without_benefit=True)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CIVIL_AFFAIRS}), ids=str)
def test_nobody_else_approves(app: Flask, role: Role) -> None:
    need_id = in_state(NeedState.ENDORSED)
    with pytest.raises(Forbidden, match="needs:approve"):
        _approve(app, Actor(role=role, account_id=1), need_id)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CHILD_SUPERVISOR}), ids=str)
def test_nobody_else_endorses(app: Flask, role: Role) -> None:
    need_id = in_state(NeedState.SUBMITTED)
    with app.app_context(), pytest.raises(Forbidden, match="needs:endorse"):
        actions.endorse(Actor(role=role, account_id=1), need_id)


@pytest.mark.parametrize("state", sorted(set(NeedState) - {NeedState.SUBMITTED}), ids=str)
def test_only_what_was_handed_in_is_passed_on(app: Flask, state: NeedState) -> None:
    assert "endorsed" not in NEED_MOVES.get(state, frozenset())
    need_id = in_state(state)
    with app.app_context(), pytest.raises(Refused) as refused:
        actions.endorse(_supervisor(), need_id)
    assert refused.value.code == f"need.already_{state}"


@pytest.mark.parametrize("field", ["need_by", "ends_on"])
def test_a_need_nobody_took_in_time_expires(app: Flask, field: str) -> None:
    over = in_state(NeedState.OPEN, visibility="restricted", **{field: date(2026, 3, 11)})
    last_day = in_state(NeedState.OPEN, **{field: date(2026, 3, 12)})
    matched = in_state(NeedState.MATCHED, filled=1, **{field: date(2026, 3, 11)})
    for _ in range(2):
        with app.app_context():
            act_as(SYSTEM)
            expire_due()
    assert [need(key).state for key in (over, last_day, matched)] == ["expired", "open", "matched"]
    lines = db.session.scalars(select(AuditLine).where(AuditLine.event == "needs.expired")).all()
    assert [line.payload["need_id"] for line in lines] == [over]


def test_what_is_not_over_does_not_expire(app: Flask) -> None:
    need_id = in_state(NeedState.OPEN)
    with app.app_context(), pytest.raises(Refused, match="already_open"):
        actions.expire(SYSTEM, need_id)
