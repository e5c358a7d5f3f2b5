"""A round: needs and supplies in, the best plan with its reasons out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from matching.assign import Choice, solve
from matching.board import Board, Ints, Terms
from matching.changes import ways_out
from matching.codec import digest
from matching.ngrams import Ngrams
from matching.pairs import what_is_left
from matching.plan import Change, Match, Plan, Proof, Unmatched
from matching.prior import expert
from matching.rules import CAPACITY, RULES
from matching.scorecard import Scorecard
from matching.scoring import Scored, measure, score_all
from matching.settings import Settings
from matching.telling import tell
from matching.text import Embedder
from matching.types import Need, Supply
from matching.version import __version__
from matching.weights import MICRO, TIE_BITS

if TYPE_CHECKING:
    from matching.shards import Shards

Row = TypeVar("Row", Need, Supply)
Progress = Callable[[str, int, int], None]


def run_round(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    *,
    on: dt.date,
    settings: Settings | None = None,
    scorecard: Scorecard | None = None,
    embedder: Embedder | None = None,
    shards: Shards | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The plan with the most urgent places served and, among those, the most points.

    The same needs and supplies in any order give the same plan, to the byte.

    Parameters
    ----------
    needs : iterable of Need
    supplies : iterable of Supply
    on : date
        The day of the round.
    settings : Settings, optional
    scorecard : Scorecard, optional
        The expert prior when left out.
    embedder : Embedder, optional
        Character n-grams when left out.
    shards : Shards, optional
        How to spread the scoring over workers; the plan is the same.
    progress : callable, optional
        Called as `progress(step, done, total)`, with step one of "score", "assign",
        "explain", "change".

    Returns
    -------
    Plan

    Examples
    --------
    >>> need = Need("n1", "tutoring")
    >>> near = Supply("s1", "volunteer", categories={"tutoring"})
    >>> plan = run_round([need], [near], on=dt.date(2026, 3, 1))
    >>> [(match.need_id, match.supply_id) for match in plan.matches]
    [('n1', 's1')]
    """
    settings, card = settings or Settings(), scorecard or expert()
    say, reader = progress or _say_nothing, embedder or Ngrams()
    ordered_needs, ordered_supplies = by_id(needs), by_id(supplies)
    board = Board(ordered_needs, ordered_supplies, Terms(on, settings, reader))
    say("score", 0, len(ordered_needs))
    scored = shards.score(board, card) if shards else score_all(board, card)
    say("assign", 0, 1)
    choice = solve(scored.edges)
    say("explain", 0, len(ordered_needs))
    matches = _matches(scored, choice, card)
    unmatched = _unmatched(scored, choice, card, say)
    plan = Plan(
        on=on,
        matches=matches,
        unmatched=unmatched,
        total=sum(round(match.score * MICRO) for match in matches),
        bound=bound(scored, choice),
        proof=_proof(scored, choice),
        embedder=reader.name,
        inputs_digest=digest(
            {
                "embedder": reader.name,
                "engine": __version__,
                "needs": ordered_needs,
                "on": on,
                "scorecard": card,
                "settings": settings,
                "supplies": ordered_supplies,
            }
        ),
        digest="",
    )
    return seal(plan)


def seal(plan: Plan) -> Plan:
    """The plan with the digest of everything else in it.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Plan
    """
    return replace(plan, digest=digest(replace(plan, digest="")))


def bound(scored: Scored, choice: Choice) -> int:
    """What the prices say no plan can exceed, in millionths of a point."""
    edges = scored.edges
    need, supply = edges.need[choice.chosen], edges.supply[choice.chosen]
    paid = choice.need_price[need, 1] + choice.supply_price[supply, 1]
    # In Python's own whole numbers: the sum of all prices may be longer than 64 bits.
    lane = sum(
        map(int.__mul__, edges.places.tolist(), choice.need_price[:, 1].tolist()),
        start=sum((edges.weight[choice.chosen] - paid).tolist()),
    )
    lane += sum(map(int.__mul__, edges.capacity.tolist(), choice.supply_price[:, 1].tolist()))
    return int(lane) >> TIE_BITS


def _say_nothing(_step: str, _done: int, _total: int) -> None:
    return None


def by_id(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in the order of their ids, each id once."""
    ordered = tuple(sorted(rows, key=lambda row: row.id))
    for before, after in pairwise(ordered):
        if before.id == after.id:
            raise ValueError(f"two rows have the id {after.id!r}")
    return ordered


def _ranks(scored: Scored) -> tuple[Ints, Ints]:
    """Feasible pairs by need and then by falling score, and each pair's rank in its need."""
    i, j = scored.found.i, scored.found.j
    order = np.lexsort((j, -scored.score, i))
    starts = np.searchsorted(i[order], np.arange(len(scored.board.needs)))
    rank = np.empty(i.size, dtype=np.int64)
    rank[order] = np.arange(i.size) - starts[i[order]] + 1
    return order, rank


def _matches(scored: Scored, choice: Choice, card: Scorecard) -> tuple[Match, ...]:
    order, rank = _ranks(scored)
    most = scored.board.terms.settings.alternatives
    chosen: dict[int, list[int]] = {}
    others: dict[int, list[int]] = {}
    has = np.isin(scored.found.i, scored.found.i[choice.chosen])
    for pair in order[has[order]].tolist():
        row = int(scored.found.i[pair])
        if choice.chosen[pair]:
            chosen.setdefault(row, []).append(pair)
        elif len(others.setdefault(row, [])) < most:
            others[row].append(pair)
    shown = [pair for part in (chosen, others) for pairs in part.values() for pair in pairs]
    at = np.array(shown, dtype=np.int64)
    i, j = scored.found.i[at], scored.found.j[at]
    told = tell(scored.board, i, j, measure(scored.board, i, j), card)
    full = {
        pair: replace(match, rank=int(rank[pair])) for pair, match in zip(shown, told, strict=True)
    }
    return tuple(
        replace(full[pair], alternatives=tuple(full[other] for other in others.get(row, ())))
        for row, pairs in sorted(chosen.items())
        for pair in pairs
    )


def _unmatched(
    scored: Scored, choice: Choice, card: Scorecard, say: Progress
) -> tuple[Unmatched, ...]:
    board = scored.board
    filled = np.bincount(scored.found.i[choice.chosen], minlength=len(board.needs))
    wanted = np.array([need.places for need in board.needs], dtype=np.int64)
    rows = np.flatnonzero(wanted > filled)
    fits = np.bincount(scored.found.i, minlength=len(board.needs))
    # Where somebody who fits is taken, the reason is plain; only the others are looked into.
    nobody = rows[fits[rows] <= filled[rows]]
    left = what_is_left(board, nobody) - filled[nobody]
    reason = dict(zip(nobody.tolist(), map(_reason, left.T), strict=True))
    ways: dict[int, tuple[Change, ...]] = ways_out(
        scored, choice, card, rows, tell=lambda done, total: say("change", done, total)
    )
    return tuple(
        Unmatched(
            need_id=board.needs[row].id,
            open_places=int(wanted[row] - filled[row]),
            reason=reason.get(row, CAPACITY.code),
            feasible=int(fits[row]),
            changes=ways.get(row, ()),
        )
        for row in rows.tolist()
    )


def _reason(left: Ints) -> str:
    """The first rule that leaves no further supply."""
    return RULES[int(np.flatnonzero(left <= 0)[0])].code


def _proof(scored: Scored, choice: Choice) -> Proof:
    def priced(ids: Iterable[str], prices: Ints) -> dict[str, tuple[int, int]]:
        pairs = zip(ids, prices.tolist(), strict=True)
        return {name: (tier, lane) for name, (tier, lane) in pairs if tier or lane}

    return Proof(
        needs=priced((need.id for need in scored.board.needs), choice.need_price),
        supplies=priced((supply.id for supply in scored.board.supplies), choice.supply_price),
        tie_bits=TIE_BITS,
    )
