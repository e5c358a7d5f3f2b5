"""Reads the grid for needs, compiled: every feasible pair, and who is left after each rule."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.kernels.bits import count_bits
from matching.kernels.bundles import Floats, Ints
from matching.kernels.compiling import kernel, unsigned
from matching.kernels.ground import touched
from matching.kernels.measuring import (
    TEXT,
    WIDTH,
    alone,
    measure_paired,
    measure_texts,
    score_pairs,
)
from matching.kernels.sifting import sift

# Room at first for so many pairs of each need.
USUAL = 64


@kernel
def _ranges(grid, i, ranges):  # type: ignore[no-untyped-def]
    """Write the rows and columns of cells around need `i`, class by class."""
    for kind in range(grid.shape.shape[0]):
        up, sine, height, width = grid.size[kind]
        rows, columns = grid.shape[kind, 1], grid.shape[kind, 2]
        ranges[kind, 0], ranges[kind, 1] = 0, rows - 1
        ranges[kind, 2], ranges[kind, 3] = 0, columns - 1
        if grid.everywhere[i] or math.isinf(up):
            continue
        ranges[kind, 0], ranges[kind, 1], ranges[kind, 2], ranges[kind, 3] = touched(
            grid.lat[i], grid.lon[i], up, sine, grid.cosine[i], grid.low, grid.left, height, width,
            rows, columns,
        )  # fmt: skip


@kernel
def _around(  # type: ignore[no-untyped-def]
    start, entries, point, reach, skills, week, may_stay, shape, cells, ranges, category,
    need_point, need_reach, need_skills, need_week, need_enough, i, rows,
):  # fmt: skip
    """Write the supplies whose skills, place and times may do for need `i`; how many there are.

    Rough and without a branch, for most of those who are near fail by one of the three: whoever
    passes is put to the rules, and nobody fails here whom they would pass.
    """
    many = 0
    wanted, own, enough = need_skills[i], need_week[i], need_enough[i]
    x, y, z = need_point[i, 0], need_point[i, 1], need_point[i, 2]
    furthest = need_reach[i]
    for kind in range(shape.shape[0]):
        y0, y1, x0, x1 = ranges[kind, 0], ranges[kind, 1], ranges[kind, 2], ranges[kind, 3]
        if x0 > x1:
            continue
        for line in range(y0, y1 + 1):
            cell = category[i] * cells + shape[kind, 0] + line * shape[kind, 2]
            for entry in range(unsigned(start[cell + x0]), unsigned(start[cell + x1 + 1])):
                dx, dy, dz = point[entry, 0] - x, point[entry, 1] - y, point[entry, 2] - z
                square = dx * dx + dy * dy + dz * dz
                # Not "square <= reach": a place that is not known is no restriction.
                far = (square > reach[entry]) | (square > furthest)
                fits = (wanted & ~skills[entry]) == 0
                fits &= count_bits(own & week[entry]) >= enough
                rows[many] = entries[entry]
                many += fits & (~far | may_stay[entry])
    return many


class Room(NamedTuple):
    """What one need's supplies are written into; made once for all needs.

    Attributes
    ----------
    need, supply : ndarray of int
        Rows of each pair.
    km, features, scores
        Of each pair; a column of `features` each.
    levels, total : ndarray of int
        For `score_pairs`.
    spread : ndarray of uint8
        The need's text over all columns; zeros before and after.
    ranges : ndarray of int
        Cells around the need.
    left : ndarray of int
        By rule.
    """

    need: Ints
    supply: Ints
    km: Floats
    features: Floats
    scores: Floats
    levels: Ints
    total: Ints
    spread: npt.NDArray[np.uint8]
    ranges: Ints
    left: Ints


@kernel
def _room(longest, kinds, width, rules):  # type: ignore[no-untyped-def]
    # One more than there may be: what does not fit is written there and written over.
    return Room(
        np.empty(longest + 1, np.int64), np.empty(longest + 1, np.int64),
        np.empty(longest, np.float64), np.empty((WIDTH, longest), np.float64),
        np.empty(longest, np.float64), np.empty(longest, np.int64), np.empty(longest, np.int64),
        np.zeros(width, np.uint8), np.empty((kinds, 4), np.int64), np.empty(rules, np.int64),
    )  # fmt: skip


@kernel
def _read(sheet, grid, card, by_need, by_supply, i, room):  # type: ignore[no-untyped-def]
    """Write the supplies that fit need `i` and, with a card, their points; how many there are."""
    pairs = sheet.pairs
    _ranges(grid, i, room.ranges)
    many = _around(
        grid.start, grid.supply, grid.point, grid.reach, grid.skills, grid.week, grid.may_stay,
        grid.shape, grid.cells, room.ranges, grid.category, grid.need_point, grid.need_reach,
        grid.need_skills, grid.need_week, grid.need_enough, i, room.supply,
    )  # fmt: skip
    room.need[:many] = i
    many = sift(
        pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.quick_steps,
        pairs.spans, pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales,
        room.need, room.supply, room.km, many, room.left,
    )  # fmt: skip
    if card.first.size:
        measure_texts(sheet.texts, i, room.spread, room.supply, many, room.features[TEXT])
        measure_paired(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.spans,
            pairs.list_start, pairs.list_other, pairs.scales, room.need, room.supply, room.km,
            many, room.features,
        )  # fmt: skip
        score_pairs(
            card.edges, card.first, card.grains, by_need, by_supply, room.need, room.supply,
            room.features, many, room.levels, room.total, room.scores,
        )  # fmt: skip
    return many


@kernel
def scan(sheet, grid, card, order):  # type: ignore[no-untyped-def]
    """The feasible pairs of the needs in `order`: how many each has, their supplies and points.

    Those of a need go by supply. `sheet` is arranged; `order` is that of the grid, or a stretch of
    it. `together` puts in order what it found.
    """
    room = _room(grid.longest, grid.shape.shape[0], sheet.texts.width, sheet.pairs.rules)
    by_need, by_supply = np.empty(grid.order.size, np.int64), np.empty(grid.near.size, np.int64)
    if card.first.size:
        alone(
            card.edges, card.first, card.grains, sheet.pairs.need, sheet.pairs.supply,
            by_need, by_supply,
        )  # fmt: skip
    counts = np.empty(order.size, np.int64)
    size = USUAL * order.size
    j, points = np.empty(size, np.int32), np.empty(size, np.float64)
    found = 0
    # Neighbours one after the other: what one has read is still near when the next one reads it.
    for turn in range(order.size):
        many = _read(sheet, grid, card, by_need, by_supply, order[turn], room)
        while found + many > size:
            j = np.concatenate((j, np.empty(size, np.int32)))
            points = np.concatenate((points, np.empty(size, np.float64)))
            size *= 2
        counts[turn] = many
        # By supply: the row's number, and in its lower half where it stood.
        rows = room.supply[:many]
        for at in range(many):
            rows[at] = (grid.near[rows[at]] << 32) | at
        rows.sort()
        for at in range(many):
            j[found + at] = rows[at] >> 32
            points[found + at] = room.scores[rows[at] & 0xFFFFFFFF]
        found += many
    return counts, j[:found], points[:found]


@kernel
def put_pairs(order, counts, supplies, own, ends, j, points):  # type: ignore[no-untyped-def]
    """Write the pairs of the needs in `order` where they belong among all."""
    first = 0
    for turn in range(order.size):
        last, end = first + counts[turn], ends[order[turn]]
        j[end - counts[turn] : end] = supplies[first:last]
        points[end - counts[turn] : end] = own[first:last]
        first = last


@kernel
def count_left(pairs, start, entries, category, cells, needs):  # type: ignore[no-untyped-def]
    """How many supplies each of these needs has left after each rule, shape (rules, needs)."""
    left = np.zeros((pairs.rules, needs.size), np.int64)
    after = np.empty(pairs.rules, np.int64)
    for row in range(needs.size):
        own = category[needs[row]] * cells
        supplies = entries[start[own] : start[own + cells]].copy()
        sift(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.steps,
            pairs.spans, pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales,
            np.full(supplies.size, needs[row]), supplies, np.empty(supplies.size, np.float64),
            supplies.size, after,
        )  # fmt: skip
        left[:, row] = after
    return left
