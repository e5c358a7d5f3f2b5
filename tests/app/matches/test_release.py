"""Names and places are opened to the accepting provider alone, field by field, for the time agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import AuditLine
from app.matches.actions import accept, answer_consent, apply, approve, end, withdraw_consent
from app.matches.models import Consent, Match, MatchState
from app.matches.queries.release import is_released, release_for
from app.people.models import Account
from app.providers.models import Volunteer
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

    def told(actor: Actor) -> bool:
        match = db.session.scalars(select(Match).where(Match.id == match_id)).one_or_none()
        return match is not None and is_released(actor, match)

    assert steps.act(told, who) is seen
    return seen


def looks() -> list[tuple[str, str | None, int | None]]:
    found = select(AuditLine).where(AuditLine.event == "child.field_read").order_by(AuditLine.id)
    return [
        (line.payload["of"], line.field, line.child_id)
        for line in steps.seen(lambda: list(db.session.scalars(found)))
    ]


def test_the_provider_sees_what_was_agreed_and_no_more(app: Flask) -> None:
    at = steps.scene()
    change(Account, at.director.account_id, mobile="14200000077")
    told = steps.act(release_for, at.volunteer, steps.consented(at))
    assert (told.given_name, told.sex, told.age_band) == ("小禾", "female", (9, 11))
    assert told.meeting_place == "民合村儿童之家"
    assert told.contact_name.startswith("child_director")
    assert told.contact_mobile == "14200000077"
    assert (told.guardian_name, told.guardian_mobile) == (None, None)
    assert told.until == steps.consent_of(1).valid_until


def test_each_look_leaves_a_line(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    assert looks() == []
    steps.act(release_for, at.volunteer, match_id)
    assert looks() == [
        ("Child", "given_name", at.child_id),
        ("Child", "sex", at.child_id),
        ("Child", "born_on", at.child_id),
        ("Need", "meeting_place", at.child_id),
    ]


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
    steps.act(accept, employer, event.match_id)
    steps.run_jobs()
    steps.act(answer_consent, VISITOR, steps.token_in_text(), agrees=True)
    stranger = builders.member(builders.organization(kind="enterprise"), role=Role.EMPLOYER)
    return event.match_id, employer, stranger


def test_an_employer_sees_the_guardian_and_nothing_of_a_child(app: Flask) -> None:
    match_id, employer, stranger = employed()
    told = steps.act(release_for, employer, match_id)
    assert told.guardian_name.startswith(builders.GUARDIAN)
    assert told.guardian_mobile == "14200000001"
    assert (told.given_name, told.sex, told.age_band, told.meeting_place) == (None,) * 4
    assert [of for of, _field, _child in looks()] == ["Guardian", "Guardian"]
    assert not opened(stranger, match_id)


def test_goods_that_are_sent_open_neither_sex_nor_age(app: Flask) -> None:
    at = steps.scene(direct_contact=False)
    told = steps.act(release_for, at.volunteer, steps.consented(at))
    assert (told.given_name, told.sex, told.age_band) == ("小禾", None, None)
