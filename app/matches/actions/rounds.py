"""Asking for a round, saying how far it is, and recording the whole of it at once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.numbering import next_number, number_on
from app.kernel.scope import find
from app.matches import rules
from app.matches.events import (
    RoundFailed,
    RoundFinished,
    RoundProgressed,
    RoundRequested,
    RoundStarted,
)
from app.matches.models import (
    ACTIVE_STATES,
    Match,
    MatchState,
    Origin,
    Round,
    RoundState,
    Unmet,
)
from app.matches.queries import market
from app.matches.results import Held, LeftOut, Proposal
from app.needs.models import Need, NeedState

UNDER_WAY = (RoundState.QUEUED, RoundState.RUNNING)


@action(Can.RUN_ROUND)
def request_round(actor: Actor) -> RoundRequested:
    """Put a round into the queue; one at a time."""
    next_number("R", clock.today().year)  # its row is locked: two who ask at once wait in line
    running = db.session.scalars(select(Round.id).where(Round.state.in_(UNDER_WAY))).first()
    if running is not None:
        raise Refused("round.running")
    row = Round(
        state=RoundState.QUEUED,
        requested_by=actor.account_id,
        requested_at=clock.now(),
        step="queued",
    )
    db.session.add(row)
    db.session.flush()
    return RoundRequested(round_id=row.id)


@action(Can.RECORD_ROUND)
def start_round(actor: Actor, round_id: int) -> RoundStarted:
    """The engine begins, or begins again after it was stopped."""
    row = _not_over(round_id)
    row.state, row.started_at, row.step = RoundState.RUNNING, clock.now(), "read"
    row.done, row.total = 0, 0
    return RoundStarted(round_id=round_id)


@action(Can.RECORD_ROUND)
def note_progress(
    actor: Actor,
    round_id: int,
    *,
    step: str,
    done: int,
    total: int,
) -> RoundProgressed:
    """How far the round is, for those who watch it."""
    row = _not_over(round_id)
    row.step, row.done, row.total = step, done, total
    return RoundProgressed(round_id=round_id, step=step)


@action(Can.RECORD_ROUND)
def fail_round(actor: Actor, round_id: int) -> RoundFailed:
    """The engine or its recording broke; nothing of the round is kept."""
    row = _not_over(round_id)
    row.state, row.finished_at = RoundState.FAILED, clock.now()
    return RoundFailed(round_id=round_id)


@action(Can.RECORD_ROUND)
def record_round(actor: Actor, round_id: int, held: Held) -> RoundFinished:
    """Keep everything a round needs to be run again, and put its proposals into the queue.

    Older rounds' proposals that nobody decided on are overtaken in the same transaction.
    """
    row = _not_over(round_id)
    _overtake_older()
    needs = _needs(held)
    kept = _still_wanted(held.proposals, needs)
    db.session.add_all(_matches(kept, needs, round_id))
    db.session.add_all(_unmet(held.unmet, needs, round_id))
    _describe(row, held, proposals=len(kept))
    db.session.flush()
    return RoundFinished(round_id=round_id, proposals=len(kept), unmet=len(held.unmet))


def _not_over(round_id: int) -> Round:
    row = find(Round, round_id)
    if row.state == RoundState.DONE:
        raise Refused("round.over")
    return row


def _overtake_older() -> None:
    older = select(Match).where(Match.state == MatchState.PROPOSED, Match.origin == Origin.ROUND)
    for match in db.session.scalars(older):
        match.move(MatchState.OVERTAKEN)


def _needs(held: Held) -> dict[int, Need]:
    ids = {one.need_id for one in held.proposals} | {one.need_id for one in held.unmet}
    rows = db.session.scalars(select(Need).where(Need.id.in_(ids)))
    return {need.id: need for need in rows}


def _still_wanted(proposals: Iterable[Proposal], needs: dict[int, Need]) -> list[Proposal]:
    """Without what was settled while the engine was thinking."""
    taken = {
        (match.need_id, match.supply_key)
        for match in db.session.scalars(
            select(Match).where(Match.state.in_((MatchState.PROPOSED, *ACTIVE_STATES)))
        )
    }
    return [
        one
        for one in proposals
        if needs[one.need_id].state == NeedState.OPEN
        and (one.need_id, one.fit.supply_key) not in taken
    ]


def _matches(proposals: list[Proposal], needs: dict[int, Need], round_id: int) -> Iterable[Match]:
    now, year = clock.now(), clock.today().year
    if not proposals:
        return
    first = next_number("M", year)
    number_on("M", year, last=first + len(proposals) - 1)
    rows = market.supply_rows(one.fit.supply_key for one in proposals)
    for number, one in enumerate(proposals, first):
        match = Match(
            code=f"M{year}-{number:05d}",
            round_id=round_id,
            origin=Origin.ROUND,
            proposed_at=now,
            is_plain=one.is_plain,
            rank=one.fit.rank,
            alternatives=one.alternatives,
            **rules.sides(needs[one.need_id], rows[one.fit.supply_key]),
            **rules.told(one.fit),
        )
        match.begin(MatchState.PROPOSED)
        yield match


def _unmet(left: Iterable[LeftOut], needs: dict[int, Need], round_id: int) -> Iterable[Unmet]:
    for one in left:
        need = needs[one.need_id]
        yield Unmet(
            round_id=round_id,
            need_id=need.id,
            village_code=need.village_code,
            town_code=need.town_code,
            reason=one.reason,
            feasible=one.feasible,
            changes=one.changes,
        )


def _describe(row: Round, held: Held, *, proposals: int) -> None:
    row.state, row.finished_at, row.step = RoundState.DONE, clock.now(), "record"
    row.held_on = held.on
    row.inputs, row.inputs_digest, row.plan_digest = (
        held.inputs,
        held.inputs_digest,
        held.plan_digest,
    )
    row.engine_version, row.scorecard, row.rules = held.version, held.scorecard, held.rules
    row.needs, row.supplies = held.needs, held.supplies
    row.proposals, row.unmet = proposals, len(held.unmet)
