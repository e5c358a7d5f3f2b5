"""One supply among open needs, compiled: who is around, whom the rules leave, who is best."""

from __future__ import annotations

import math

import numpy as np

from matching.compiled import grains_of
from matching.compiling import inlined, kernel
from matching.features import NAMES
from matching.geo import EARTH_KM, arc_km
from matching.grid import LAT_MOST, LON_MOST, MARGIN
from matching.likeness import dense_likeness, sparse_likeness
from matching.matched import NOT_KNOWN
from matching.measuring import NO_TEXT, WIDTH, measure_alone, measure_rows, score_rows
from matching.pairwise import (
    BIT_MINUTES,
    DESIGNATES,
    HOLDS,
    NAMED,
    NOT_NAMED,
    OPEN_TIMES,
    REACHES,
    ROAD,
    SHIFT,
    SHIFTS,
    STAYS,
    TIME,
    WEEK,
    is_remote,
    sift,
)
from matching.rules import RULES
from matching.scorecard import GRAINS
from matching.weeks import common

RULE_COUNT = len(RULES)
TEXT = NAMES.index("text")


@inlined
def _ranges(lat, lon, reach, shape, corner):  # type: ignore[no-untyped-def]
    """First and last row and column of the cells within reach; all of them where in doubt."""
    rows, columns = shape[1], shape[2]
    low, left, high, wide = corner[0], corner[1], corner[2], corner[3]
    angle = reach / EARTH_KM * 1.000001
    up = math.degrees(angle)
    # Where cells of degrees would be wrong, and where nothing is out of reach.
    if not abs(lat) + up < LAT_MOST + 10.0:
        return 0, rows - 1, 0, columns - 1
    # Meridians draw together away from the equator, so a circle is widest in longitude a little
    # beyond its centre.
    side = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(lat)))))
    if not abs(lon) + side < LON_MOST + 10.0:
        return 0, rows - 1, 0, columns - 1
    return (
        max(0, math.floor((lat - up - low) / high)),
        min(rows - 1, math.floor((lat + up - low) / high)),
        max(0, math.floor((lon - side - left) / wide)),
        min(columns - 1, math.floor((lon + side - left) / wide)),
    )


@inlined
def _chord(km):  # type: ignore[no-untyped-def]
    """Square of the straight line through the globe, a hair too long."""
    return (2.0 * math.sin(min(km * MARGIN / (2.0 * EARTH_KM), math.pi / 2))) ** 2 * MARGIN + 1e-15


@inlined
def _spread(columns, weights, number, spread, spread_columns):  # type: ignore[no-untyped-def]
    """Lay a sparse text out over the columns that some need has; which ones those are."""
    many = 0
    for at in range(columns.size):
        if columns[at] < number.size and number[columns[at]] >= 0:
            spread[number[columns[at]]] = weights[at]
            spread_columns[many] = number[columns[at]]
            many += 1
    return many


@inlined
def _likeness(opened, dense, spread, length, i):  # type: ignore[no-untyped-def]
    """Likeness of need `i` and the text that is spread out."""
    if opened.need_rows.size:
        return dense_likeness(opened.need_rows[i], dense)
    return sparse_likeness(
        spread, length, opened.need_start, opened.need_columns, opened.need_weights,
        opened.need_lengths, i,
    )  # fmt: skip


@inlined
def _can_refuse(kind, first, last, asked, any_asked, supply, theirs, offered, is_listed):  # type: ignore[no-untyped-def]
    """Whether some need may refuse this supply by a test, from the most that any need asks."""
    if kind == REACHES:
        return not supply[first] >= asked[first]
    if kind == HOLDS:
        lacked = False
        for word in range(first, last):
            lacked |= any_asked[word] & ~offered[word] != 0
        return lacked
    if kind == TIME:
        return theirs & (OPEN_TIMES | SHIFT) == 0
    if kind == SHIFTS:
        return theirs & SHIFT != 0 and theirs & OPEN_TIMES == 0
    if kind == NAMED:
        return (theirs | any_asked[0]) & DESIGNATES != 0
    if kind == NOT_NAMED:
        return is_listed
    return True


@kernel
def best_needs(  # type: ignore[no-untyped-def]
    opened, card, by_need, by_supply, supply, supply_words, is_listed, dense, columns, weights,
    length, categories, lat, lon, reach, spread, most,
):  # fmt: skip
    """The best `most` needs for one supply, and everything that is told of them.

    Parameters
    ----------
    opened : Opened
    card : Points
    by_need, by_supply : ndarray of int
        Grains that each need and the supply bring, whomever they are paired with.
    supply, supply_words : ndarray, one row
        Its text counts as blank; what it says comes apart.
    is_listed : bool
        Whether the lists of some need name it.
    dense, columns, weights : ndarray
        Its text in the form of the needs'.
    length : float
        That of its text; 0: nothing is known of it.
    categories : ndarray of int
        Of needs.
    lat, lon, reach : float
        Degrees and straight kilometres; NaN: any.
    spread : ndarray of int32
        Zeros, for every column that some need has; zeros again afterwards.
    most : int

    Returns
    -------
    tuple of ndarray
        Rows, scores, points, features, kilometres and common minutes of the best, the best first.
    """
    need, need_words, spans = opened.need, opened.need_words, opened.spans
    journeys, scales, order = opened.journeys, opened.scales, opened.order
    list_start, list_other = opened.list_start, opened.list_other
    start, point, skills = opened.start, opened.point, opened.skills
    cells, width, lacked = opened.shape[0], opened.shape[2], ~supply_words[0, opened.shape[3]]
    theirs = supply_words[0, 0]
    x, y, z = supply[0, 0], supply[0, 1], supply[0, 2]
    furthest = np.inf
    y0, y1, x0, x1 = 0, opened.shape[1] - 1, 0, width - 1
    if not (theirs & STAYS or lat != lat or reach != reach):
        furthest = _chord(reach)
        y0, y1, x0, x1 = _ranges(lat, lon, reach, opened.shape, opened.corner)
        if y0 > y1 or x0 > x1:
            y0, y1 = 0, -1
    steps, many = np.empty_like(opened.steps), 0
    for step in opened.steps:
        if _can_refuse(
            step[0], step[1], step[2], opened.asked, opened.any_asked, supply[0], theirs,
            supply_words[0], is_listed,
        ):  # fmt: skip
            steps[many] = step
            many += 1
    steps = steps[:many]
    one, left = np.zeros(1, np.int64), np.empty(RULE_COUNT, np.int64)
    no_rows, no_start, no_length = np.empty((1, 0), np.int8), np.zeros(2, np.int64), np.zeros(1)
    no_columns = np.empty(0, np.uint32)
    used = np.empty(columns.size, np.int64)
    uses = _spread(columns, weights, opened.number, spread, used)
    # A row of features for each of the best, and one for whoever is looked at.
    features, spare, held = np.empty((most + 1, WIDTH), np.float64), 0, 0
    slots, rows = np.empty(most + 1, np.int64), np.empty(most + 1, np.int64)
    scores, score = np.empty(most + 1, np.float64), np.empty(1, np.float64)
    for category in categories:
        for line in range(y0, y1 + 2):
            # The last cell, of those who may be met from afar, comes after all others.
            first = category * cells + (line * width + x0 if line <= y1 else cells - 1)
            last = first + (x1 - x0 + 1 if line <= y1 else 1)
            for i in range(start[first], start[last]):
                if skills[i] & lacked:
                    continue
                dx, dy, dz = point[i, 0] - x, point[i, 1] - y, point[i, 2] - z
                # Not "square <= furthest": a place that is not known is no restriction.
                if dx * dx + dy * dy + dz * dz > furthest and not is_remote(
                    need_words, supply_words, spans, journeys, i, 0
                ):
                    continue
                one[0] = 0
                if not sift(
                    need, supply, need_words, supply_words, steps, spans, journeys, list_start,
                    list_other, scales, i, one, 1, left,
                ):  # fmt: skip
                    continue
                found = features[spare : spare + 1]
                measure_rows(
                    need, supply, need_words, supply_words, spans, journeys, list_start,
                    list_other, scales, no_rows, no_length, no_rows, no_start, no_columns,
                    weights, no_length, spread, i, one, 1, found,
                )  # fmt: skip
                if length > 0.0 and not need_words[i, 0] & NO_TEXT:
                    found[0, TEXT] = _likeness(opened, dense, spread, length, i)
                score_rows(
                    card.edges, card.first, card.grains, by_need[i], by_supply, one, found, 1, score
                )
                at, free = held, held + 1
                if held == most:
                    at, free = held - 1, slots[held - 1]
                    if not _is_better(score[0], order[i], scores[at], order[rows[at]]):
                        continue
                else:
                    held += 1
                while at > 0 and _is_better(
                    score[0], order[i], scores[at - 1], order[rows[at - 1]]
                ):
                    rows[at], scores[at], slots[at] = rows[at - 1], scores[at - 1], slots[at - 1]
                    at -= 1
                rows[at], scores[at], slots[at] = i, score[0], spare
                spare = free
    for at in range(uses):
        spread[used[at]] = 0
    values, points = np.empty((held, WIDTH), np.float64), np.empty((held, WIDTH), np.float64)
    km, minutes = np.full(held, np.nan), np.full(held, NOT_KNOWN, np.int64)
    for at in range(held):
        i = rows[at]
        measure_alone(need, supply, i, 0, features[slots[at]])
        for feature in range(WIDTH):
            value = features[slots[at], feature]
            values[at, feature] = value
            grains = grains_of(value, feature, card.first, card.edges, card.grains)
            points[at, feature] = grains / GRAINS
        if not is_remote(need_words, supply_words, spans, journeys, i, 0):
            km[at] = arc_km(need, supply, i, 0, need[i, ROAD])
        if not (need_words[i, 0] | theirs) & OPEN_TIMES:
            bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], i, 0)
            minutes[at] = bits * np.int64(scales[BIT_MINUTES])
    return rows[:held], scores[:held], points, values, km, minutes


@inlined
def _is_better(score, place, other_score, other_place):  # type: ignore[no-untyped-def]
    """More points, or as many and the lower id."""
    return score > other_score or (score == other_score and place < other_place)
