"""What a need makes of a list of supplies, compiled: whom the rules leave, what speaks for each.

The same functions serve the scan of a whole province and a list of a few pairs, so a pair has
the same score to the last bit wherever it is asked about.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.board import WORD, Floats, Ints
from matching.compiled import points_of
from matching.compiling import kernel
from matching.features import FEATURES, SURPLUS_MOST
from matching.geo import arc_km
from matching.layout import Flag, Listed, Of, Scale, Span
from matching.likeness import dense_likeness
from matching.rules.base import Kind
from matching.weeks import common

WIDTH = len(FEATURES)
DAYS_OF_A_YEAR = 365.0

# Enumerations as plain numbers: what a kernel names is a constant when it is compiled.
HOLDS, SHARES, REACHES, NEAR = map(int, (Kind.HOLDS, Kind.SHARES, Kind.REACHES, Kind.NEAR))
TIME, SHIFTS, NAMED = map(int, (Kind.TIME, Kind.SHIFT, Kind.NAMED))
NOT_NAMED, MODE_KM = map(int, (Kind.NOT_NAMED, Kind.MODE_KM))
KM, MINUTES, FIRST, LAST = map(int, (Of.KM, Of.MINUTES, Of.FIRST, Of.LAST))
ENOUGH, KMH, WAITING, ROAD = map(int, (Of.ENOUGH, Of.KMH, Of.WAITING, Of.ROAD))
PREFERRED, TONGUES = map(int, (Of.PREFERRED, Of.LANGUAGES))
SKILLS, RELIABILITY = map(int, (Of.SKILLS, Of.RELIABILITY))
ACCEPTANCE, LOAD = map(int, (Of.ACCEPTANCE, Of.LOAD))
WEEK, MODES, PREFERS = map(int, (Span.WEEK, Span.MODES, Span.PREFERS))
REQUIRED, LANGUAGES = map(int, (Span.SKILLS, Span.LANGUAGES))
BIT_MINUTES, LAST_DAY = map(int, (Scale.BIT_MINUTES, Scale.LAST_DAY))
MOST_COMMUTE, MODE_LIMITS = map(int, (Scale.COMMUTE, Scale.MODE_KM))
BY_NEED, BY_SUPPLY = map(int, (Listed.NAMED_BY_NEED, Listed.NAMED_BY_SUPPLY))
APART, FAMILIAR = map(int, (Listed.APART, Listed.FAMILIAR))
OPEN_TIMES, OPEN_MODES = map(np.uint64, (Flag.OPEN_TIMES, Flag.OPEN_MODES))
STAYS, DESIGNATES = map(np.uint64, (Flag.STAYS, Flag.DESIGNATES))
OPEN_LANGUAGES, NO_TEXT = map(np.uint64, (Flag.OPEN_LANGUAGES, Flag.NO_TEXT))
SHIFT, HAS_APART, HAS_FAMILIAR = map(np.uint64, (Flag.SHIFT, Flag.APART, Flag.FAMILIAR))
MAY_STAY, ONE = np.uint64(Flag.MAY_STAY), np.uint64(1)


class Points(NamedTuple):
    """A compiled scorecard: the flat arrays of `matching.compiled.CompiledCard`."""

    edges: Floats
    first: Ints
    points: Floats


UNSCORED = Points(np.zeros(0), np.zeros(0, np.int64), np.zeros(0))
"""No card: pairs are found, and nothing is measured."""


@kernel
def is_listed(list_start, list_other, which, i, j):  # type: ignore[no-untyped-def]
    """Whether supply `j` is on a list of need `i`."""
    found = False
    for at in range(list_start[which, i], list_start[which, i + 1]):
        found |= list_other[at] == j
    return found


@kernel
def is_remote(need_words, supply_words, spans, journeys, i, j):  # type: ignore[no-untyped-def]
    """Whether every way of meeting that suits both asks nobody to travel."""
    ours, theirs = need_words[i, 0], supply_words[j, 0]
    if ours & OPEN_MODES:
        return theirs & STAYS != 0
    if theirs & OPEN_MODES:
        return ours & STAYS != 0
    met, travelled = False, False
    for at in range(journeys.size):
        word = spans[MODES, 0] + at
        both = need_words[i, word] & supply_words[j, word]
        met |= both != 0
        travelled |= (both & journeys[at]) != 0
    return met and not travelled


@kernel
def may_stay(need_words, supply_words, spans, journeys, i, j):  # type: ignore[no-untyped-def]
    """Whether one of the ways of meeting that suit both asks nobody to travel."""
    ours, theirs = need_words[i, 0], supply_words[j, 0]
    if ours & OPEN_MODES:
        return theirs & MAY_STAY != 0
    if theirs & OPEN_MODES:
        return ours & MAY_STAY != 0
    found = False
    for at in range(journeys.size):
        word = spans[MODES, 0] + at
        found |= (need_words[i, word] & supply_words[j, word] & ~journeys[at]) != 0
    return found


@kernel
def most_km(need, supply, need_words, supply_words, spans, scales, own, i, j):  # type: ignore[no-untyped-def]
    """Road kilometres that the ways of meeting which suit both allow; `own` column: one side's."""
    if need_words[i, 0] & OPEN_MODES:
        return supply[j, own]
    if supply_words[j, 0] & OPEN_MODES:
        return need[i, own]
    most = 0.0
    for at in range(scales.size - MODE_LIMITS):
        word = spans[MODES, 0] + at // WORD
        if (need_words[i, word] & supply_words[j, word]) >> np.uint64(at % WORD) & ONE:
            most = max(most, scales[MODE_LIMITS + at])
    # Where nothing suits both, another rule says so.
    return most if most > 0 else np.inf


@kernel
def sift(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, steps, spans, journeys, list_start, list_other, scales,
    i, rows, many, left,
):  # fmt: skip
    """Keep, of the first `many` supplies in `rows`, those with whom need `i` breaks no rule.

    One test after the other over all that are left: a call for each pair would cost more than the
    pair. `left` says how many there are after each rule; how many are kept is returned.
    """
    ours = need_words[i, 0]
    left[:] = many
    for step in range(steps.shape[0]):
        kind, first, last = steps[step, 0], steps[step, 1], steps[step, 2]
        passed = 0
        for at in range(many):
            j = rows[at]
            theirs = supply_words[j, 0]
            kept = True
            if kind == HOLDS:
                for word in range(first, last):
                    kept &= (need_words[i, word] & ~supply_words[j, word]) == 0
            elif kind == SHARES:
                kept = False
                for word in range(first, last):
                    kept |= (need_words[i, word] & supply_words[j, word]) != 0
            elif kind == REACHES:
                kept = need[i, first] <= supply[j, first]
            elif kind == NEAR:
                if not is_remote(need_words, supply_words, spans, journeys, i, j):
                    km = arc_km(need, supply, i, j, need[i, ROAD])
                    # Not "km <= limit": an unknown distance or limit is no restriction.
                    kept = not (km > supply[j, KM] or km > need[i, KM])
            elif kind == TIME:
                if not ((ours | theirs) & OPEN_TIMES or theirs & SHIFT):
                    bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], i, j)
                    kept = bits * scales[BIT_MINUTES] >= need[i, ENOUGH]
            elif kind == SHIFTS:
                if theirs & SHIFT and not (ours | theirs) & OPEN_TIMES:
                    bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], i, j)
                    kept = bits * scales[BIT_MINUTES] == supply[j, MINUTES]
            elif kind == NAMED:
                if ours & DESIGNATES:
                    kept = is_listed(list_start, list_other, BY_NEED, i, j)
                if kept and theirs & DESIGNATES:
                    kept = is_listed(list_start, list_other, BY_SUPPLY, i, j)
            elif kind == NOT_NAMED:
                if ours & HAS_APART:
                    kept = not is_listed(list_start, list_other, APART, i, j)
            elif kind == MODE_KM:
                km = arc_km(need, supply, i, j, need[i, ROAD])
                kept = not km > most_km(
                    need, supply, need_words, supply_words, spans, scales, first, i, j
                )
            elif theirs & SHIFT and not may_stay(need_words, supply_words, spans, journeys, i, j):
                km = arc_km(need, supply, i, j, need[i, ROAD])
                kept = not km / need[i, KMH] * 60.0 > scales[MOST_COMMUTE]
            rows[passed] = j
            passed += kept
        many = passed
        left[steps[step, 3] :] = many
    return many


@kernel
def likeness_of(  # type: ignore[no-untyped-def]
    need_rows, supply_rows, supply_start, supply_columns, supply_weights, spread, i, j
):
    """Likeness of two texts that say something, need `i` being spread out.

    What is shared is added up by rising column, as `matching.likeness` does it.
    """
    if need_rows.size:
        return dense_likeness(need_rows[i], supply_rows[j])
    added = 0.0
    for at in range(supply_start[j], supply_start[j + 1]):
        added += np.float64(spread[supply_columns[at]]) * np.float64(supply_weights[at])
    return min(1.0, added)


@kernel
def measure_rows(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, spans, journeys, list_start, list_other, scales,
    need_rows, supply_rows, supply_start, supply_columns, supply_weights, spread,
    i, rows, many, features,
):  # fmt: skip
    """Write the features of need `i`, whose text is spread out, with each of `rows`, a row each.

    In the order of `FEATURES`; NaN where not known.
    """
    ours = need_words[i, 0]
    whole = max(1.0, need[i, LAST] - need[i, FIRST] + 1.0)
    if need[i, LAST] == scales[LAST_DAY]:
        whole = DAYS_OF_A_YEAR
    for at in range(many):
        j, found = rows[at], features[at]
        theirs = supply_words[j, 0]
        km = np.nan
        if not is_remote(need_words, supply_words, spans, journeys, i, j):
            km = arc_km(need, supply, i, j, need[i, ROAD])
        is_shift = theirs & SHIFT != 0
        found[0] = 1.0
        found[1] = np.nan
        if not (ours | theirs) & NO_TEXT:
            found[1] = likeness_of(
                need_rows, supply_rows, supply_start, supply_columns, supply_weights, spread, i, j
            )
        found[2] = np.nan
        if not (ours | theirs) & OPEN_TIMES:
            bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], i, j)
            found[2] = bits * scales[BIT_MINUTES] / max(1.0, need[i, MINUTES])
        # Share of the service in which the supply is there; of an endless one, of a year.
        there = min(need[i, LAST], supply[j, LAST]) - max(need[i, FIRST], supply[j, FIRST]) + 1.0
        found[3] = min(1.0, max(0.0, there) / whole)
        found[4] = np.nan if is_shift else km
        found[5] = km / need[i, KMH] * 60.0 if is_shift else np.nan
        found[6] = 0.0
        if ours & HAS_FAMILIAR and is_listed(list_start, list_other, FAMILIAR, i, j):
            found[6] = 1.0
        found[7] = np.nan
        if need[i, PREFERRED] > 0:
            met = common(need_words, supply_words, spans[PREFERS, 0], spans[PREFERS, 1], i, j)
            found[7] = met / need[i, PREFERRED]
        met = common(need_words, supply_words, spans[REQUIRED, 0], spans[REQUIRED, 1], i, j)
        found[8] = min(float(SURPLUS_MOST), supply[j, SKILLS] - met)
        found[9] = np.nan
        if not (ours | theirs) & OPEN_LANGUAGES:
            met = common(need_words, supply_words, spans[LANGUAGES, 0], spans[LANGUAGES, 1], i, j)
            found[9] = met / max(1.0, need[i, TONGUES])
        found[10] = supply[j, RELIABILITY]
        found[11] = supply[j, ACCEPTANCE]
        found[12] = supply[j, LOAD]
        found[13] = need[i, WAITING]


@kernel
def score_rows(edges, first, points, features, many, scores):  # type: ignore[no-untyped-def]
    """Write the points of rows of features: those of each feature, added up in their order."""
    for at in range(many):
        total = 0.0
        for feature in range(features.shape[1]):
            total += points_of(features[at, feature], feature, first, edges, points)
        scores[at] = total


@kernel
def measure_pairs(sheet, i, j):  # type: ignore[no-untyped-def]
    """Features of listed pairs, one row each."""
    pairs, texts = sheet.pairs, sheet.texts
    found = np.empty((i.size, WIDTH), np.float64)
    spread = np.zeros(texts.width, np.float32)
    for pair in range(i.size):
        spread_out(texts.need_start, texts.need_columns, texts.need_weights, i[pair], spread)
        measure_rows(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.spans,
            pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales, texts.need_rows,
            texts.supply_rows, texts.supply_start, texts.supply_columns, texts.supply_weights,
            spread, i[pair], j[pair : pair + 1], 1, found[pair : pair + 1],
        )  # fmt: skip
        gather_in(texts.need_start, texts.need_columns, i[pair], spread)
    return found


@kernel
def spread_out(need_start, need_columns, need_weights, i, spread):  # type: ignore[no-untyped-def]
    """Lay the sparse text of need `i` out over its columns, for `likeness_of`."""
    if spread.size:
        for at in range(need_start[i], need_start[i + 1]):
            spread[need_columns[at]] = need_weights[at]


@kernel
def gather_in(need_start, need_columns, i, spread):  # type: ignore[no-untyped-def]
    """Undo `spread_out`."""
    if spread.size:
        for at in range(need_start[i], need_start[i + 1]):
            spread[need_columns[at]] = 0.0
