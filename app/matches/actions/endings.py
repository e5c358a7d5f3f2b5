"""Endings: a service completed or ended early, a need withdrawn, a provider suspended."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.scope import find
from app.matches import locks, openings, sides
from app.matches.events import MatchEnded, MatchSuspended, ProposalsOvertaken
from app.matches.models import ACTIVE_STATES, Consent, ConsentState, Match, MatchState
from app.needs.models import Need, NeedState

COMPLETED = "completed"
LEFT_BY_PROVIDER = ("provider_left",)
"""Reasons that stand in the provider's record; the others are nobody's doing."""


@action(Can.END_MATCH)
def end(actor: Actor, match_id: int, *, reason: str) -> MatchEnded:
    """Complete a service, or end it early for a reason."""
    match = locks.locked(match_id)
    return _end(match, reason)


@action(Can.LAPSE)
def close_need(actor: Actor, need_id: int, *, reason: str) -> ProposalsOvertaken:
    """A need is no longer open to anybody: its proposals go, what was under way ends."""
    need = find(Need, need_id)
    touched = []
    for match in locks.locked_all(_under_way(need.id)):
        if match.state == MatchState.PROPOSED:
            match.move(MatchState.OVERTAKEN)
        elif match.state in ACTIVE_STATES:
            _end(match, reason)
        touched.append(match.id)
    return ProposalsOvertaken(match_ids=tuple(touched))


@action(Can.LAPSE)
def suspend_provider(actor: Actor, match_id: int) -> MatchSuspended:
    """A provider lost its standing: what it was told of a family is closed at once."""
    match = locks.locked(match_id)
    need = locks.need_of(match)
    match.move(MatchState.SUSPENDED)
    return MatchSuspended(
        match_id=match.id,
        need_id=need.id,
        child_id=need.child_id,
        reason="provider_suspended",
    )


def _under_way(need_id: int) -> Sequence[int]:
    wanted = (MatchState.PROPOSED, *ACTIVE_STATES)
    found = select(Match.id).where(Match.need_id == need_id, Match.state.in_(wanted))
    return db.session.scalars(found).all()


def _end(match: Match, reason: str) -> MatchEnded:
    need, row = locks.need_of(match), sides.supply_of(match)
    provider = row.provider
    if reason == COMPLETED:
        match.require("complete")
        match.move(MatchState.COMPLETED)
        provider.completed += 1
        # Goods that were given and a job that was taken are not free again.
        if not row.is_used_up:
            row.release()
        _fulfil(need)
    else:
        match.move(MatchState.ENDED_EARLY)
        provider.ended_early += reason in LEFT_BY_PROVIDER
        openings.give_back(row, need)
    match.reason = reason
    _stop_asking(match)
    return MatchEnded(match_id=match.id, need_id=need.id, child_id=need.child_id, reason=reason)


def _stop_asking(match: Match) -> None:
    """A guardian is not asked about what is over."""
    waiting = select(Consent).where(
        Consent.match_id == match.id, Consent.state == ConsentState.WAITING
    )
    for consent in db.session.scalars(waiting):
        consent.state = ConsentState.LAPSED


def _fulfil(need: Need) -> None:
    """The need is fulfilled once none of its services is under way."""
    db.session.flush()
    under_way = select(Match.id).where(Match.need_id == need.id, Match.state.in_(ACTIVE_STATES))
    if need.state == NeedState.IN_SERVICE and db.session.scalars(under_way).first() is None:
        need.move(NeedState.FULFILLED)
