"""Reads the grid for needs, compiled: every feasible pair, and who is left after each rule."""

from __future__ import annotations

import math

import numpy as np

from matching.kernels.bits import count_bits
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
from matching.kernels.sorting import in_order

# Room at first for so many pairs of each need.
USUAL = 64


@kernel
def _ranges(shape, size, corner, lat, lon, cosine, everywhere, ranges):  # type: ignore[no-untyped-def]
    """Write the rows and columns of cells around a need, class by class."""
    for kind in range(shape.shape[0]):
        up, sine, height, width = size[kind, 0], size[kind, 1], size[kind, 2], size[kind, 3]
        rows, columns = shape[kind, 1], shape[kind, 2]
        ranges[kind, 0], ranges[kind, 1] = 0, rows - 1
        ranges[kind, 2], ranges[kind, 3] = 0, columns - 1
        if everywhere or math.isinf(up):
            continue
        ranges[kind, 0], ranges[kind, 1], ranges[kind, 2], ranges[kind, 3] = touched(
            lat, lon, up, sine, cosine, corner[0], corner[1], height, width, rows, columns
        )


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


@kernel
def _longer(j, points, found):  # type: ignore[no-untyped-def]
    """Supplies and points of which so many were found, with room for twice as many."""
    more, scores = np.empty(2 * j.size, np.int32), np.empty(2 * j.size, np.float64)
    for at in range(found):
        more[at], scores[at] = j[at], points[at]
    return more, scores


@kernel
def scan(sheet, grid, card, order):  # type: ignore[no-untyped-def]
    """The feasible pairs of the needs in `order`: how many each has, their supplies and points.

    Those of a need go by supply. `sheet` is arranged; `order` is that of the grid, or a stretch of
    it. `together` puts in order what it found.
    """
    need, supply, spans = sheet.pairs.need, sheet.pairs.supply, sheet.pairs.spans
    need_words, supply_words = sheet.pairs.need_words, sheet.pairs.supply_words
    steps, journeys, scales = sheet.pairs.quick_steps, sheet.pairs.journeys, sheet.pairs.scales
    list_start, list_other = sheet.pairs.list_start, sheet.pairs.list_other
    edges, first, grains, texts = card.edges, card.first, card.grains, sheet.texts
    shape, size, corner, near = grid.shape, grid.size, grid.corner, grid.near
    lat, lon, cosine, everywhere = grid.lat, grid.lon, grid.cosine, grid.everywhere
    start, entries, point, reach = grid.start, grid.supply, grid.point, grid.reach
    skills, week, may_stay, category = grid.skills, grid.week, grid.may_stay, grid.category
    need_point, need_reach, need_skills = grid.need_point, grid.need_reach, grid.need_skills
    need_week, need_enough = grid.need_week, grid.need_enough
    by_need, by_supply = np.empty(lat.size, np.int64), np.empty(near.size, np.int64)
    if first.size:
        alone(edges, first, grains, need, supply, by_need, by_supply)
    # What one need's supplies are written into, made once for all needs. One more than there may
    # be: what does not fit is written there and written over.
    longest = grid.longest + 1
    rows, own = np.empty(longest, np.int64), np.empty(longest, np.int64)
    km, scores = np.empty(longest, np.float64), np.empty(longest, np.float64)
    features = np.empty((WIDTH, longest), np.float64)
    levels, total = np.empty(longest, np.int64), np.empty(longest, np.int64)
    spread, left = np.zeros(texts.width, np.uint8), np.empty(sheet.pairs.rules, np.int64)
    ranges = np.empty((shape.shape[0], 4), np.int64)
    counts = np.empty(order.size, np.int64)
    j, points = np.empty(USUAL * order.size, np.int32), np.empty(USUAL * order.size, np.float64)
    found = np.int64(0)
    # Neighbours one after the other: what one has read is still near when the next one reads it.
    for turn in range(order.size):
        i = order[turn]
        _ranges(shape, size, corner, lat[i], lon[i], cosine[i], everywhere[i], ranges)
        many = _around(
            start, entries, point, reach, skills, week, may_stay, shape, grid.cells, ranges,
            category, need_point, need_reach, need_skills, need_week, need_enough, i, rows,
        )  # fmt: skip
        for at in range(many):
            own[at] = i
        many = sift(
            need, supply, need_words, supply_words, steps, spans, journeys, list_start, list_other,
            scales, own, rows, km, many, left,
        )  # fmt: skip
        if first.size:
            measure_texts(texts, i, spread, rows, np.int64(0), many, features[TEXT])
            measure_paired(
                need, supply, need_words, supply_words, spans, list_start, list_other, scales, own,
                rows, km, many, features,
            )  # fmt: skip
            score_pairs(
                edges, first, grains, by_need, by_supply, own, rows, features, many, levels, total,
                scores,
            )  # fmt: skip
        while found + many > j.size:
            j, points = _longer(j, points, found)
        counts[turn] = many
        # By supply: the row's number, and in its lower half where it stood.
        for at in range(many):
            rows[at] = (near[rows[at]] << 32) | at
        in_order(rows, many)
        for at in range(many):
            j[found + at] = rows[at] >> 32
            points[found + at] = scores[rows[at] & 0xFFFFFFFF]
        found += many
    return counts, j[:found], points[:found]


@kernel
def put_pairs(order, counts, supplies, own, ends, j, points):  # type: ignore[no-untyped-def]
    """Write the pairs of the needs in `order` where they belong among all."""
    first = 0
    for turn in range(order.size):
        last, end = first + counts[turn], ends[order[turn]]
        for at in range(first, last):
            j[end - last + at], points[end - last + at] = supplies[at], own[at]
        first = last


@kernel
def count_left(pairs, start, entries, category, cells, needs):  # type: ignore[no-untyped-def]
    """How many supplies each of these needs has left after each rule, shape (rules, needs)."""
    left = np.zeros((pairs.rules, needs.size), np.int64)
    after = np.empty(pairs.rules, np.int64)
    longest = 0
    for row in range(needs.size):
        own = category[needs[row]] * cells
        longest = max(longest, start[own + cells] - start[own])
    need, supply = np.empty(longest + 1, np.int64), np.empty(longest + 1, np.int64)
    km = np.empty(longest + 1, np.float64)
    for row in range(needs.size):
        own = category[needs[row]] * cells
        many = start[own + cells] - start[own]
        for at in range(many):
            need[at], supply[at] = needs[row], entries[start[own] + at]
        sift(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.steps,
            pairs.spans, pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales,
            need, supply, km, many, after,
        )  # fmt: skip
        for rule in range(pairs.rules):
            left[rule, row] = after[rule]
    return left
