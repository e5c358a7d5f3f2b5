"""Reads the grid for every need, compiled: every feasible pair, and who is left after each rule."""

from __future__ import annotations

import math

import numpy as np

from matching.compiling import kernel
from matching.geo import EARTH_KM
from matching.pairwise import (
    WIDTH,
    gather_in,
    is_remote,
    measure_rows,
    score_rows,
    sift,
    spread_out,
)
from matching.rules import RULES

RULE_COUNT = len(RULES)


@kernel
def _ranges(grid, i, kind):  # type: ignore[no-untyped-def]
    """The rows and columns of cells of one class around need `i`."""
    reach, height, width = grid.size[kind]
    rows, columns = grid.shape[kind, 1], grid.shape[kind, 2]
    if grid.everywhere[i] or math.isinf(reach):
        return 0, rows - 1, 0, columns - 1
    angle = reach / EARTH_KM * 1.000001
    up = math.degrees(angle)
    # Meridians draw together away from the equator, so a circle is widest in longitude a little
    # beyond its centre.
    side = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(grid.lat[i])))))
    return (
        max(0, math.floor((grid.lat[i] - up - grid.low) / height)),
        min(rows - 1, math.floor((grid.lat[i] + up - grid.low) / height)),
        max(0, math.floor((grid.lon[i] - side - grid.left) / width)),
        min(columns - 1, math.floor((grid.lon[i] + side - grid.left) / width)),
    )


@kernel
def _around(  # type: ignore[no-untyped-def]
    need_words, supply_words, spans, journeys, start, entries, point, reach, skills, may_stay,
    shape, cells, ranges, category, need_point, need_reach, need_skills, i, rows,
):  # fmt: skip
    """Write the supplies whose skills and place may do for need `i`; how many there are."""
    many = 0
    wanted = need_skills[i]
    x, y, z = need_point[i, 0], need_point[i, 1], need_point[i, 2]
    furthest = need_reach[i]
    for kind in range(shape.shape[0]):
        y0, y1, x0, x1 = ranges[kind, 0], ranges[kind, 1], ranges[kind, 2], ranges[kind, 3]
        if x0 > x1:
            continue
        for line in range(y0, y1 + 1):
            cell = category[i] * cells + shape[kind, 0] + line * shape[kind, 2]
            for entry in range(start[cell + x0], start[cell + x1 + 1]):
                if wanted & ~skills[entry]:
                    continue
                dx, dy, dz = point[entry, 0] - x, point[entry, 1] - y, point[entry, 2] - z
                square = dx * dx + dy * dy + dz * dz
                # Not "square <= reach": a place that is not known is no restriction.
                far = square > reach[entry] or square > furthest
                j = entries[entry]
                if far and not (
                    may_stay[entry] and is_remote(need_words, supply_words, spans, journeys, i, j)
                ):
                    continue
                rows[many] = j
                many += 1
    return many


@kernel
def _read(sheet, grid, card, i, ranges, rows, left, features, scores, spread):  # type: ignore[no-untyped-def]
    """Write the supplies that fit need `i` and, with a card, their points; how many there are."""
    pairs, texts = sheet.pairs, sheet.texts
    for kind in range(grid.shape.shape[0]):
        ranges[kind, 0], ranges[kind, 1], ranges[kind, 2], ranges[kind, 3] = _ranges(grid, i, kind)
    many = _around(
        pairs.need_words, pairs.supply_words, pairs.spans, pairs.journeys, grid.start, grid.supply,
        grid.point, grid.reach, grid.skills, grid.may_stay, grid.shape, grid.cells, ranges,
        grid.category, grid.need_point, grid.need_reach, grid.need_skills, i, rows,
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
            texts.supply_rows, texts.supply_start, texts.supply_columns, texts.supply_weights,
            spread, i, rows, many, features,
        )  # fmt: skip
        gather_in(texts.need_start, texts.need_columns, i, spread)
        score_rows(card.edges, card.first, card.points, features, many, scores)
    return many


@kernel
def scan_all(sheet, grid, card):  # type: ignore[no-untyped-def]
    """Every feasible pair with its points, by need and then by supply."""
    rows, scores = np.empty(grid.longest, np.int64), np.empty(grid.longest, np.float64)
    features = np.empty((grid.longest if card.first.size else 0, WIDTH), np.float64)
    left = np.empty(RULE_COUNT, np.int64)
    spread = np.zeros(sheet.texts.width, np.float32)
    ranges = np.empty((grid.shape.shape[0], 4), np.int64)
    needs = grid.order.size
    begin, counts = np.zeros(needs, np.int64), np.zeros(needs, np.int64)
    size = 1 << 16
    j, points = np.empty(size, np.int64), np.empty(size, np.float64)
    found = 0
    # Neighbours one after the other: what one has read is still near when the next one reads it.
    for need in grid.order:
        many = _read(sheet, grid, card, need, ranges, rows, left, features, scores, spread)
        while found + many > size:
            j = np.concatenate((j, np.empty(size, np.int64)))
            points = np.concatenate((points, np.empty(size, np.float64)))
            size *= 2
        begin[need], counts[need] = found, many
        rising = np.argsort(rows[:many])
        for at in range(many):
            j[found + at] = rows[rising[at]]
            points[found + at] = scores[rising[at]]
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
