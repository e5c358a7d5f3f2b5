"""Reads the grid for every need, compiled: every feasible pair, and who is left after each rule."""

from __future__ import annotations

import math

import numpy as np

from matching.compiling import kernel
from matching.geo import EARTH_KM, arc_km
from matching.pairwise import (
    WIDTH,
    first_broken,
    gather_in,
    is_remote,
    likeness_of,
    measure_pair,
    score_pair,
    spread_out,
)


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
def _gather(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, steps, spans, journeys, list_start, list_other, scales,
    start, entries, point, reach, skills, may_stay, shape, cells, ranges, category, need_point,
    need_reach, need_skills, need_rows, supply_rows, supply_start, supply_columns, supply_weights,
    spread, edges, first, points, is_scored, i, rows, scores, values,
):  # fmt: skip
    """Write the supplies that fit need `i` and, if asked for, their points; how many there are."""
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
                near = not (square > reach[entry] or square > furthest)
                if not near and not may_stay[entry]:
                    continue
                j = entries[entry]
                remote = may_stay[entry] and is_remote(
                    need_words, supply_words, spans, journeys, i, j
                )
                if not near and not remote:
                    continue
                if first_broken(
                    need, supply, need_words, supply_words, steps, spans, list_start, list_other,
                    scales, i, j, remote,
                ):  # fmt: skip
                    continue
                rows[many] = j
                if is_scored:
                    km = np.nan if remote else arc_km(need, supply, i, j, scales[0])
                    likeness = likeness_of(
                        need_rows, supply_rows, supply_start, supply_columns, supply_weights,
                        spread, i, j,
                    )  # fmt: skip
                    measure_pair(
                        need, supply, need_words, supply_words, spans, list_start, list_other,
                        scales, i, j, km, likeness, values,
                    )  # fmt: skip
                    scores[many] = score_pair(edges, first, points, values)
                many += 1
    return many


@kernel
def _read(sheet, grid, card, i, ranges, rows, scores, values, spread):  # type: ignore[no-untyped-def]
    """`_gather` with its arrays taken out of their bundles, once a need."""
    pairs, texts = sheet.pairs, sheet.texts
    for kind in range(grid.shape.shape[0]):
        ranges[kind, 0], ranges[kind, 1], ranges[kind, 2], ranges[kind, 3] = _ranges(grid, i, kind)
    is_scored = card.first.size > 0
    if is_scored:
        spread_out(texts.need_start, texts.need_columns, texts.need_weights, i, spread)
    many = _gather(
        pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.quick_steps, pairs.spans,
        pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales, grid.start, grid.supply,
        grid.point, grid.reach, grid.skills, grid.may_stay, grid.shape, grid.cells, ranges,
        grid.category, grid.need_point, grid.need_reach, grid.need_skills, texts.need_rows,
        texts.supply_rows, texts.supply_start, texts.supply_columns, texts.supply_weights, spread,
        card.edges, card.first, card.points, is_scored, i, rows, scores, values,
    )  # fmt: skip
    if is_scored:
        gather_in(texts.need_start, texts.need_columns, i, spread)
    return many


@kernel
def scan_all(sheet, grid, card):  # type: ignore[no-untyped-def]
    """Every feasible pair with its points, by need and then by supply."""
    rows, scores = np.empty(grid.longest, np.int64), np.empty(grid.longest, np.float64)
    values = np.empty(WIDTH, np.float64)
    spread = np.zeros(sheet.texts.width, np.float32)
    ranges = np.empty((grid.shape.shape[0], 4), np.int64)
    needs = grid.order.size
    begin, counts = np.zeros(needs, np.int64), np.zeros(needs, np.int64)
    size = 1 << 16
    j, points = np.empty(size, np.int64), np.empty(size, np.float64)
    found = 0
    # Neighbours one after the other: what one has read is still near when the next one reads it.
    for need in grid.order:
        many = _read(sheet, grid, card, need, ranges, rows, scores, values, spread)
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
def count_left(pairs, start, entries, category, cells, needs, rules):  # type: ignore[no-untyped-def]
    """How many supplies each of these needs has left after each rule, shape (rules, needs)."""
    need, supply, need_words, supply_words = pairs[0], pairs[1], pairs[2], pairs[3]
    steps, spans, journeys, scales = pairs.steps, pairs.spans, pairs.journeys, pairs.scales
    list_start, list_other = pairs.list_start, pairs.list_other
    left = np.zeros((rules, needs.size), np.int64)
    for row in range(needs.size):
        i = needs[row]
        for entry in range(start[category[i] * cells], start[(category[i] + 1) * cells]):
            j = entries[entry]
            remote = is_remote(need_words, supply_words, spans, journeys, i, j)
            broken = first_broken(
                need, supply, need_words, supply_words, steps, spans, list_start, list_other,
                scales, i, j, remote,
            )  # fmt: skip
            for rule in range(rules if broken == 0 else broken):
                left[rule, row] += 1
    return left
