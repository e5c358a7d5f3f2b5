"""Checking a need in the town and deciding on it in the county: never by the same person."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.scope import find
from app.needs import categories, notices, provided, rules
from app.needs.events import (
    NeedApproved,
    NeedCoveredByBenefit,
    NeedEndorsed,
    NeedRejected,
    NeedReturned,
    NeedsApproved,
)
from app.needs.inputs import Approval
from app.needs.models import Need, NeedState, Visibility


@action(Can.ENDORSE_NEED)
def endorse(actor: Actor, need_id: int) -> NeedEndorsed:
    """The town's supervisor knows that it is so, and passes it on."""
    need = _of_town(actor, need_id)
    need.move(NeedState.ENDORSED)
    need.endorsed_at = clock.now()
    need.endorsed_by = actor.account_id
    return NeedEndorsed(need_id=need.id, child_id=need.child_id)


@action(Can.ENDORSE_NEED)
def return_to_village(actor: Actor, need_id: int, *, reason: str) -> NeedReturned:
    """The supervisor sends it back, with what to put right."""
    need = _of_town(actor, need_id)
    need.require("endorse")
    return _return(need, reason)


@action(Can.ENDORSE_NEED)
def reject(actor: Actor, need_id: int, *, reason: str) -> NeedRejected:
    """The supervisor does not pass it on."""
    need = _of_town(actor, need_id)
    need.require("endorse")
    return _reject(need, reason)


@action(Can.APPROVE_NEED)
def return_endorsed(actor: Actor, need_id: int, *, reason: str) -> NeedReturned:
    """The officer sends it back to the village, with what to put right."""
    need = _endorsed(actor, need_id)
    return _return(need, reason)


@action(Can.APPROVE_NEED)
def reject_endorsed(actor: Actor, need_id: int, *, reason: str) -> NeedRejected:
    """The officer does not accept it."""
    need = _endorsed(actor, need_id)
    return _reject(need, reason)


@action(Can.APPROVE_NEED)
def approve(actor: Actor, need_id: int, *, approval: Approval, version: int) -> NeedApproved:
    """Open a need. `version` is the one the page was opened on."""
    need = _endorsed(actor, need_id)
    if need.version != version:
        raise Refused("kernel.changed_meanwhile")
    if approval.benefit not in ("none", "partly"):
        raise Refused("need.benefit_unanswered", field="benefit")
    rules.require_public_words(approval.title, approval.summary, rules.known_of_need(need))
    published = [one.key for one in provided.designatable()] if approval.designated else []
    rules.require_designated(approval.visibility, approval.designated, published)
    need.title, need.summary = approval.title.strip(), approval.summary.strip()
    need.visibility = Visibility(approval.visibility)
    is_restricted = need.visibility == Visibility.RESTRICTED
    need.designated = sorted(set(approval.designated)) if is_restricted else None
    _open(actor, need)
    return NeedApproved(need_id=need.id, child_id=need.child_id)


@action(Can.APPROVE_NEED)
def approve_many(
    actor: Actor, need_ids: tuple[int, ...], *, is_without_benefit: bool
) -> NeedsApproved:
    """Open several plain needs as they stand, or none of them."""
    if not need_ids:
        raise Refused("need.nothing_chosen")
    if not is_without_benefit:
        raise Refused("need.benefit_unanswered", field="is_without_benefit")
    for need_id in need_ids:
        need = _endorsed(actor, need_id)
        if not categories.is_plain(need):
            raise Refused("need.not_plain", title=need.title)
        rules.require_public_words(need.title, need.summary, rules.known_of_need(need))
        _open(actor, need)
    return NeedsApproved(need_ids=tuple(need_ids))


@action(Can.APPROVE_NEED)
def cover_by_benefit(actor: Actor, need_id: int) -> NeedCoveredByBenefit:
    """Government first: a public benefit covers all of it, and nobody is looked for."""
    need = _endorsed(actor, need_id)
    need.move(NeedState.COVERED_BY_BENEFIT)
    return NeedCoveredByBenefit(need_id=need.id, child_id=need.child_id)


def _of_town(actor: Actor, need_id: int) -> Need:
    need = find(Need, need_id)
    if need.town_code != actor.place:
        raise NotFound(f"Need {need_id}")
    rules.require_strangers_eyes(actor, need)
    return need


def _endorsed(actor: Actor, need_id: int) -> Need:
    need = db.session.scalars(select(Need).where(Need.id == need_id)).one_or_none()
    if need is None:
        raise NotFound(f"Need {need_id}")
    rules.require_strangers_eyes(actor, need)
    need.require("approve")
    return need


def _open(actor: Actor, need: Need) -> None:
    rules.require_ahead(need)
    notices.publish(need)
    need.move(NeedState.OPEN)
    need.opened_at = clock.now()
    need.approved_by = actor.account_id
    need.state_reason = None


def _return(need: Need, reason: str) -> NeedReturned:
    need.state_reason = rules.required_reason(reason)
    need.move(NeedState.RETURNED)
    return NeedReturned(need_id=need.id, child_id=need.child_id)


def _reject(need: Need, reason: str) -> NeedRejected:
    need.state_reason = rules.required_reason(reason)
    need.move(NeedState.REJECTED)
    return NeedRejected(need_id=need.id, child_id=need.child_id)
