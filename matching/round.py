"""A round: needs and supplies in, the best plan with its reasons out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from matching.assign import Choice, solve
from matching.assign.floor import Floor, best_floor
from matching.codec import digest, fingerprint
from matching.columns.board import Board, Ints, Terms
from matching.columns.table import Table
from matching.kernels.ranking import ranks
from matching.kernels.weighing import TIE_BITS
from matching.pairs.listed import what_is_left
from matching.pairs.scoring import Scored, score_all, wanted_places
from matching.plan import Change, Plan, Progress, Proof, Unmatched
from matching.rules import CAPACITY, RULES
from matching.score.prior import expert
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.tell.changes import ways_out
from matching.tell.matched import Matches, seal
from matching.tell.telling import told
from matching.text import Embedder
from matching.text.ngrams import Ngrams
from matching.types import Need, Supply
from matching.version import __version__

if TYPE_CHECKING:
    from matching.shards import Shards


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
    board = Board(
        Table.of(Need, needs).by_id(),
        Table.of(Supply, supplies).by_id(),
        Terms(on, settings, reader),
    )
    say("score", 0, len(board.needs))
    scored = shards.score(board, card) if shards else score_all(board, card)
    say("assign", 0, 1)
    risen = best_floor(scored.edges) if settings.floor else None
    choice = solve(scored.edges) if risen is None else _among_all(risen)
    say("explain", 0, len(board.needs))
    matches = _matches(scored, choice, card)
    unmatched = _unmatched(scored, choice, card, say)
    plan = Plan(
        on=on,
        matches=matches,
        unmatched=unmatched,
        total=int((scored.edges.weight[choice.chosen] >> TIE_BITS).sum()),
        bound=bound(scored, choice),
        proof=_proof(scored, choice),
        embedder=reader.name,
        inputs_digest=digest(
            {
                "embedder": reader.name,
                "engine": __version__,
                "needs": fingerprint(board.needs),
                "on": on,
                "scorecard": card,
                "settings": settings,
                "supplies": fingerprint(board.supplies),
            }
        ),
        digest="",
        floor=0 if risen is None else risen.score,
        floor_cost=0 if risen is None else risen.cost,
    )
    return seal(plan)


def _among_all(risen: Floor) -> Choice:
    """The choice above the floor, as one among all pairs."""
    chosen = np.zeros(risen.kept.size, dtype=np.bool_)
    chosen[risen.kept] = risen.choice.chosen
    return replace(risen.choice, chosen=chosen)


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


def _matches(scored: Scored, choice: Choice, card: Scorecard) -> Matches:
    """The chosen pairs, best first within a need, each with its need's next best supplies."""
    board, i, j = scored.board, scored.found.i, scored.found.j
    start = np.searchsorted(i, np.arange(len(board.needs) + 1))
    chosen, rank, others, other_rank, begin = ranks(
        start, j, scored.score, choice.chosen, board.terms.settings.alternatives
    )
    columns = replace(told(board, i[chosen], j[chosen], card), rank=rank)
    beside = replace(told(board, i[others], j[others], card), rank=other_rank)
    # Every match of a need lists the same alternatives.
    first, counts = begin[i[chosen]], np.diff(begin)[i[chosen]]
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    at = np.repeat(first - ends[:-1], counts) + np.arange(int(ends[-1]))
    return Matches(columns, beside.taken(at), ends)


def _unmatched(
    scored: Scored, choice: Choice, card: Scorecard, say: Progress
) -> tuple[Unmatched, ...]:
    board = scored.board
    filled = np.bincount(scored.found.i[choice.chosen], minlength=len(board.needs))
    wanted = wanted_places(board)
    rows, ids = np.flatnonzero(wanted > filled), board.needs.column("id")
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
            need_id=ids[row],
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
    def priced(ids: Sequence[str], prices: Ints) -> dict[str, tuple[int, int]]:
        rows = np.flatnonzero(prices.any(axis=1))
        names = map(ids.__getitem__, rows.tolist())
        return dict(zip(names, map(tuple, prices[rows].tolist()), strict=True))

    return Proof(
        needs=priced(scored.board.needs.column("id"), choice.need_price),
        supplies=priced(scored.board.supplies.column("id"), choice.supply_price),
        tie_bits=TIE_BITS,
    )
