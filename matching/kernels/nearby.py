"""One supply among open needs, compiled: who is around, whom the rules leave, who is best."""

from __future__ import annotations

import math

import numpy as np

from matching.kernels.bits import common
from matching.kernels.cards import GRAINS, grains_of
from matching.kernels.compiling import inlined, kernel
from matching.kernels.ground import EARTH_KM, chord, touched
from matching.kernels.layout import NOT_KNOWN
from matching.kernels.measuring import TEXT, WIDTH, measure_alone, measure_paired, score_pairs
from matching.kernels.sifting import (
    BEGINS,
    BIT_MINUTES,
    DESIGNATES,
    ENDS,
    HOLDS,
    KIND,
    NAMED,
    NOT_NAMED,
    OPEN_MODES,
    OPEN_TIMES,
    REACHES,
    REMOTE,
    SHIFT,
    SHIFTS,
    TIME,
    WEEK,
    sift,
    ways,
)
from matching.kernels.texts import HEAVIEST, WEIGHT_BITS, dense_likeness, sparse_likeness


@inlined
def _ranges(lat, lon, reach, shape, corner):  # type: ignore[no-untyped-def]
    """First and last row and column of the cells within reach; all of them where in doubt."""
    rows, columns = shape[1], shape[2]
    angle = reach / EARTH_KM * 1.000001
    up = math.degrees(angle)
    # Where cells of degrees would be wrong, and where nothing is out of reach. No way of that length
    # leads further east than it would where meridians are closest.
    furthest = abs(lat) + up
    if not (furthest < 85.0 and abs(lon) + up / math.cos(math.radians(furthest)) < 180.0):
        return 0, rows - 1, 0, columns - 1
    return touched(
        lat, lon, up, math.sin(angle), math.cos(math.radians(lat)),
        corner[0], corner[1], corner[2], corner[3], rows, columns,
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
def _telling(opened, supply, supply_words, is_listed):  # type: ignore[no-untyped-def]
    """The steps by which some need may refuse this supply."""
    steps, many = np.empty_like(opened.steps), 0
    for step in opened.steps:
        if _can_refuse(
            step[KIND], step[BEGINS], step[ENDS], opened.asked, opened.any_asked, supply[0],
            supply_words[0, 0], supply_words[0], is_listed,
        ):  # fmt: skip
            steps[many] = step
            many += 1
    return steps[:many]


@kernel
def _around(opened, supply, supply_words, categories, lat, lon, reach):  # type: ignore[no-untyped-def]
    """Needs of these categories whose skills and place may do: nobody else is put to the rules."""
    start, point, skills = opened.start, opened.point, opened.skills
    cells, width = opened.shape[0], opened.shape[2]
    lacked = ~supply_words[0, opened.shape[3]]
    x, y, z = supply[0, 0], supply[0, 1], supply[0, 2]
    furthest = np.inf
    y0, y1, x0, x1 = 0, opened.shape[1] - 1, 0, width - 1
    if not (lat != lat or reach != reach):
        furthest = chord(reach)
        # Needs that leave the way of meeting open stand in their cells, and may be met from afar.
        if not (supply_words[0, 0] & REMOTE and opened.any_asked[0] & OPEN_MODES):
            y0, y1, x0, x1 = _ranges(lat, lon, reach, opened.shape, opened.corner)
        if y0 > y1 or x0 > x1:
            y0, y1 = 0, -1
    lines = max(0, y1 - y0 + 1)
    # The last cell of a category, of those who may be met from afar, comes after all others.
    first = np.empty(categories.size * (lines + 1), np.int64)
    last = np.empty_like(first)
    stretch = longest = 0
    for category in categories:
        for line in range(lines + 1):
            cell, more = category * cells + (y0 + line) * width + x0, x1 - x0 + 1
            if line == lines:
                cell, more = category * cells + cells - 1, 1
            first[stretch], last[stretch] = start[cell], start[cell + more]
            longest += last[stretch] - first[stretch]
            stretch += 1
    rows, many = np.empty(longest, np.int64), 0
    for at in range(stretch):
        for i in range(first[at], last[at]):
            if skills[i] & lacked:
                continue
            dx, dy, dz = point[i, 0] - x, point[i, 1] - y, point[i, 2] - z
            # Not "square <= furthest": a place that is not known is no restriction.
            if dx * dx + dy * dy + dz * dz > furthest:
                way = ways(opened.need_words, supply_words, opened.spans, opened.journeys, i, 0)
                if not way & REMOTE:
                    continue
            rows[many] = i
            many += 1
    return rows[:many]


@kernel
def _measure_texts(opened, dense, terms, length, spread, rows, many, found):  # type: ignore[no-untyped-def]
    """Write how alike the supply's text and those of the first `many` needs in `rows` are."""
    if opened.need_rows.size:
        dense_likeness(
            dense, length, opened.need_rows, opened.need_lengths, rows, np.int64(0), many, found
        )
        return
    number = opened.number
    for term in terms:
        column = term >> WEIGHT_BITS
        if column < number.size and number[column] >= 0:
            spread[number[column]] = term & HEAVIEST
    sparse_likeness(
        spread,
        length,
        opened.need_start,
        opened.need_terms,
        opened.need_lengths,
        rows,
        0,
        many,
        found,
    )
    for term in terms:
        column = term >> WEIGHT_BITS
        if column < number.size and number[column] >= 0:
            spread[number[column]] = 0


@kernel
def _best(scores, order, rows, many, most):  # type: ignore[no-untyped-def]
    """Which of the first `many` needs have the most points, best first and equal ones by id."""
    best, held = np.empty(min(most, many), np.int64), 0
    for own in range(many):
        at = held
        if held == best.size:
            at = held - 1
            if not _is_better(scores, order, rows, own, best[at]):
                continue
        else:
            held += 1
        while at > 0 and _is_better(scores, order, rows, own, best[at - 1]):
            best[at] = best[at - 1]
            at -= 1
        best[at] = own
    return best


@inlined
def _is_better(scores, order, rows, own, other):  # type: ignore[no-untyped-def]
    """More points, or as many and the lower id."""
    return scores[own] > scores[other] or (
        scores[own] == scores[other] and order[rows[own]] < order[rows[other]]
    )


@kernel
def best_needs(  # type: ignore[no-untyped-def]
    opened, card, by_need, by_supply, supply, supply_words, is_listed, dense, terms, length,
    categories, lat, lon, reach, spread, most,
):  # fmt: skip
    """The best `most` needs for one supply, and everything that is told of them.

    Parameters
    ----------
    opened : Opened
    card : Points
    by_need, by_supply : ndarray of int
        Grains that each need and the supply bring, whomever they are paired with.
    supply, supply_words : ndarray, one row
    is_listed : bool
        Whether the lists of some need name it.
    dense, terms : ndarray
        Its text in the form of the needs'.
    length : float
        That of its text; 0: nothing is known of it.
    categories : ndarray of int
        Of needs.
    lat, lon, reach : float
        Degrees and straight kilometres; NaN: any.
    spread : ndarray of uint8
        Zeros, for every column that some need has; zeros again afterwards.
    most : int

    Returns
    -------
    tuple of ndarray
        Rows, scores, points, features, kilometres and common minutes of the best, the best first.
    """
    need, need_words, spans, scales = opened.need, opened.need_words, opened.spans, opened.scales
    list_start, list_other = opened.list_start, opened.list_other
    steps = _telling(opened, supply, supply_words, is_listed)
    rows = _around(opened, supply, supply_words, categories, lat, lon, reach)
    own, km = np.zeros(rows.size, np.int64), np.empty(rows.size, np.float64)
    many = sift(
        need, supply, need_words, supply_words, steps, spans, opened.journeys, list_start,
        list_other, scales, rows, own, km, rows.size, np.empty(opened.rules, np.int64),
    )  # fmt: skip
    features, scores = np.empty((WIDTH, many), np.float64), np.empty(many, np.float64)
    _measure_texts(opened, dense, terms, length, spread, rows, many, features[TEXT])
    measure_paired(
        need, supply, need_words, supply_words, spans, list_start, list_other, scales, rows, own,
        km, many, features,
    )  # fmt: skip
    measure_alone(need, supply, rows, own, many, features)
    score_pairs(
        card.edges, card.first, card.grains, by_need, by_supply, rows, own, features, many,
        np.empty(many, np.int64), np.empty(many, np.int64), scores,
    )  # fmt: skip
    best = _best(scores, opened.order, rows, many, most)
    values, points = np.empty((best.size, WIDTH), np.float64), np.empty((best.size, WIDTH))
    minutes = np.full(best.size, NOT_KNOWN, np.int64)
    for at in range(best.size):
        for feature in range(WIDTH):
            value = features[feature, best[at]]
            values[at, feature] = value
            grains = grains_of(value, feature, card.first, card.edges, card.grains)
            points[at, feature] = grains / GRAINS
        i = rows[best[at]]
        if not (need_words[i, 0] | supply_words[0, 0]) & OPEN_TIMES:
            bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], i, 0)
            minutes[at] = bits * np.int64(scales[BIT_MINUTES])
    return rows[best], scores[best], points, values, km[best], minutes
