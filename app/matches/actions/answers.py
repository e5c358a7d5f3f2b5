"""The provider's answer to an invitation, and no answer at all."""

from __future__ import annotations

from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.errors import Refused
from app.matches import locks, openings, sides
from app.matches.events import MatchAccepted, MatchDeclined, MatchLapsed
from app.matches.models import Match, MatchState


@action(Can.ANSWER_INVITATION)
def accept(actor: Actor, match_id: int) -> MatchAccepted:
    """Say yes; the guardian is asked next. The provider's vetting has to be valid at this moment."""
    match = _answerable(match_id)
    row, need = sides.supply_of(match), locks.need_of(match)
    if not row.may_meet(clock.today(), direct_contact=need.direct_contact):
        raise Refused("match.not_vetted")
    _answer(actor, match, MatchState.ACCEPTED)
    row.provider.accepted += 1
    return MatchAccepted(match_id=match.id, need_id=need.id, child_id=need.child_id)


@action(Can.ANSWER_INVITATION)
def decline(actor: Actor, match_id: int, *, reason: str) -> MatchDeclined:
    """Say no, which costs nothing: both places are given back and the need is open again."""
    match = _answerable(match_id)
    row, need = sides.supply_of(match), locks.need_of(match)
    openings.give_back(row, need)  # first: once the match is over, nobody acts through it
    _answer(actor, match, MatchState.DECLINED)
    match.reason = reason
    return MatchDeclined(match_id=match.id, need_id=need.id, child_id=need.child_id, reason=reason)


@action(Can.LAPSE)
def lapse_invitation(actor: Actor, match_id: int) -> MatchLapsed:
    """The time to answer is over."""
    match = locks.locked(match_id)
    row, need = sides.supply_of(match), locks.need_of(match)
    match.require("answer")
    if not _is_late(match):
        raise match.already()
    match.move(MatchState.LAPSED)
    openings.give_back(row, need)
    return MatchLapsed(
        match_id=match.id, need_id=need.id, child_id=need.child_id, waiting_for="provider"
    )


def _answerable(match_id: int) -> Match:
    match = locks.locked(match_id)
    match.require("answer")
    if _is_late(match):
        raise Refused("match.answer_late")
    return match


def _is_late(match: Match) -> bool:
    return match.answer_by is not None and match.answer_by <= clock.now()


def _answer(actor: Actor, match: Match, after: MatchState) -> None:
    match.move(after)
    match.answered_by, match.answered_at = actor.account_id, clock.now()
