"""Posting, changing, pausing and withdrawing: what an organisation may do with what it gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel import clock, words
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.offers import actions
from app.offers.models import OFFER_MOVES, JobPosting, Offer, OfferState
from app.providers.models import ProviderState
from tests import builders
from tests.app.offers.samples import job_input, offer_input

NEXT_WEEK = date(2026, 3, 19)


def member(**organization: Any) -> Actor:
    return builders.member(builders.organization(**organization))


def employer(**organization: Any) -> Actor:
    firm = builders.organization(kind="enterprise", **organization)
    return builders.member(firm, role=Role.EMPLOYER)


def stored(model: type[Any], key: int) -> Any:
    with unscoped("a test looks"):
        row = db.session.scalars(select(model).where(model.id == key)).one()
    db.session.expunge(row)
    db.session.rollback()
    return row


def count(model: type[Any]) -> int:
    with unscoped("a test looks"):
        found = db.session.scalar(select(func.count(model.id))) or 0
    db.session.rollback()
    return found


def refused(code: str, deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        deed()
    assert caught.value.code == code
    assert words.say(caught.value, language="en")
    assert words.say(caught.value, language="zh_Hans_CN")
    return caught.value


def test_an_offer_handed_in_waits_for_the_bureau_under_a_number_of_its_own(app: Flask):
    who = member()
    first = actions.post_offer(who, offer_input(), is_submitted=True)
    second = actions.post_offer(who, offer_input(), is_submitted=False)
    assert stored(Offer, first.posting_id).code == "O2026-00001"
    assert stored(Offer, first.posting_id).state == OfferState.SUBMITTED
    assert stored(Offer, second.posting_id).code == "O2026-00002"
    assert stored(Offer, second.posting_id).state == OfferState.DRAFT


def test_a_job_stands_where_its_firm_stands_or_in_the_middle_of_its_town(app: Flask):
    who = employer(lat=30.71, lon=120.41)
    at_home = actions.post_job(who, job_input(), is_submitted=True)
    assert stored(JobPosting, at_home.posting_id).code == "J2026-00001"
    assert (
        stored(JobPosting, at_home.posting_id).lat,
        stored(JobPosting, at_home.posting_id).lon,
    ) == (
        30.71,
        120.41,
    )
    elsewhere = actions.post_job(who, job_input(town_code="330483107"), is_submitted=True)
    assert stored(JobPosting, elsewhere.posting_id).lat != 30.71


def test_goods_keep_no_times_and_meet_no_child(app: Flask):
    draft = offer_input(is_goods=True, category="living_support", items=("school_bag",), unit="set")
    offer = stored(Offer, actions.post_offer(member(), draft, is_submitted=True).posting_id)
    assert (offer.modes, offer.slots, offer.direct_contact) == (["goods_drop"], [], False)
    assert offer.items == ["school_bag"]


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("title", "爱心捐款一对一", "捐款"),
        ("description", "请扫收款码支持我们。", "收款码"),
        ("description", "Please use our bank account.", "bank account"),
    ],
)
def test_words_that_ask_for_money_are_refused_beside_their_field(
    app: Flask, field: str, text: str, word: str
):
    who = member()
    draft = offer_input(**{field: text})
    refusal = refused(
        "offer.asks_for_money", lambda: actions.post_offer(who, draft, is_submitted=False)
    )
    assert refusal.field == field
    assert refusal.values == {"word": word}
    assert count(Offer) == 0


def test_a_job_seeker_is_never_charged(app: Flask):
    who = employer()
    draft = job_input(description="上岗前交押金300元。")
    refusal = refused(
        "offer.charges_worker", lambda: actions.post_job(who, draft, is_submitted=True)
    )
    assert refusal.field == "description"
    assert count(JobPosting) == 0


def test_saying_that_nothing_is_charged_is_welcome(app: Flask):
    draft = job_input(description="免培训费，不收押金。")
    assert actions.post_job(employer(), draft, is_submitted=True).posting_id


def test_a_promised_qualification_must_be_held_and_confirmed(app: Flask):
    who = member(held=("teacher_cert",))
    fine = offer_input(qualifications=("teacher_cert",))
    assert actions.post_offer(who, fine, is_submitted=True).posting_id
    more = offer_input(qualifications=("teacher_cert", "psych_counselor"))
    refusal = refused(
        "offer.not_qualified", lambda: actions.post_offer(who, more, is_submitted=True)
    )
    assert refusal.field == "qualifications"
    assert refusal.values == {"kinds": "心理咨询师"}
    assert count(Offer) == 1


@pytest.mark.parametrize("until", [None, date(2026, 3, 11)])
def test_direct_contact_needs_a_record_check_that_is_still_valid(app: Flask, until: date | None):
    who = member(record_check_until=until)
    refusal = refused(
        "offer.no_record_check",
        lambda: actions.post_offer(who, offer_input(), is_submitted=True),
    )
    assert refusal.field == "direct_contact"
    without = offer_input(direct_contact=False)
    assert actions.post_offer(who, without, is_submitted=True).posting_id


def test_a_record_check_is_valid_on_its_last_day(app: Flask):
    who = member(record_check_until=clock.today())
    assert actions.post_offer(who, offer_input(), is_submitted=True).posting_id


def test_an_organisation_that_is_not_approved_may_draft_but_not_hand_in(app: Flask):
    who = member(state=ProviderState.APPLIED)
    draft = actions.post_offer(who, offer_input(), is_submitted=False)
    refused("offer.organization_not_active", lambda: actions.submit(who, draft.posting_id))
    assert stored(Offer, draft.posting_id).state == OfferState.DRAFT


def test_an_offer_that_is_over_is_not_handed_in(app: Flask):
    over = offer_input(ends_on=clock.today() - timedelta(days=1))
    who = member()
    refusal = refused("offer.dates_over", lambda: actions.post_offer(who, over, is_submitted=True))
    assert refusal.field == "ends_on"


def test_a_refused_posting_leaves_no_line_and_no_number(app: Flask):
    who = member()
    before = count(AuditLine)
    refused(
        "offer.asks_for_money",
        lambda: actions.post_offer(who, offer_input(title="众筹"), is_submitted=True),
    )
    assert count(AuditLine) == before
    kept = actions.post_offer(who, offer_input(), is_submitted=True)
    assert stored(Offer, kept.posting_id).code == "O2026-00001"


def test_a_returned_offer_is_corrected_and_handed_in_again(app: Flask):
    organization = builders.organization()
    key = builders.offer(organization_id=organization, state=OfferState.RETURNED)
    who = builders.member(organization)
    better = offer_input(title="周末一对一学业辅导")
    actions.edit_offer(who, key, given=better, version=1)
    actions.submit(who, key)
    offer = stored(Offer, key)
    assert (offer.title, offer.state) == ("周末一对一学业辅导", OfferState.SUBMITTED)


def test_what_was_verified_is_not_rewritten_behind_the_bureaus_back(app: Flask):
    organization = builders.organization()
    key = builders.offer(organization_id=organization)
    who = builders.member(organization)
    refused(
        "offer.already_published",
        lambda: actions.edit_offer(who, key, given=offer_input(title="别的"), version=1),
    )
    assert stored(Offer, key).title == "课后一对一学业辅导"


def test_a_form_opened_before_somebody_elses_change_is_told_so(app: Flask):
    organization = builders.organization()
    key = builders.offer(organization_id=organization, state=OfferState.DRAFT)
    who = builders.member(organization)
    actions.edit_offer(who, key, given=offer_input(title="先改的"), version=1)
    refused(
        "kernel.changed_meanwhile",
        lambda: actions.edit_offer(who, key, given=offer_input(title="后改的"), version=1),
    )
    assert stored(Offer, key).title == "先改的"


def test_places_are_changed_but_never_below_those_in_use(app: Flask):
    organization = builders.organization()
    key = builders.offer(organization_id=organization, capacity=5, load=3)
    who = builders.member(organization)
    actions.change_places(who, key, capacity=3)
    assert stored(Offer, key).capacity == 3
    refused("offer.places_below_load", lambda: actions.change_places(who, key, capacity=2))


def test_pausing_and_resuming(app: Flask):
    organization = builders.organization()
    key = builders.offer(organization_id=organization)
    who = builders.member(organization)
    actions.pause(who, key)
    assert stored(Offer, key).state == OfferState.PAUSED
    actions.resume(who, key)
    assert stored(Offer, key).state == OfferState.PUBLISHED


def test_what_the_bureau_suspended_is_not_resumed_by_its_owner(app: Flask):
    organization = builders.organization()
    key = builders.offer(organization_id=organization, state=OfferState.SUSPENDED)
    who = builders.member(organization)
    refused("offer.already_suspended", lambda: actions.resume(who, key))
    assert stored(Offer, key).state == OfferState.SUSPENDED


OWN_DEEDS = {"submit": "submitted", "pause": "paused", "withdraw": "withdrawn"}


@pytest.mark.parametrize("state", list(OfferState))
@pytest.mark.parametrize("deed", OWN_DEEDS)
def test_every_move_that_the_table_does_not_allow_is_refused_by_its_state(
    app: Flask, state: OfferState, deed: str
):
    organization = builders.organization()
    key = builders.offer(organization_id=organization, state=state)
    who = builders.member(organization)
    do = getattr(actions, deed)
    if OWN_DEEDS[deed] in OFFER_MOVES.get(state, frozenset()):
        do(who, key)
        assert stored(Offer, key).state == OWN_DEEDS[deed]
        return
    refused(f"offer.already_{state}", lambda: do(who, key))
    assert stored(Offer, key).state == state


@pytest.mark.parametrize("deed", ["submit", "pause", "resume", "withdraw"])
def test_another_organisations_published_offer_is_seen_but_not_touched(app: Flask, deed: str):
    key = builders.offer()
    who = member()
    with pytest.raises(NotFound):
        getattr(actions, deed)(who, key)
    assert stored(Offer, key).state == OfferState.PUBLISHED


@pytest.mark.parametrize(
    "role", [Role.VOLUNTEER, Role.GUARDIAN, Role.CHILD_DIRECTOR, Role.CIVIL_AFFAIRS, Role.EMPLOYER]
)
def test_only_members_of_an_organisation_post_offers(app: Flask, role: Role):
    who = builders.actor(role)
    with pytest.raises(Forbidden):
        actions.post_offer(who, offer_input(), is_submitted=False)


def test_an_organisations_member_posts_no_job(app: Flask):
    who = member()
    with pytest.raises(Forbidden):
        actions.post_job(who, job_input(), is_submitted=False)
