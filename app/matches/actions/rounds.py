"""Asking for a round, saying how far it is, and recording the whole of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, select

from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.numbering import next_number, number_on
from app.kernel.scope import find, write_all
from app.matches.events import (
    RoundFailed,
    RoundFinished,
    RoundProgressed,
    RoundRequested,
    RoundStarted,
)
from app.matches.models import (
    ACTIVE_STATES,
    SUPPLIES,
    UNDER_WAY,
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
from app.providers.supply import key_from

AT_ONCE = 5_000
"""Needs asked for by number at once."""


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

    Older rounds' proposals that nobody decided on are overtaken in the same transaction, which is
    short: a few statements write everything, for on SQLite nobody else writes meanwhile.
    """
    row = _not_over(round_id)
    by_round = Match.origin == Origin.ROUND
    Match.move_all(by_round, before=MatchState.PROPOSED, after=MatchState.OVERTAKEN)
    needs = _needs(held)
    kept = _still_wanted(held.proposals, needs)
    rows = _matches(kept, needs, round_id)
    Match.begin_all(rows, Match.round_id == round_id, state=MatchState.PROPOSED)
    _leave_out(held.unmet, needs, round_id)
    _describe(row, held, proposals=len(kept))
    db.session.flush()
    return RoundFinished(round_id=round_id, proposals=len(kept), unmet=len(held.unmet))


def _not_over(round_id: int) -> Round:
    row = find(Round, round_id)
    if row.state == RoundState.DONE:
        raise Refused("round.over")
    return row


Needs = Mapping[int, Row[Any]]
"""Of each need what a proposal repeats of it."""


def _needs(held: Held) -> Needs:
    ids = sorted({one.need_id for one in held.proposals} | {one.need_id for one in held.unmet})
    columns = (Need.id, Need.state, Need.guardian_id, Need.village_code, Need.town_code)
    found: dict[int, Row[Any]] = {}
    for at in range(0, len(ids), AT_ONCE):
        asked = select(*columns).where(Need.id.in_(ids[at : at + AT_ONCE]))
        found.update((row.id, row) for row in db.session.execute(asked))
    return found


def _still_wanted(proposals: Iterable[Proposal], needs: Needs) -> list[Proposal]:
    """Without what was settled while the engine was thinking."""
    under_way = Match.state.in_((MatchState.PROPOSED, *ACTIVE_STATES))
    columns = (Match.need_id, *SUPPLIES.values())
    taken = {
        (need_id, key_from(*supply))
        for need_id, *supply in db.session.execute(select(*columns).where(under_way))
    }
    return [
        one
        for one in proposals
        if needs[one.need_id].state == NeedState.OPEN
        and (one.need_id, one.fit.supply_key) not in taken
    ]


def _matches(proposals: list[Proposal], needs: Needs, round_id: int) -> list[dict[str, Any]]:
    now, year = clock.now(), clock.today().year
    if not proposals:
        return []
    first = next_number("M", year)
    number_on("M", year, last=first + len(proposals) - 1)
    sides = market.supply_sides(one.fit.supply_key for one in proposals)
    return [
        {
            "code": f"M{year}-{number:05d}",
            "round_id": round_id,
            "origin": Origin.ROUND,
            "proposed_at": now,
            "is_plain": one.is_plain,
            "rank": one.fit.rank,
            "alternatives": one.alternatives,
            **_family(needs[one.need_id]),
            **sides[one.fit.supply_key],
            **one.fit.as_columns(),
        }
        for number, one in enumerate(proposals, first)
    ]


def _family(need: Row[Any]) -> dict[str, Any]:
    return {
        "need_id": need.id,
        "guardian_id": need.guardian_id,
        "village_code": need.village_code,
        "town_code": need.town_code,
    }


def _leave_out(left: Iterable[LeftOut], needs: Needs, round_id: int) -> None:
    rows = [
        {
            "round_id": round_id,
            "need_id": one.need_id,
            "village_code": needs[one.need_id].village_code,
            "town_code": needs[one.need_id].town_code,
            "reason": one.reason,
            "feasible": one.feasible,
            "changes": one.changes,
        }
        for one in left
    ]
    write_all(Unmet, rows)


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
