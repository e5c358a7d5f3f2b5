"""The bureau's part: publish, return, suspend; never one's own; letters to whoever must know."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import jobs
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound
from app.kernel.scope import unscoped
from app.offers import actions
from app.offers.models import JobPosting, Offer, OfferState
from app.people.models import Appointment
from app.post.models import Letter
from app.providers.models import ProviderState
from tests import builders
from tests.app.offers.samples import offer_input
from tests.app.offers.test_posting import refused, stored


def handed_in(**organization: object) -> int:
    key = builders.organization(**organization)  # type: ignore[arg-type]
    return builders.offer(organization_id=key, state=OfferState.SUBMITTED, published_at=None)


def letters_to(who: Actor) -> list[tuple[str, str | None]]:
    with unscoped("a test looks"):
        found = db.session.execute(
            select(Letter.event, Letter.link).where(Letter.account_id == who.account_id)
        )
        rows = [(event, link) for event, link in found]
    db.session.rollback()
    return rows


def test_an_officer_publishes_what_was_handed_in(app: Flask):
    key, officer = handed_in(), builders.actor(Role.CIVIL_AFFAIRS)
    actions.verify(officer, "offer", posting_id=key)
    offer = stored(Offer, key)
    assert offer.state == OfferState.PUBLISHED
    assert offer.published_at is not None
    assert offer.decided_by == officer.account_id


def test_an_officer_who_belongs_to_the_organisation_does_not_decide(app: Flask):
    key, officer = handed_in(), builders.actor(Role.CIVIL_AFFAIRS)
    hat = Appointment(
        account_id=officer.account_id,
        role=Role.ORGANIZATION_MEMBER,
        organization_id=stored(Offer, key).organization_id,
        from_on=builders.days_ago(10).date(),
    )
    with builders.world():
        db.session.add(hat)
    for decide in (
        lambda: actions.verify(officer, "offer", posting_id=key),
        lambda: actions.send_back(officer, "offer", posting_id=key, reason="x"),
        lambda: actions.suspend(officer, "offer", posting_id=key, reason="x"),
    ):
        refused("offer.own", decide)
    assert stored(Offer, key).state == OfferState.SUBMITTED


def test_what_was_true_when_handed_in_must_be_true_when_published(app: Flask):
    key = handed_in(state=ProviderState.SUSPENDED)
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    refused(
        "offer.organization_not_active", lambda: actions.verify(officer, "offer", posting_id=key)
    )
    assert stored(Offer, key).state == OfferState.SUBMITTED


@pytest.mark.parametrize(
    "state", [state for state in OfferState if state not in ("submitted", "suspended")]
)
def test_only_what_was_handed_in_or_suspended_is_published(app: Flask, state: OfferState):
    key, officer = builders.offer(state=state), builders.actor(Role.CIVIL_AFFAIRS)
    refused(f"offer.already_{state}", lambda: actions.verify(officer, "offer", posting_id=key))


def test_a_return_needs_a_reason(app: Flask):
    key, officer = handed_in(), builders.actor(Role.CIVIL_AFFAIRS)
    refusal = refused(
        "offer.reason_missing",
        lambda: actions.send_back(officer, "offer", posting_id=key, reason="  "),
    )
    assert refusal.field == "reason"
    actions.send_back(officer, "offer", posting_id=key, reason="请写清楚地点。")
    assert stored(Offer, key).state_reason == "请写清楚地点。"


def test_a_suspended_job_is_out_of_sight_until_it_is_published_again(app: Flask):
    key, officer = builders.job(), builders.actor(Role.CIVIL_AFFAIRS)
    actions.suspend(officer, "job", posting_id=key, reason="有人反映收押金。")
    assert stored(JobPosting, key).state == OfferState.SUSPENDED
    actions.verify(officer, "job", posting_id=key)
    assert stored(JobPosting, key).state == OfferState.PUBLISHED


def test_nobody_else_verifies(app: Flask):
    key = handed_in()
    who = builders.member(stored(Offer, key).organization_id)
    with pytest.raises(Forbidden):
        actions.verify(who, "offer", posting_id=key)


def test_an_unknown_posting_is_missing(app: Flask):
    with pytest.raises(NotFound):
        actions.verify(builders.actor(Role.CIVIL_AFFAIRS), "offer", posting_id=999)


def test_officers_hear_of_what_is_handed_in_and_the_organisation_of_the_decision(app: Flask):
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    organization = builders.organization()
    poster, colleague = builders.member(organization), builders.member(organization)
    stranger = builders.member(builders.organization())
    with app.app_context():
        key = actions.post_offer(poster, offer_input(), is_submitted=True).posting_id
    jobs.run_due()
    assert letters_to(officer) == [("posting_submitted", f"/desk/offers/{key}")]
    with app.app_context():
        actions.send_back(officer, "offer", posting_id=key, reason="请写清楚地点。")
    jobs.run_due()
    with app.app_context():
        actions.submit(poster, key)
    with app.app_context():
        actions.verify(officer, "offer", posting_id=key)
    jobs.run_due()
    for who in (poster, colleague):
        assert sorted(letters_to(who)) == [
            ("posting_returned", f"/offers/{key}"),
            ("posting_verified", f"/offers/{key}"),
        ]
    assert letters_to(stranger) == []


def test_a_draft_is_nobodys_business(app: Flask):
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    who = builders.member(builders.organization())
    with app.app_context():
        actions.post_offer(who, offer_input(), is_submitted=False)
    jobs.run_due()
    assert letters_to(officer) == []
