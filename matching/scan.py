"""Reads the grid for every need, compiled: every feasible pair, each need's best, or the dear ones."""

from __future__ import annotations

import math

import numpy as np

from matching.compiling import inlined, kernel
from matching.geo import EARTH_KM, arc_km
from matching.pairwise import (
    WIDTH,
    first_broken,
    gather_in,
    is_remote,
    likeness_of,
    measure_pair,
    road,
    score_pair,
    spread_out,
)
from matching.weights import MICRO, TIE_BITS


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
                km = np.nan if remote else arc_km(need, supply, i, j, scales[0])
                if first_broken(
                    need, supply, need_words, supply_words, steps, spans, list_start, list_other,
                    scales, i, j, km,
                ):  # fmt: skip
                    continue
                rows[many] = j
                if is_scored:
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
        pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.steps, pairs.spans,
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
def scan_all(sheet, grid, card, order):  # type: ignore[no-untyped-def]
    """Every feasible pair with its points, need by need in the order given."""
    rows, scores = np.empty(grid.longest, np.int64), np.empty(grid.longest, np.float64)
    values = np.empty(WIDTH, np.float64)
    spread = np.zeros(sheet.texts.width, np.float32)
    ranges = np.empty((grid.shape.shape[0], 4), np.int64)
    size = 1 << 12
    i, j, points = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.float64)
    found = 0
    for need in order:
        many = _read(sheet, grid, card, need, ranges, rows, scores, values, spread)
        while found + many > size:
            i = np.concatenate((i, np.empty(size, np.int64)))
            j = np.concatenate((j, np.empty(size, np.int64)))
            points = np.concatenate((points, np.empty(size, np.float64)))
            size *= 2
        i[found : found + many] = need
        j[found : found + many] = rows[:many]
        points[found : found + many] = scores[:many]
        found += many
    return i[:found].copy(), j[:found].copy(), points[:found].copy()


@inlined
def _mix(x):  # type: ignore[no-untyped-def]
    """As in `matching.weights`: a bijection that spreads every bit over all others (splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel
def _weight(score, need_hash, supply_hash, bits):  # type: ignore[no-untyped-def]
    """`matching.weights.weigh` for one pair."""
    tie = max(_mix(need_hash ^ _mix(supply_hash)) >> np.uint64(64 - bits), np.uint64(1))
    return (np.int64(np.rint(score * MICRO)) << TIE_BITS) + np.int64(tie)


@kernel
def _keep_heaviest(weights, rows, many, most):  # type: ignore[no-untyped-def]
    """Bring the `most` heaviest of the first `many` to the front (Hoare's selection)."""
    low, high = 0, many - 1
    while low < high:
        pivot = weights[(low + high) >> 1]
        a, b = low, high
        while a <= b:
            while weights[a] > pivot:
                a += 1
            while weights[b] < pivot:
                b -= 1
            if a <= b:
                weights[a], weights[b] = weights[b], weights[a]
                rows[a], rows[b] = rows[b], rows[a]
                a += 1
                b -= 1
        if most - 1 <= b:
            high = b
        elif most - 1 >= a:
            low = a
        else:
            break


@kernel
def scan_best(sheet, grid, card, order, need_hash, supply_hash, bits, most):  # type: ignore[no-untyped-def]
    """Each need's heaviest feasible pairs, at most so many, and how many it has in all."""
    rows, scores = np.empty(grid.longest, np.int64), np.empty(grid.longest, np.float64)
    weights, values = np.empty(grid.longest, np.int64), np.empty(WIDTH, np.float64)
    spread = np.zeros(sheet.texts.width, np.float32)
    ranges = np.empty((grid.shape.shape[0], 4), np.int64)
    needs = grid.category.size
    j, weight = np.empty((needs, most), np.int32), np.empty((needs, most), np.int64)
    kept, fits = np.zeros(needs, np.int64), np.zeros(needs, np.int64)
    for need in order:
        many = _read(sheet, grid, card, need, ranges, rows, scores, values, spread)
        for at in range(many):
            weights[at] = _weight(scores[at], need_hash[need], supply_hash[rows[at]], bits)
        fits[need] = many
        if many > most:
            _keep_heaviest(weights, rows, many, most)
            many = most
        kept[need] = many
        j[need, :many] = rows[:many]
        weight[need, :many] = weights[:many]
    return j, weight, kept, fits


@kernel
def scan_dear(  # type: ignore[no-untyped-def]
    sheet, grid, card, order, need_hash, supply_hash, bits, tier, need_price, supply_price, chosen
):
    """Feasible pairs not chosen that are worth more than both sides' prices together."""
    rows, scores = np.empty(grid.longest, np.int64), np.empty(grid.longest, np.float64)
    values = np.empty(WIDTH, np.float64)
    spread = np.zeros(sheet.texts.width, np.float32)
    ranges = np.empty((grid.shape.shape[0], 4), np.int64)
    size = 1 << 12
    i, j, weight = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    found = 0
    for need in order:
        many = _read(sheet, grid, card, need, ranges, rows, scores, values, spread)
        for at in range(many):
            supply = rows[at]
            worth = _weight(scores[at], need_hash[need], supply_hash[supply], bits)
            high = tier[need] - need_price[need, 0] - supply_price[supply, 0]
            low = worth - need_price[need, 1] - supply_price[supply, 1]
            if high < 0 or (high == 0 and low <= 0):
                continue
            is_chosen = False
            for one in range(chosen.start[need], chosen.start[need + 1]):
                is_chosen |= chosen.other[one] == supply
            if is_chosen:
                continue
            if found == size:
                i = np.concatenate((i, np.empty(size, np.int64)))
                j = np.concatenate((j, np.empty(size, np.int64)))
                weight = np.concatenate((weight, np.empty(size, np.int64)))
                size *= 2
            i[found], j[found], weight[found] = need, supply, worth
            found += 1
    return i[:found].copy(), j[:found].copy(), weight[:found].copy()


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
            km = road(need, supply, need_words, supply_words, spans, journeys, scales, i, j)
            broken = first_broken(
                need, supply, need_words, supply_words, steps, spans, list_start, list_other,
                scales, i, j, km,
            )  # fmt: skip
            for rule in range(rules if broken == 0 else broken):
                left[rule, row] += 1
    return left
