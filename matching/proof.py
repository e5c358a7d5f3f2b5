"""Checks that a plan is allowed and best, from its stored prices alone.

Written apart from the solver and in plain numpy: it never searches, it only adds up. When it
passes, no other plan serves more places of the highest tier, then of the next, and so on, and
among those that serve as many, none has more points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from matching.assign.certificate import NotProven, prove
from matching.assign.edges import Choice
from matching.assign.floor import above, places_first
from matching.columns.board import Board, Terms
from matching.kernels.weighing import TIE_BITS
from matching.pairs.scoring import Scored, score_all
from matching.plan import Plan
from matching.score.prior import expert
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.tell.matched import Matches, seal
from matching.text import Embedder
from matching.types import Need, Supply

__all__ = ["NotProven", "check"]

Ints = npt.NDArray[np.int64]


def check(
    plan: Plan,
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    *,
    settings: Settings | None = None,
    scorecard: Scorecard | None = None,
    embedder: Embedder | None = None,
) -> None:
    """Return quietly when the plan is allowed and proven best.

    Parameters
    ----------
    plan : Plan
    needs : iterable of Need
    supplies : iterable of Supply
    settings : Settings, optional
    scorecard : Scorecard, optional
    embedder : Embedder, optional
        Character n-grams when left out.

    Raises
    ------
    NotProven
        With the first thing that does not hold.
    """
    if plan.digest != seal(plan).digest:
        raise NotProven("the plan is not the one that was sealed")
    board = Board(
        sorted(needs, key=lambda need: need.id),
        sorted(supplies, key=lambda supply: supply.id),
        Terms(plan.on, settings or Settings(), embedder),
    )
    scored = score_all(board, scorecard or expert())
    chosen = _chosen(plan, scored)
    _limits_hold(plan, board)
    _prices_prove(plan, scored, chosen)
    total = int((scored.edges.weight[chosen] >> TIE_BITS).sum())
    if not plan.total == plan.bound == total:
        raise NotProven(f"total {plan.total} and bound {plan.bound} should both be {total}")


def _chosen(plan: Plan, scored: Scored) -> npt.NDArray[np.bool_]:
    pairs = {
        (scored.board.needs[i].id, scored.board.supplies[j].id): at
        for at, (i, j) in enumerate(
            zip(scored.found.i.tolist(), scored.found.j.tolist(), strict=True)
        )
    }
    chosen = np.zeros(scored.score.size, dtype=np.bool_)
    rows = Matches.of(plan.matches).columns
    for need_id, supply_id in zip(rows.need_id, rows.supply_id, strict=True):
        at = pairs.get((need_id, supply_id))
        if at is None:
            raise NotProven(f"{need_id} and {supply_id} may not be matched")
        if chosen[at]:
            raise NotProven(f"{need_id} has {supply_id} twice")
        chosen[at] = True
    return chosen


def _limits_hold(plan: Plan, board: Board) -> None:
    rows = Matches.of(plan.matches).columns
    served, used = Counter(rows.need_id), Counter(rows.supply_id)
    for need in board.needs:
        if served[need.id] > need.places:
            raise NotProven(f"{need.id} has more supplies than places")
    for supply in board.supplies:
        if used[supply.id] > supply.free:
            raise NotProven(f"{supply.id} serves more needs than it has places")


def _prices_prove(plan: Plan, scored: Scored, chosen: npt.NDArray[np.bool_]) -> None:
    needs = [need.id for need in scored.board.needs]
    supplies = [supply.id for supply in scored.board.supplies]
    prices = _lanes(plan.proof.needs, needs), _lanes(plan.proof.supplies, supplies)
    high = scored.edges.weight >> TIE_BITS >= plan.floor
    if (chosen & ~high).any():
        raise NotProven(f"a match scores less than the floor of {plan.floor}")
    edges, choice = above(scored.edges, high), Choice(chosen[high], *prices)
    try:
        prove(edges, choice, needs=needs, supplies=supplies)
    except NotProven:
        if not plan.floor:
            raise
        # Above a floor every place may come before points, in the lowest tier too.
        edges = replace(edges, tier=places_first(edges))
        prove(edges, choice, needs=needs, supplies=supplies)


def _lanes(prices: Mapping[str, tuple[int, int]], ids: Sequence[str]) -> Ints:
    unknown = set(prices) - set(ids)
    if unknown:
        raise NotProven(f"a price for {min(unknown)}, which is not in the round")
    return np.array([prices.get(name, (0, 0)) for name in ids], dtype=np.int64).reshape(-1, 2)
