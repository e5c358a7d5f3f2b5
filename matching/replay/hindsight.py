"""The most that anybody could have made of dated arrivals, had all been known beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.assign import Edges, solve
from matching.columns.board import Board, Terms
from matching.kernels.weighing import MICRO, TIE_BITS
from matching.pairs.scoring import measure, score_all
from matching.replay import days_of, is_there
from matching.score.features import NAMES
from matching.score.prior import expert
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.text import Embedder
from matching.types import Need, Supply

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
LOAD, WAITING = NAMES.index("load"), NAMES.index("waiting")


@dataclass(frozen=True)
class Hindsight:
    """The best choice of pairs and days, all being known.

    Parameters
    ----------
    total : int
        In millionths of a point.
    price : dict of str to int
        What one more place of each supply would be worth, in millionths of a point.
    """

    total: int
    price: dict[str, int]


def hindsight(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    *,
    settings: Settings | None = None,
    scorecard: Scorecard | None = None,
    embedder: Embedder | None = None,
    every: int = 1,
    with_waiting: bool = False,
) -> int:
    """The most quality that any policy, with rounds on any days, could reach.

    Points depend on the day in three ways. *Season* (and whether the rules hold at all): here a
    pair counts with the best of all days on which it is feasible. *Load*: a supply's places give
    fewer points the more of them are taken; whichever needs take them, n matches of one supply
    give the points of its first n places, so each place is a column of its own with its own
    points. *Waiting*: points that put one need before another, which delay itself would earn;
    they are no part of quality, neither here nor in a replay.

    So every replay is one of the choices over which the best is taken here, each of its pairs
    with at most the points it has here: no policy can have more. And where each need wants one
    place, somebody who knew everything would have exactly this, making each pair of the best
    choice on its own best day.

    Parameters
    ----------
    needs, supplies : iterable
    settings : Settings, optional
    scorecard : Scorecard, optional
    embedder : Embedder, optional
        Character n-grams when left out.
    every : int
        The most days between rounds of any policy compared with it: a last round may come so
        long after the last day on which anything is known to open or close.
    with_waiting : bool
        True: bounds a replay's total, points for waiting included, as if every need could wait
        as long as pays and yet be served at its best.

    Returns
    -------
    int
        In millionths of a point.

    Examples
    --------
    >>> import datetime as dt
    >>> day = dt.date(2026, 3, 1)
    >>> need = Need("n1", "a", opened_at=day)
    >>> helper = Supply("s1", "goods", categories={"a"}, opened_at=day + dt.timedelta(9))
    >>> from matching.replay import replay
    >>> hindsight([need], [helper]) == replay([need], [helper], every=1).quality
    True
    """
    return look_back(
        needs,
        supplies,
        settings=settings or Settings(),
        card=scorecard or expert(),
        embedder=embedder,
        every=every,
        with_waiting=with_waiting,
    ).total


def look_back(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    *,
    settings: Settings,
    card: Scorecard,
    embedder: Embedder | None = None,
    every: int = 1,
    with_waiting: bool = False,
) -> Hindsight:
    """The bound of `hindsight`, with the prices that prove it.

    Parameters
    ----------
    needs, supplies : iterable
    settings : Settings
    card : Scorecard
    embedder : Embedder, optional
    every : int
    with_waiting : bool

    Returns
    -------
    Hindsight
    """
    rows, helpers = sorted(needs, key=lambda row: row.id), sorted(supplies, key=lambda row: row.id)
    pair, points = np.zeros(0, dtype=np.int64), np.zeros(0)
    days = days_of([*rows, *helpers], 1)
    late = [days[-1] + dt.timedelta(by) for by in range(1, every)] if days else []
    for day in (*days, *late):
        here = [at for at, row in enumerate(rows) if is_there(row, day)]
        there = [at for at, row in enumerate(helpers) if is_there(row, day)]
        if not here or not there:
            continue
        board = Board(
            [rows[at] for at in here],
            [helpers[at] for at in there],
            Terms(day, settings, embedder),
        )
        scored = score_all(board, card)
        passing = (LOAD,) if with_waiting else (LOAD, WAITING)
        lasting = scored.score - sum(
            card.tables[at].look_up(scored.values[:, at]) for at in passing
        )
        today = np.array(here)[scored.found.i] * len(helpers) + np.array(there)[scored.found.j]
        pair, points = _best_of((pair, points), (today, lasting))
    i, j = np.divmod(pair, max(1, len(helpers)))
    return _most(rows, helpers, i, j, points, _place_points(helpers, card))


def _best_of(one: tuple[Ints, Floats], other: tuple[Ints, Floats]) -> tuple[Ints, Floats]:
    """Each pair once, with the more of its points."""
    pair, at = np.unique(np.concatenate((one[0], other[0])), return_inverse=True)
    points = np.full(pair.size, -np.inf)
    np.maximum.at(points, at, np.concatenate((one[1], other[1])))
    return pair, points


def _place_points(helpers: Sequence[Supply], card: Scorecard) -> list[dict[float, int]]:
    """For each supply, how many of its places give so many points for a light load."""
    places = [
        (at, replace(row, load=row.load + taken))
        for at, row in enumerate(helpers)
        for taken in range(row.free)
    ]
    anybody = Need("", "")
    board = Board((anybody,), [row for _, row in places], Terms(dt.date.min, Settings()))
    column = np.arange(len(places))
    given = card.parts(measure(board, np.zeros_like(column), column))[:, LOAD]
    found: list[dict[float, int]] = [{} for _ in helpers]
    for (at, _), value in zip(places, given.tolist(), strict=True):
        found[at][value] = found[at].get(value, 0) + 1
    return found


def _most(
    rows: Sequence[Need],
    helpers: Sequence[Supply],
    i: Ints,
    j: Ints,
    points: Floats,
    places: Sequence[dict[float, int]],
) -> Hindsight:
    """The best choice, each group of equal places of a supply being a column."""
    first = np.cumsum([0, *(len(of_supply) for of_supply in places)])
    many = np.diff(first)[j]
    need, own = np.repeat(i, many), np.repeat(j, many)
    column = np.arange(need.size) - np.repeat(np.cumsum(many) - many, many) + first[own]
    extra = np.array([value for of_supply in places for value in of_supply])
    worth = np.rint((np.repeat(points, many) + extra[column]) * MICRO).astype(np.int64)
    # From 1: a pair worth nothing may be made as well.
    weight = (worth << TIE_BITS) + 1
    wanted = np.array([row.places for row in rows], dtype=np.int64)
    room = np.array([size for of_supply in places for size in of_supply.values()], dtype=np.int64)
    choice = solve(Edges(need, column, weight, np.zeros_like(wanted), wanted, room))
    price = choice.supply_price[:, 1] >> TIE_BITS
    # One more place would be like the last one taken, the cheapest of its columns.
    cheapest = [
        int(price[begin:end].min()) if end > begin else 0 for begin, end in pairwise(first.tolist())
    ]
    ids = [row.id for row in helpers]
    return Hindsight(
        total=int(worth[choice.chosen].sum()), price=dict(zip(ids, cheapest, strict=True))
    )
