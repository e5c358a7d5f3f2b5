"""Supplies laid out by category, reach and place, so that a need reads a few stretches of memory.

Supplies of one category, reach class and cell lie next to each other; a need looks at the cells
around it and never at what is far away. Where there are few pairs, or where cells of degrees would
be wrong, one class holds everybody: the scan is the same.
"""

from __future__ import annotations

import numpy as np

from matching.columns.board import Board, Floats, Ints, Mask, Words
from matching.columns.side import codes
from matching.kernels.bundles import Grid
from matching.kernels.ground import EARTH_KM, MARGIN, chords
from matching.pairs.arranged import near, neighbours
from matching.pairs.cells import frame
from matching.rules.base import EVERY_BIT, Holds
from matching.rules.fit import QUALIFICATION
from matching.rules.ways import name_remote

# Straight kilometres; a supply stands in the first class that holds its reach.
REACHES = (2.0, 4.0, 7.0, 12.0, 25.0, 60.0)
CELLS_PER_REACH = 2
# Up to so many pairs it is quicker to look at all of a category than to lay out cells.
PLAIN = 1_000_000


def grid(board: Board, *, only: Mask | None = None) -> Grid:
    """Lay the supplies out.

    Parameters
    ----------
    board : Board
    only : ndarray of bool, optional
        The supplies that count; all when left out.

    Returns
    -------
    Grid
    """
    named = sorted(set(board.need.coded("category").distinct))
    number = {name: at for at, name in enumerate(named)}
    row, category = _by_category(board, number)
    if only is not None:
        row, category = row[only[row]], category[only[row]]
    reach = _reach(board)
    lat, lon = board.supply.numbers("lat"), board.supply.numbers("lon")
    low, left, high, wide, rows, columns = _cells(board)
    first = np.concatenate(([0], np.cumsum(rows * columns)))
    kind = np.searchsorted(REACHES, reach * MARGIN) if rows.size > 1 else np.zeros(len(reach), int)
    kind[np.isnan(reach)] = rows.size - 1
    held = kind[row] < rows.size - 1
    y, x = np.zeros(row.size, dtype=np.int64), np.zeros(row.size, dtype=np.int64)
    y[held] = ((lat[row[held]] - low) / high[kind[row[held]]]).astype(np.int64)
    x[held] = ((lon[row[held]] - left) / wide[kind[row[held]]]).astype(np.int64)
    cells = int(first[-1])
    key = category * cells + first[kind[row]] + y * columns[kind[row]] + x
    order = np.argsort(key, kind="stable")
    counts = np.bincount(key, minlength=len(named) * cells)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    wanted, offered = _first_skills(board)
    supply = row[order]
    own_week, week, enough = _weeks(board)
    return Grid(
        start=start,
        supply=np.argsort(near(board))[supply],
        point=board.supply.points[supply],
        reach=chords(reach)[supply],
        skills=offered[supply],
        week=week[supply],
        may_stay=_may_stay(board)[supply],
        shape=np.column_stack((first[:-1], rows, columns)).astype(np.int64),
        size=_sizes(high, wide),
        cells=cells,
        corner=np.array((low, left)),
        category=board.need.each("category", number.__getitem__, np.int64),
        lat=board.need.numbers("lat"),
        lon=board.need.numbers("lon"),
        cosine=np.cos(np.radians(board.need.numbers("lat"))),
        need_point=board.need.points,
        need_reach=chords(board.need.numbers("max_km") / board.road()),
        need_skills=wanted,
        need_week=own_week,
        need_enough=enough,
        everywhere=_everywhere(board),
        longest=int(np.bincount(category, minlength=1).max()),
        near=near(board),
        order=np.lexsort((*neighbours(board.need), board.need.coded("category").of)).astype(
            np.int64
        ),
    )


def _cells(board: Board) -> tuple[float, float, Floats, Floats, Ints, Ints]:
    """First corner, height and width of a cell by class, rows and columns by class."""
    ground = None
    if len(board.need) * len(board.supply) > PLAIN:
        lat, lon = (
            np.concatenate((board.supply.numbers(name), board.need.numbers(name)))
            for name in ("lat", "lon")
        )
        ground = frame(lat, lon)
    one = np.ones(1, dtype=np.int64)
    if ground is None:
        return 0.0, 0.0, np.ones(1), np.ones(1), one, one
    high, wide, rows, columns = ground.cut(np.array(REACHES) / CELLS_PER_REACH)
    return (
        ground.low,
        ground.left,
        np.append(high, 1.0),
        np.append(wide, 1.0),
        np.append(rows, one),
        np.append(columns, one),
    )


def _sizes(high: Floats, wide: Floats) -> Floats:
    """Reach, its sine, height and width of a cell, by class; the last class has no reach."""
    angle = np.append(REACHES, np.inf)[-high.size :] / EARTH_KM * 1.000001
    known = np.isfinite(angle)
    sine = np.sin(angle, out=np.ones_like(angle), where=known)
    return np.column_stack((np.degrees(angle), sine, high, wide))


def _by_category(board: Board, number: dict[str, int]) -> tuple[Ints, Ints]:
    """A supply row and a category number for every category of every supply."""
    coded = board.supply.coded("categories")
    every = range(len(number))
    any_need = [number[""]] if "" in number else []
    of_set = [
        np.array(
            [*(number[name] for name in sorted(codes(names)) if name in number), *any_need]
            if names
            else every,
            dtype=np.int64,
        )
        for names in coded.distinct
    ]
    lengths = np.array([len(one) for one in of_set], dtype=np.int64)
    first = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    counts = lengths[coded.of]
    begins = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    row = np.repeat(np.arange(len(coded.of)), counts)
    at = np.repeat(first[coded.of] - begins[:-1], counts) + np.arange(begins[-1])
    together = np.concatenate((*of_set, np.zeros(0, np.int64)))
    return row, together[at]


def _reach(board: Board) -> Floats:
    """Straight kilometres a supply goes; NaN: any distance.

    They are those to the needs with the shortest roads: the rules know each need's own.
    """
    reach = board.supply.numbers("radius_km") / board.road().min(initial=np.inf)
    return np.where(np.isnan(board.supply.numbers("lat")), np.nan, reach)


def _may_stay(board: Board) -> Mask:
    """Supplies that may be met from afar: they name a way in which nobody travels, or some need
    does and they leave it open."""
    needs, supplies = name_remote(board)
    return supplies | (board.supply.blank("modes") & bool(needs.any()))


def _everywhere(board: Board) -> Mask:
    """Needs that may be met from afar, as `_may_stay` says it of supplies, or stand nowhere."""
    needs, supplies = name_remote(board)
    afar = needs | (board.need.blank("modes") & bool(supplies.any()))
    return np.isnan(board.need.numbers("lat")) | afar


def _first_skills(board: Board) -> tuple[Words, Words]:
    """The first word of the skills required and held: most pairs fail by it."""
    test = next(test for test in QUALIFICATION.tests if isinstance(test, Holds))
    wanted, offered = test.columns(board)
    return np.ascontiguousarray(wanted[:, 0]), np.ascontiguousarray(offered[:, 0] | ~EVERY_BIT)


def _weeks(board: Board) -> tuple[Words, Words, Ints]:
    """Both sides' weeks, and how many bits must be shared; none where a week takes several words.

    A supply whose times are no restriction has every bit, and so all of a need's own.
    """
    need, supply, weeks = board.need, board.supply, board.weeks
    ours, theirs = weeks.need[need.coded("slots").of], weeks.supply[supply.coded("slots").of]
    enough = np.ceil(np.maximum(1, need.numbers("minutes")) / weeks.unit).astype(np.int64)
    enough = np.minimum(enough, np.bitwise_count(ours[:, 0])) * (ours.shape[1] == 1)
    is_open = supply.blank("slots") | board.is_shift()
    return np.ascontiguousarray(ours[:, 0]), np.where(is_open, EVERY_BIT, theirs[:, 0]), enough
