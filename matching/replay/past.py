"""What earlier needs and supplies teach: futures drawn from them, and what a place is worth there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from matching.assign import Edges, solve
from matching.columns.board import Board, Terms
from matching.kernels.weighing import MICRO, TIE_BITS
from matching.pairs.scoring import Scored, score_all
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.text import Embedder
from matching.types import Need, Supply

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Row = TypeVar("Row", Need, Supply)

YEAR = 365
FUTURES = 8
# Points that a day of waiting costs in a future, so that no future is bought by long waits.
DAY_POINTS = 0.1
ENDLESS = dt.date.max.toordinal()


@dataclass(frozen=True)
class Joint:
    """A plan for those who are there and for those who come in one future.

    Parameters
    ----------
    chosen : ndarray of bool
        Per pair of today's round.
    supply_price : ndarray of int
        Per supply of today's round: millionths of a point one more place would be worth.
    need_price : ndarray of int
        Per need of the past, as it comes again: what one more place of it would be worth;
        so much that nobody is worth it where it does not come.
    """

    chosen: Mask
    supply_price: Ints
    need_price: Ints


class Past:
    """The past as a sample of what comes.

    Whatever opened in the past opens again on its day of the year, and so every year; a past of
    less than a year begins anew where it ends. In each of several futures a row comes as often
    as a Poisson draw says, once on average (once in n years, where the past has n years): a
    future in which every row came exactly once would be believed too much.

    Parameters
    ----------
    needs, supplies : iterable
        Rows of the past; one without `opened_at` was there from its first day.
    settings : Settings
    card : Scorecard
    embedder : Embedder, optional
    random_state : int
    """

    def __init__(
        self,
        needs: Iterable[Need],
        supplies: Iterable[Supply],
        *,
        settings: Settings,
        card: Scorecard,
        embedder: Embedder | None = None,
        random_state: int = 0,
    ) -> None:
        rows, helpers = sorted(needs, key=_id), sorted(supplies, key=_id)
        known = [
            day for side in (rows, helpers) for row in side if (day := row.opened_at) is not None
        ]
        self._last = max(known, default=dt.date.min)
        first = min(known, default=self._last)
        days = (self._last - first).days + 1
        self.period = min(YEAR, days)
        # A past that does not say when anything opened tells nothing of what comes.
        self.needs, self.supplies = (rows, helpers) if known else ([], [])
        self._settings, self._card, self._embedder = settings, card, embedder
        self._need_days = _window(self.needs, first)
        self._supply_days = _window(self.supplies, first)
        draw, often = np.random.default_rng(random_state), self.period / days
        wanted = np.array([row.places for row in self.needs], dtype=np.int64)
        free = np.array([row.free for row in self.supplies], dtype=np.int64)
        self._futures = [
            (wanted * draw.poisson(often, wanted.size), free * draw.poisson(often, free.size))
            for _ in range(FUTURES)
        ]
        self._lap = -1
        self._of_need: dict[str, tuple[Ints, Ints]] = {}
        self._of_supply: dict[str, tuple[Ints, Ints]] = {}

    def meet(self, board: Board, day: dt.date) -> None:
        """Score those who are new today against the past; nobody is scored before coming."""
        lap = max(0, (day - self._last).days - 1) // self.period
        if lap != self._lap:
            self._lap = lap
            since = self._last.toordinal() + lap * self.period
            self._board = Board(
                map(_again, self.needs, self._later(self._need_days[0], since)),
                map(_again, self.supplies, self._later(self._supply_days[0], since)),
                Terms(day, self._settings, self._embedder),
            )
            self._among = self._pairs(self._board)
        needs = [row for row in board.needs if row.id not in self._of_need]
        supplies = [row for row in board.supplies if row.id not in self._of_supply]
        if needs:
            i, j, points = self._pairs(self._board.beside(needs=map(_undated, needs)))
            for row, at in enumerate(_starts(i, len(needs))):
                self._of_need[needs[row].id] = j[at], points[at]
        if supplies:
            i, j, points = self._pairs(self._board.beside(supplies=map(_undated, supplies)))
            order = np.argsort(j, kind="stable")
            for row, at in enumerate(_starts(j[order], len(supplies))):
                self._of_supply[supplies[row].id] = i[order][at], points[order][at]

    def joint(
        self, scored: Scored, day: dt.date, future: int, *, settled: Mask, tier: Ints | None = None
    ) -> Joint:
        """The best plan for today's rows together with those who come in one future.

        Parameters
        ----------
        scored : Scored
            Today's round; `meet` has seen its board.
        day : date
        future : int
        settled : ndarray of bool
            Per need of the round: it cannot wait for anybody.
        tier : ndarray of int, optional
            Per need of the round.

        Returns
        -------
        Joint
        """
        today, board, edges = day.toordinal(), scored.board, scored.edges
        needs, supplies = edges.places.size, edges.capacity.size
        wanted, free = self._futures[future]
        comes, leaves = self._next(self._need_days, today)
        joins, quits = self._next(self._supply_days, today)
        closes = _days(board.needs.column("closes_at"), ENDLESS)
        ends = _days(board.supplies.column("closes_at"), ENDLESS)
        day_points = round(DAY_POINTS * MICRO)

        i, j, points = _joined(self._of_need, board.needs.column("id"))
        meets = ~settled[i] & (joins[j] <= closes[i]) & (free[j] > 0)
        later = (
            i[meets],
            supplies + j[meets],
            points[meets] - day_points * (joins[j[meets]] - today),
        )

        j, i, points = _joined(self._of_supply, board.supplies.column("id"))
        meets = (comes[i] <= ends[j]) & (wanted[i] > 0)
        others = needs + i[meets], j[meets], points[meets]

        i, j, points = self._among
        meets = (comes[i] <= quits[j]) & (joins[j] <= leaves[i]) & (wanted[i] > 0) & (free[j] > 0)
        i, j = i[meets], j[meets]
        waits = np.maximum(0, joins[j] - comes[i])
        among = needs + i, supplies + j, points[meets] - day_points * waits

        # Rows that come are numbered behind those that are there.
        parts = (
            (edges.need, edges.supply, edges.weight),
            *((a, b, p << TIE_BITS) for a, b, p in (later, others, among)),
        )
        need, supply, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
        kept = np.flatnonzero(weight > 0)
        lane = np.zeros(needs, dtype=np.int64) if tier is None else tier
        choice = solve(
            Edges(
                need[kept],
                supply[kept],
                weight[kept],
                np.concatenate((lane, np.zeros_like(wanted))),
                np.concatenate((edges.places, wanted)),
                np.concatenate((edges.capacity, free)),
            )
        )
        chosen = np.zeros(need.size, dtype=np.bool_)
        chosen[kept] = choice.chosen
        return Joint(
            chosen[: edges.need.size],
            choice.supply_price[:supplies, 1] >> TIE_BITS,
            np.where(wanted > 0, choice.need_price[needs:, 1] >> TIE_BITS, 1 << 40),
        )

    def newcomer_price(self, supply: Supply, day: dt.date, need_price: Ints) -> int:
        """What the last place of a supply is worth to the needs that come, at their prices."""
        i, points = self._of_supply[supply.id]
        comes, _ = self._next(self._need_days, day.toordinal())
        gains = (points - need_price[i])[comes[i] <= (supply.closes_at or dt.date.max).toordinal()]
        if gains.size < supply.free:
            return 0
        return max(0, int(np.sort(gains)[-supply.free]))

    def worth(self) -> dict[frozenset[str], int]:
        """What a place was worth in the best plan of the whole past, by categories served."""
        if not self.needs or not self.supplies:
            return {}
        self.meet(Board((), (), Terms(self._last, self._settings, self._embedder)), self._last)
        i, j, points = self._among
        (comes, leaves), (joins, quits) = self._need_days, self._supply_days
        meets = (comes[i] <= quits[j]) & (joins[j] <= leaves[i])
        wanted = np.array([row.places for row in self.needs], dtype=np.int64)
        free = np.array([row.free for row in self.supplies], dtype=np.int64)
        weight = points[meets] << TIE_BITS
        price = solve(Edges(i[meets], j[meets], weight, 0 * wanted, wanted, free)).supply_price
        found: dict[frozenset[str], list[int]] = {}
        for row, lane in zip(self.supplies, price[:, 1].tolist(), strict=True):
            found.setdefault(row.categories, []).append(lane >> TIE_BITS)
        return {categories: sum(prices) // len(prices) for categories, prices in found.items()}

    def _next(self, days: tuple[Ints, Ints], today: int) -> tuple[Ints, Ints]:
        """First and last days of the past's rows the next time that they come."""
        by = self._later(days[0], today)
        return days[0] + by, days[1] + by

    def _later(self, opened: Ints, today: int) -> Ints:
        """By how many days those who opened come again after today."""
        return ((today - opened) // self.period + 1) * self.period

    def _pairs(self, board: Board) -> tuple[Ints, Ints, Ints]:
        scored = score_all(board, self._card)
        return scored.found.i, scored.found.j, np.rint(scored.score * MICRO).astype(np.int64)


def _id(row: Need | Supply) -> str:
    return row.id


def _window(rows: Sequence[Need] | Sequence[Supply], first: dt.date) -> tuple[Ints, Ints]:
    return (
        _days([row.opened_at for row in rows], first.toordinal()),
        _days([row.closes_at for row in rows], ENDLESS),
    )


def _days(days: Sequence[dt.date | None], default: int) -> Ints:
    found = (default if day is None else day.toordinal() for day in days)
    return np.fromiter(found, dtype=np.int64, count=len(days))


def _again(row: Row, days: int) -> Row:
    """The row as it comes again: its service moved by so many days, its door always open."""
    by = dt.timedelta(int(days))
    moved: dict[str, Any] = {"opened_at": None, "closes_at": None, "designated": None}
    for name in ("start", "until", "vetted_until"):
        day = getattr(row, name, None)
        if day is not None:
            moved[name] = dt.date.max if dt.date.max - day < by else day + by
    return replace(row, **moved)


def _undated(row: Row) -> Row:
    return replace(row, opened_at=None, closes_at=None)


def _starts(rows: Ints, many: int) -> list[slice]:
    """Where each row's pairs lie among pairs sorted by row."""
    at = np.searchsorted(rows, np.arange(many + 1))
    return [slice(at[row], at[row + 1]) for row in range(many)]


def _joined(of: dict[str, tuple[Ints, Ints]], ids: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Pairs of the rows with these ids: own row number, row of the past, points."""
    found = [of[name] for name in ids]
    empty = np.zeros(0, dtype=np.int64)
    return (
        np.repeat(np.arange(len(found)), [other.size for other, _ in found]),
        np.concatenate([empty, *(other for other, _ in found)]),
        np.concatenate([empty, *(points for _, points in found)]),
    )
