"""Posting, changing and verifying offers and jobs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.kernel import clock
from app.kernel.access import Actor, Can, Role
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.numbering import next_number
from app.kernel.scope import find
from app.offers import rules
from app.offers.events import (
    PlacesChanged,
    Posted,
    PostingEdited,
    PostingPaused,
    PostingResumed,
    PostingReturned,
    PostingSubmitted,
    PostingSuspended,
    PostingVerified,
    PostingWithdrawn,
)
from app.offers.inputs import JobInput, OfferInput
from app.offers.models import KINDS, JobPosting, Offer, OfferState, Posting
from app.places import queries as places

OWN_KIND: dict[Role, type[Posting]] = {Role.ORGANIZATION_MEMBER: Offer, Role.EMPLOYER: JobPosting}


@action(Can.POST_OFFER)
def post_offer(actor: Actor, given: OfferInput, *, is_submitted: bool) -> Posted:
    """Save an offer of the actor's organisation, as a draft or handed in at once."""
    rules.require_no_money(title=given.title, description=given.description)
    return _post(actor, Offer(**_offer_values(given)), is_submitted=is_submitted)


@action(Can.POST_JOB)
def post_job(actor: Actor, given: JobInput, *, is_submitted: bool) -> Posted:
    """Save a job or course of the actor's organisation, as a draft or handed in at once."""
    _require_honest_job(given)
    values = _job_values(given, organization_id=actor.organization_id or 0)
    return _post(actor, JobPosting(**values), is_submitted=is_submitted)


@action(Can.POST_OFFER)
def edit_offer(actor: Actor, offer_id: int, *, given: OfferInput, version: int) -> PostingEdited:
    """Change an offer that is not published yet. `version` is the one the form was opened on."""
    rules.require_no_money(title=given.title, description=given.description)
    return _edit(_own(actor, offer_id), _offer_values(given), version=version)


@action(Can.POST_JOB)
def edit_job(actor: Actor, job_id: int, *, given: JobInput, version: int) -> PostingEdited:
    """Change a job that is not published yet. `version` is the one the form was opened on."""
    _require_honest_job(given)
    values = _job_values(given, organization_id=actor.organization_id or 0)
    return _edit(_own(actor, job_id), values, version=version)


@action(Can.CHANGE_POSTING)
def submit(actor: Actor, posting_id: int) -> PostingSubmitted:
    """Hand a draft, or a corrected posting, to the bureau."""
    posting = _own(actor, posting_id)
    posting.move(OfferState.SUBMITTED)
    rules.require_ready(posting, today=clock.today())
    return PostingSubmitted(kind=posting.supply_kind, posting_id=posting.id)


@action(Can.CHANGE_POSTING)
def change_places(actor: Actor, posting_id: int, *, capacity: int) -> PlacesChanged:
    """More or fewer places of a running posting, never fewer than are in use."""
    posting = _own(actor, posting_id)
    posting.require("change_places")
    if capacity < posting.load:
        raise Refused("offer.places_below_load", field="capacity", load=posting.load)
    posting.capacity = capacity
    return PlacesChanged(kind=posting.supply_kind, posting_id=posting.id, capacity=capacity)


@action(Can.CHANGE_POSTING)
def pause(actor: Actor, posting_id: int) -> PostingPaused:
    posting = _own(actor, posting_id)
    posting.move(OfferState.PAUSED)
    return PostingPaused(kind=posting.supply_kind, posting_id=posting.id)


@action(Can.CHANGE_POSTING)
def resume(actor: Actor, posting_id: int) -> PostingResumed:
    """Publish a paused posting again; what the bureau suspended stays suspended."""
    posting = _own(actor, posting_id)
    posting.require("resume")
    posting.move(OfferState.PUBLISHED)
    rules.require_ready(posting, today=clock.today())
    return PostingResumed(kind=posting.supply_kind, posting_id=posting.id)


@action(Can.CHANGE_POSTING)
def withdraw(actor: Actor, posting_id: int) -> PostingWithdrawn:
    """Take a posting back for good. Help that has begun is not touched."""
    posting = _own(actor, posting_id)
    posting.move(OfferState.WITHDRAWN)
    return PostingWithdrawn(kind=posting.supply_kind, posting_id=posting.id)


@action(Can.VERIFY_OFFER)
def verify(actor: Actor, kind: str, *, posting_id: int) -> PostingVerified:
    """Publish what was handed in, or what had been suspended."""
    posting = find(KINDS[kind], posting_id)
    rules.require_stranger(actor, posting)
    posting.require("verify")
    posting.move(OfferState.PUBLISHED)
    rules.require_ready(posting, today=clock.today())
    posting.published_at = clock.now()
    _decide(actor, posting, reason=None)
    return PostingVerified(kind=kind, posting_id=posting.id)


@action(Can.VERIFY_OFFER)
def send_back(actor: Actor, kind: str, *, posting_id: int, reason: str) -> PostingReturned:
    """Return what was handed in, with what to change."""
    posting = find(KINDS[kind], posting_id)
    rules.require_stranger(actor, posting)
    posting.move(OfferState.RETURNED)
    _decide(actor, posting, reason=_required(reason))
    return PostingReturned(kind=kind, posting_id=posting.id)


@action(Can.VERIFY_OFFER)
def suspend(actor: Actor, kind: str, *, posting_id: int, reason: str) -> PostingSuspended:
    """Take a published posting out of sight until an officer publishes it again."""
    posting = find(KINDS[kind], posting_id)
    rules.require_stranger(actor, posting)
    posting.move(OfferState.SUSPENDED)
    _decide(actor, posting, reason=_required(reason))
    return PostingSuspended(kind=kind, posting_id=posting.id)


def _post(actor: Actor, posting: Posting, *, is_submitted: bool) -> Posted:
    now = clock.now()
    posting.organization_id = actor.organization_id or 0
    year = clock.local(now).year
    posting.code = f"{posting.LETTER}{year}-{next_number(posting.supply_kind, year):05d}"
    posting.state = OfferState.SUBMITTED if is_submitted else OfferState.DRAFT
    posting.posted_by = actor.account_id or 0
    posting.created_at = now
    if is_submitted:
        rules.require_ready(posting, today=clock.today())
    db.session.add(posting)
    db.session.flush()
    return Posted(kind=posting.supply_kind, posting_id=posting.id, is_submitted=is_submitted)


def _edit(posting: Posting, values: dict[str, Any], *, version: int) -> PostingEdited:
    posting.require("edit")
    if posting.version != version:
        raise Refused("kernel.changed_meanwhile")
    for name, value in values.items():
        setattr(posting, name, value)
    if posting.state == OfferState.SUBMITTED:
        rules.require_ready(posting, today=clock.today())
    return PostingEdited(kind=posting.supply_kind, posting_id=posting.id)


def _own(actor: Actor, posting_id: int) -> Posting:
    """A posting of the actor's own organisation; others' published ones are seen, not changed."""
    posting = find(OWN_KIND[actor.role], posting_id)
    if posting.organization_id != actor.organization_id:
        raise NotFound(f"{type(posting).__name__} {posting_id}")
    return posting


def _required(reason: str) -> str:
    if not reason.strip():
        raise Refused("offer.reason_missing", field="reason")
    return reason.strip()


def _decide(actor: Actor, posting: Posting, *, reason: str | None) -> None:
    posting.decided_by = actor.account_id
    posting.state_reason = reason


def _require_honest_job(given: JobInput) -> None:
    rules.require_no_money(title=given.title, description=given.description)
    rules.require_no_charge(title=given.title, description=given.description, pay=given.pay)


def _offer_values(given: OfferInput) -> dict[str, Any]:
    values = _plain(given)
    if given.is_goods:
        values.update(modes=["goods_drop"], slots=[], direct_contact=False, helper_sex=None)
        return values
    values.update(items=[])
    return values


def _job_values(given: JobInput, *, organization_id: int) -> dict[str, Any]:
    """The job's point: the firm's own where it works in its own town, else the town's middle."""
    firm = rules.organization_of(organization_id)
    place = places.place(given.town_code)
    at = firm if firm.town_code == given.town_code else place
    return {**_plain(given), "lat": at.lat, "lon": at.lon}


def _plain(given: OfferInput | JobInput) -> dict[str, Any]:
    """Tuples as lists, which is how JSON columns give them back."""
    values = asdict(given)
    values["slots"] = [list(slot) for slot in given.slots]
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }
