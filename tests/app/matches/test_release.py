"""Names and places are opened to the accepting provider alone, field by field, for the time agreed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.children.models import Child, Guardian
from app.kernel import clock, words
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import LOOKED, Disclosed, fields_of
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import AuditLine
from app.matches import sides
from app.matches.actions import accept, answer_consent, apply, approve, end, withdraw_consent
from app.matches.models import Consent, Match, MatchState
from app.matches.models.releasable import RELEASABLE, Help, agreed, items_for
from app.matches.models.releasable import fields_for as asked_for
from app.matches.queries.release import is_released, release_for
from app.people.models import Account
from app.providers.models import Organization, Volunteer
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import change, work_wanted

CLOSED = (NotFound, Forbidden, Refused)


def opened(who: Actor, match_id: int) -> bool:
    """Whether this person sees anything; both questions must agree."""
    try:
        steps.act(release_for, who, match_id)
    except CLOSED:
        seen = False
    else:
        seen = True

    def is_told(actor: Actor) -> bool:
        match = db.session.scalars(select(Match).where(Match.id == match_id)).one_or_none()
        return match is not None and is_released(actor, match)

    assert steps.act(is_told, who) is seen
    return seen


def looks() -> list[tuple[str, str | None, int | None]]:
    found = select(AuditLine).where(AuditLine.event == LOOKED).order_by(AuditLine.id)
    return [
        (line.payload["of"], name, line.child_id)
        for line in steps.seen(lambda: list(db.session.scalars(found)))
        for name in fields_of(line)
    ]


def test_the_provider_sees_what_was_agreed_and_no_more(app: Flask) -> None:
    at = steps.scene()
    change(Account, at.director.account_id, mobile="14200000077")
    shown = steps.act(release_for, at.volunteer, steps.consented(at))
    name = shown.opened.pop("contact_name")
    assert name.startswith("child_director")
    assert (
        shown.opened.items()
        >= {
            "given_name": "小禾",
            "sex": "female",
            "age_band": (9, 11),
            "meeting_place": "民合村儿童之家",
            "contact_mobile": "14200000077",
        }.items()
    )
    assert {"contact_name", *shown.opened} == {one.field for one in asked_for(Help.MEETING)}
    assert shown.until == steps.consent_of(1).valid_until


def test_the_page_shows_what_was_agreed_and_whom_to_call(app: Flask) -> None:
    at = steps.scene()
    change(Account, at.director.account_id, mobile="14200000077")
    match_id = steps.consented(at)
    page = builders.sign_in(app.test_client(), at.volunteer).get(f"/invitations/{match_id}").text
    for shown in ("小禾", "9—11 岁", "民合村儿童之家", "tel:14200000077"):
        assert shown in page


def test_each_look_leaves_a_line(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    assert looks() == []
    steps.act(release_for, at.volunteer, match_id)
    seen = [one for one in asked_for(Help.MEETING) if issubclass(one.model, Disclosed)]
    assert looks() == [(one.model.__name__, one.column, at.child_id) for one in seen]
    assert ("Child", "born_on", at.child_id) in looks()


@pytest.mark.parametrize("reached", ["proposed", "invited", "accepted", "asked"])
def test_before_the_consent_nothing_is_opened(app: Flask, reached: str) -> None:
    at = steps.scene()
    found = getattr(steps, reached)(at)
    assert not opened(at.volunteer, found[0] if reached == "asked" else found)


def everybody_else(at: steps.Scene) -> list[Actor]:
    others = [
        builders.actor(role)
        for role in Role
        if role not in (Role.VISITOR, Role.SYSTEM, Role.VOLUNTEER, Role.GUARDIAN)
    ]
    return [
        *others,
        at.officer,
        at.director,
        builders.volunteer(),
        builders.member(builders.organization()),
        builders.member(builders.organization(), role=Role.EMPLOYER),
        builders.actor(Role.GUARDIAN, guardian_id=at.guardian_id),
        VISITOR,
    ]


def test_nobody_else_of_any_role_sees_anything(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    others = everybody_else(at)
    assert {who.role for who in others} == set(Role) - {Role.SYSTEM}
    assert [who.role for who in others if opened(who, match_id)] == []
    assert looks() == []
    assert opened(at.volunteer, match_id)


def test_another_match_of_the_same_volunteer_opens_nothing(app: Flask) -> None:
    at = steps.scene()
    steps.consented(at)
    other = builders.need()
    event = steps.act(apply, at.volunteer, other)
    assert not opened(at.volunteer, event.match_id)


def test_after_the_last_day_nothing_is_opened(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    last = steps.consent_of(match_id).valid_until
    days = (last - clock.today()).days
    with clock.held(clock.now() + timedelta(days=days)):
        assert opened(at.volunteer, match_id)
    with clock.held(clock.now() + timedelta(days=days + 1)):
        assert not opened(at.volunteer, match_id)


def test_before_the_first_day_nothing_is_opened(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    change(Consent, 1, valid_from=clock.today() + timedelta(days=1))
    assert not opened(at.volunteer, match_id)


def test_withdrawing_closes_at_once(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    steps.act(withdraw_consent, at.director, match_id)
    assert not opened(at.volunteer, match_id)


def test_a_record_check_that_ran_out_closes(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    change(Volunteer, at.volunteer.volunteer_id, record_check_until=clock.today() - timedelta(1))
    assert not opened(at.volunteer, match_id)


@pytest.mark.parametrize("reason", ["completed", "family_moved"])
def test_an_ended_service_closes(app: Flask, reason: str) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    steps.act(end, at.officer, match_id, reason=reason)
    assert not opened(at.volunteer, match_id)


def test_a_suspended_match_is_closed(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    steps.put(match_id, MatchState.SUSPENDED)
    assert not opened(at.volunteer, match_id)


def employed() -> tuple[int, Actor, Actor]:
    """A job whose employer accepted and whose guardian agreed: match, employer, another employer."""
    need_id, guardian_id = work_wanted()
    organization_id = builders.organization(kind="enterprise")
    job_id = builders.job(organization_id=organization_id)
    family = builders.actor(Role.GUARDIAN, guardian_id=guardian_id)
    employer = builders.member(organization_id, role=Role.EMPLOYER)
    event = steps.act(apply, family, need_id, supply_key=f"j{job_id}")
    steps.act(approve, builders.actor(Role.CIVIL_AFFAIRS), event.match_id)
    steps.send_invitation(event.match_id)
    steps.act(accept, employer, event.match_id)
    steps.run_jobs()
    steps.act(answer_consent, VISITOR, steps.token_in_text(), born_on=steps.BORN_ON, agrees=True)
    stranger = builders.member(builders.organization(kind="enterprise"), role=Role.EMPLOYER)
    return event.match_id, employer, stranger


def test_an_employer_sees_the_guardian_and_nothing_of_a_child(app: Flask) -> None:
    match_id, employer, stranger = employed()
    shown = steps.act(release_for, employer, match_id)
    assert shown.opened.pop("guardian_name").startswith(builders.GUARDIAN)
    assert shown.opened == {"guardian_mobile": "14200000001"}
    assert [of for of, _field, _child in looks()] == ["Guardian", "Guardian"]
    assert not opened(stranger, match_id)


def test_goods_that_are_sent_open_neither_sex_nor_age(app: Flask) -> None:
    at = steps.scene(direct_contact=False)
    shown = steps.act(release_for, at.volunteer, steps.consented(at))
    assert shown.opened["given_name"] == "小禾"
    assert not shown.opened.keys() & {"sex", "age_band"}


DISCLOSED = [one for one in RELEASABLE if issubclass(one.model, Disclosed)]


@pytest.mark.parametrize("item", sorted({one.item for one in RELEASABLE}))
def test_one_item_opens_its_own_fields_and_they_are_noted(app: Flask, item: str) -> None:
    at = steps.scene()
    change(Account, at.director.account_id, mobile="14200000077")
    match_id = steps.consented(at)
    change(Consent, 1, items=[item])
    shown = steps.act(release_for, at.volunteer, match_id)
    assert set(shown.opened) == {one.field for one in agreed([item])}
    assert [(of, field) for of, field, _child in looks()] == [
        (one.model.__name__, one.column) for one in agreed([item]) if one in DISCLOSED
    ]


@pytest.mark.parametrize("kind", Help)
def test_the_question_asks_for_what_the_help_needs_and_the_page_says_so(
    app: Flask, kind: Help
) -> None:
    if kind is Help.WORK:
        employed()
    else:
        steps.consented(steps.scene(direct_contact=kind is Help.MEETING))
    assert tuple(steps.consent_of(1).items) == items_for(kind)
    page = app.test_client().get("/privacy").text
    for item in items_for(kind):
        assert words.label("consent_item", item, language=words.CHINESE) in page


FAMILY = (Child, Guardian, Consent)


def family_seen(who: Actor) -> set[str]:
    """Of which of a family's tables somebody has a row in scope."""
    return {
        model.__name__
        for model in FAMILY
        if steps.act(lambda _who, model=model: db.session.scalars(select(model.id)).all(), who)
    }


def test_a_helper_has_the_child_in_scope_while_the_consent_runs_and_no_longer(app: Flask) -> None:
    at = steps.scene()
    match_id, token = steps.asked(at)
    assert family_seen(at.volunteer) == set()
    steps.act(
        answer_consent, VISITOR, token, born_on=steps.BORN_ON, agrees=True, child_view="willing"
    )
    assert family_seen(at.volunteer) == {"Child", "Consent"}
    steps.act(withdraw_consent, at.director, match_id)
    assert family_seen(at.volunteer) == set()


def test_an_employer_has_the_guardian_in_scope_and_no_child(app: Flask) -> None:
    _match_id, employer, stranger = employed()
    builders.child(guardian_id=1)
    assert family_seen(employer) == {"Guardian", "Consent"}
    assert family_seen(stranger) == set()


def test_a_child_of_another_family_is_not_in_the_helpers_scope(app: Flask) -> None:
    at = steps.scene()
    steps.consented(at)
    builders.child(guardian_id=at.guardian_id)
    builders.child()
    keys = steps.act(lambda _who: db.session.scalars(select(Child.id)).all(), at.volunteer)
    assert keys == [at.child_id]


@pytest.mark.parametrize("model", FAMILY)
def test_what_a_helper_may_read_of_a_family_cannot_be_written(app: Flask, model: Any) -> None:
    at = steps.scene()
    steps.consented(at)
    change(Consent, 1, items=[one.item for one in RELEASABLE])

    def write(_who: Actor) -> None:
        row = db.session.scalars(select(model)).one()
        row.village_code = builders.OTHER_VILLAGE
        db.session.flush()

    with pytest.raises(Forbidden, match=r"scope\.write"):
        steps.act(write, at.volunteer)
    assert steps.act(_moved, at.volunteer, model) == 0


def _moved(_who: Actor, model: Any) -> int:
    moved = update(model).values(village_code=builders.OTHER_VILLAGE)
    return int(db.session.execute(moved).rowcount)


STANDINGS = [
    {},
    {"state": "suspended"},
    {"state": "applied"},
    {"record_check_until": None},
    {"record_check_until": date(2026, 3, 11)},
    {"record_check_until": date(2026, 3, 12)},
    {"pledge_signed_at": None},
]


@pytest.mark.parametrize("is_meeting", [True, False])
@pytest.mark.parametrize("fields", STANDINGS, ids=str)
@pytest.mark.parametrize("kind", ["volunteer", "offer", "job"])
def test_scope_and_rule_agree_on_who_may_still_help(
    app: Flask, kind: str, fields: dict[str, Any], is_meeting: bool
) -> None:
    at = steps.scene(direct_contact=is_meeting)
    match_id = steps.consented(at)
    who, holder = at.volunteer, Volunteer
    if kind != "volunteer":
        who, holder = _by_an_organization(match_id, kind, direct_contact=is_meeting), Organization
        fields = {name: value for name, value in fields.items() if name != "pledge_signed_at"}
    change(holder, who.volunteer_id or who.organization_id, **fields)

    def rule() -> bool:
        match = db.session.get_one(Match, match_id)
        supply, today = sides.supply_of(match), clock.today()
        return supply.may_meet(today, direct_contact=match.need.direct_contact)

    assert opened(who, match_id) is steps.seen(rule)


def _by_an_organization(match_id: int, kind: str, *, direct_contact: bool) -> Actor:
    """The same match, given to what an organisation offers."""
    house = builders.organization()
    supply = (
        {"offer_id": builders.offer(organization_id=house, direct_contact=direct_contact)}
        if kind == "offer"
        else {"job_id": builders.job(organization_id=house)}
    )
    change(Match, match_id, volunteer_id=None, organization_id=house, **supply)
    return builders.member(house)
