"""Reads the grid for every need, compiled: every feasible pair, and who is left after each rule."""

from __future__ import annotations

import math

import numpy as np

from matching.compiling import kernel
from matching.likeness import gather_in, spread_out
from matching.measuring import WIDTH, alone, measure_rows, score_rows
from matching.pairwise import sift
from matching.rules import RULES
from matching.weeks import count_bits

RULE_COUNT = len(RULES)
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
        ranges[kind, 0] = max(0, math.floor((grid.lat[i] - up - grid.low) / height))
        ranges[kind, 1] = min(rows - 1, math.floor((grid.lat[i] + up - grid.low) / height))
        # Meridians draw together away from the equator, so a circle is widest in longitude a
        # little beyond its centre: at the arcsine of this, which the tangent exceeds by a hair.
        sideways = sine / grid.cosine[i]
        if sideways < 1.0:
            side = math.degrees(sideways / math.sqrt(1.0 - sideways * sideways))
            left = math.floor((grid.lon[i] - side - grid.left) / width)
            right = math.floor((grid.lon[i] + side - grid.left) / width)
            ranges[kind, 2], ranges[kind, 3] = max(0, left), min(columns - 1, right)


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
            for entry in range(start[cell + x0], start[cell + x1 + 1]):
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
def _read(sheet, grid, card, i, own, by_supply, ranges, rows, left, features, scores, spread):  # type: ignore[no-untyped-def]
    """Write the supplies that fit need `i` and, with a card, their points; how many there are."""
    pairs, texts = sheet.pairs, sheet.texts
    _ranges(grid, i, ranges)
    many = _around(
        grid.start, grid.supply, grid.point, grid.reach, grid.skills, grid.week, grid.may_stay,
        grid.shape, grid.cells, ranges, grid.category, grid.need_point, grid.need_reach,
        grid.need_skills, grid.need_week, grid.need_enough, i, rows,
    )  # fmt: skip
    many = sift(
        pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.quick_steps,
        pairs.spans, pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales,
        i, rows, many, left,
    )  # fmt: skip
    if card.first.size:
        spread_out(texts.need_start, texts.need_columns, texts.need_weights, i, spread)
        measure_rows(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.spans,
            pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales, texts.need_rows,
            texts.need_lengths, texts.supply_rows, texts.supply_start, texts.supply_columns,
            texts.supply_weights, texts.supply_lengths, spread, i, rows, many, features,
        )  # fmt: skip
        gather_in(texts.need_start, texts.need_columns, i, spread)
        score_rows(
            card.edges, card.first, card.grains, own, by_supply, rows, features, many, scores
        )
    return many


@kernel
def scan_all(sheet, grid, card):  # type: ignore[no-untyped-def]
    """Every feasible pair with its points, by need and then by supply."""
    # One more than there may be: what does not fit is written there and written over.
    rows, scores = np.empty(grid.longest + 1, np.int64), np.empty(grid.longest, np.float64)
    features = np.empty((grid.longest if card.first.size else 0, WIDTH), np.float64)
    left = np.empty(RULE_COUNT, np.int64)
    spread = np.zeros(sheet.texts.width, np.int32)
    ranges = np.empty((grid.shape.shape[0], 4), np.int64)
    needs = grid.order.size
    own = np.empty(needs, np.int64)
    by_supply = np.empty(sheet.pairs.supply.shape[0], np.int64)
    if card.first.size:
        alone(
            card.edges,
            card.first,
            card.grains,
            sheet.pairs.need,
            sheet.pairs.supply,
            own,
            by_supply,
        )
    begin, counts = np.zeros(needs, np.int64), np.zeros(needs, np.int64)
    size = USUAL * needs
    j, points = np.empty(size, np.int32), np.empty(size, np.float64)
    found = 0
    # Neighbours one after the other: what one has read is still near when the next one reads it.
    for need in grid.order:
        many = _read(
            sheet, grid, card, need, own[need], by_supply, ranges, rows, left, features, scores,
            spread,
        )  # fmt: skip
        while found + many > size:
            j = np.concatenate((j, np.empty(size, np.int32)))
            points = np.concatenate((points, np.empty(size, np.float64)))
            size *= 2
        begin[need], counts[need] = found, many
        # By supply: the row's number, and in its lower half where it stood.
        for at in range(many):
            rows[at] = (rows[at] << 32) | at
        rows[:many].sort()
        for at in range(many):
            j[found + at] = rows[at] >> 32
            points[found + at] = scores[rows[at] & 0xFFFFFFFF]
        found += many
    by_i, by_j = np.empty(found, np.int64), np.empty(found, np.int64)
    by_points = np.empty(found, np.float64)
    at = 0
    for need in range(needs):
        here, there = begin[need], begin[need] + counts[need]
        by_i[at : at + counts[need]] = need
        by_j[at : at + counts[need]] = j[here:there]
        by_points[at : at + counts[need]] = points[here:there]
        at += counts[need]
    return by_i, by_j, by_points


@kernel
def count_left(pairs, start, entries, category, cells, needs):  # type: ignore[no-untyped-def]
    """How many supplies each of these needs has left after each rule, shape (rules, needs)."""
    left = np.zeros((RULE_COUNT, needs.size), np.int64)
    after = np.empty(RULE_COUNT, np.int64)
    for row in range(needs.size):
        i = needs[row]
        rows = entries[start[category[i] * cells] : start[(category[i] + 1) * cells]].copy()
        sift(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.steps,
            pairs.spans, pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales,
            i, rows, rows.size, after,
        )  # fmt: skip
        left[:, row] = after
    return left
