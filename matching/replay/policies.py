"""Policies: which of a day's pairs are matched that day, knowing the present and the past alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from matching.assign import Edges, solve
from matching.assign.weights import tiers
from matching.columns.board import Board
from matching.kernels.weighing import TIE_BITS
from matching.pairs.scoring import Scored, priorities
from matching.replay.past import FUTURES, Past

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Chooser = Callable[[Scored, dt.date], Mask]

POLICIES = ("best", "greedy", "first_come", "hold_back", "priced", "foresee")
FROM_HISTORY = ("hold_back", "priced", "foresee")
# From then on a need is served by anybody who can; nobody is kept for those who may come.
PATIENCE_DAYS = 21
# Days after which the futures are looked into again.
REFRESH_DAYS = 7


def chooser(policy: str, *, every: int, past: Past | None) -> Chooser:
    """How a policy chooses.

    Parameters
    ----------
    policy : str
        One of `POLICIES`.
    every : int
        Days from one round to the next.
    past : Past, optional
        For those in `FROM_HISTORY`.

    Returns
    -------
    callable
        From a scored round and its day to the pairs that are matched.
    """
    plain: dict[str, Chooser] = {"best": best, "greedy": greedy, "first_come": first_come}
    if policy in plain:
        return plain[policy]
    if policy not in FROM_HISTORY:
        raise ValueError(f"policy must be one of {', '.join(POLICIES)}, not {policy!r}")
    if past is None:
        raise ValueError(f"the policy {policy} needs a history")
    if policy == "hold_back":
        return HoldBack(past, every)
    return Priced(past, every) if policy == "priced" else Foresee(past, every)


def best(scored: Scored, _day: dt.date) -> Mask:
    """The best plan of the day."""
    return solve(scored.edges).chosen


def greedy(scored: Scored, _day: dt.date) -> Mask:
    """The best pair first, then the best of those left; urgent needs before all others."""
    edges = scored.edges
    return _one_by_one(edges, np.lexsort((-edges.weight, -edges.tier[edges.need])))


def first_come(scored: Scored, day: dt.date) -> Mask:
    """Longest waiting first, each taking the best supply with a place left."""
    edges = scored.edges
    waited = days_waited(scored.board, day)[edges.need]
    return _one_by_one(edges, np.lexsort((-edges.weight, edges.need, -waited)))


class HoldBack:
    """The best plan together with those who come in one future; its pairs of today are made."""

    def __init__(self, past: Past, every: int) -> None:
        self._past, self._every = past, every

    def __call__(self, scored: Scored, day: dt.date) -> Mask:
        self._past.meet(scored.board, day)
        due = is_due(scored.board, day, self._every)
        future = day.toordinal() % FUTURES
        tier = _due_first(scored, due)
        return self._past.joint(scored, day, future, settled=due, tier=tier).chosen


class Priced:
    """The best plan after each place has been charged what such places were worth in the past."""

    def __init__(self, past: Past, every: int) -> None:
        self._every, self._worth = every, past.worth()

    def __call__(self, scored: Scored, day: dt.date) -> Mask:
        served = scored.board.supplies.column("categories")
        price = np.array([self._worth.get(codes, 0) for codes in served], dtype=np.int64)
        return charged(scored, day, self._every, price)


class Foresee:
    """The best plan after each place has been charged what it is worth in the futures ahead.

    Every few days the best plan of the present together with each future is found; its prices
    say what one more place of each supply is worth there, at its place, with its hours, skills
    and days. Their mean is what a need of today must be worth to be given that place today.
    """

    def __init__(self, past: Past, every: int) -> None:
        self._past, self._every = past, every
        self._looked: dt.date | None = None
        self._price: dict[str, int] = {}
        self._need_prices: list[Ints] = []

    def __call__(self, scored: Scored, day: dt.date) -> Mask:
        self._past.meet(scored.board, day)
        if self._looked is None or (day - self._looked).days >= REFRESH_DAYS:
            self._look(scored, day)
        for supply in scored.board.supplies:
            if supply.id not in self._price:
                prices = (self._past.newcomer_price(supply, day, at) for at in self._need_prices)
                self._price[supply.id] = sum(prices) // FUTURES
        price = np.array([self._price[name] for name in scored.board.supplies.column("id")])
        return charged(scored, day, self._every, price)

    def _look(self, scored: Scored, day: dt.date) -> None:
        due = is_due(scored.board, day, self._every)
        seen = [self._past.joint(scored, day, one, settled=due) for one in range(FUTURES)]
        mean = sum(joint.supply_price for joint in seen) // FUTURES
        ids = scored.board.supplies.column("id")
        self._price = dict(zip(ids, np.asarray(mean).tolist(), strict=True))
        self._need_prices = [joint.need_price for joint in seen]
        self._looked = day


def charged(scored: Scored, day: dt.date, every: int, price: Ints) -> Mask:
    """The best choice when a need must be worth a place's price, unless it is due.

    Parameters
    ----------
    scored : Scored
    day : date
    every : int
        Days to the next round.
    price : ndarray of int
        Per supply, in millionths of a point.

    Returns
    -------
    ndarray of bool
        Per pair.
    """
    edges, board = scored.edges, scored.board
    due = is_due(board, day, every)
    closes = board.supply.days("closes_at", dt.date.max)
    # Whoever is gone by the next round need not be kept for anybody.
    price = np.where(closes < day.toordinal() + every, 0, price)
    worth = edges.weight - (price[edges.supply] << TIE_BITS)
    # A due need takes even what is not worth its price, rather than nothing.
    worth = np.where(due[edges.need] & (worth <= 0), edges.weight >> 10, worth)
    kept = np.flatnonzero(worth > 0)
    choice = solve(
        Edges(
            edges.need[kept],
            edges.supply[kept],
            worth[kept],
            _due_first(scored, due),
            edges.places,
            edges.capacity,
        )
    )
    chosen = np.zeros(edges.need.size, dtype=np.bool_)
    chosen[kept] = choice.chosen
    return chosen


def is_due(board: Board, day: dt.date, every: int) -> Mask:
    """Needs that are never held back: urgent, long waiting, or gone by the next round."""
    closes = board.need.days("closes_at", dt.date.max)
    due: Mask = (
        (priorities(board) > 0)
        | (days_waited(board, day) >= PATIENCE_DAYS)
        | (closes < day.toordinal() + every)
    )
    return due


def days_waited(board: Board, day: dt.date) -> Ints:
    """Per need; 0 where it does not say when it was opened."""
    waited: Ints = day.toordinal() - board.need.days("opened_at", day)
    return waited


def _due_first(scored: Scored, due: Mask) -> Ints:
    level = np.maximum(priorities(scored.board), due.astype(np.int64))
    return tiers(level, scored.edges.places)


def _one_by_one(edges: Edges, order: npt.NDArray[np.intp]) -> Mask:
    """Pairs in this order, each made if both sides still have a place."""
    places, free = edges.places.copy(), edges.capacity.copy()
    chosen = np.zeros(edges.need.size, dtype=np.bool_)
    for at in order.tolist():
        i, j = edges.need[at], edges.supply[at]
        if places[i] and free[j]:
            places[i] -= 1
            free[j] -= 1
            chosen[at] = True
    return chosen
