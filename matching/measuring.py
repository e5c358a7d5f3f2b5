"""What speaks for a need's supplies, compiled: their features, and the points these give.

The same functions serve the scan of a whole province and a list of a few pairs, so a pair has
the same score to the last bit wherever it is asked about.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.board import Floats, Ints
from matching.compiled import grains_of
from matching.compiling import kernel
from matching.features import FEATURES, NAMES, SURPLUS_MOST
from matching.geo import arc_km
from matching.layout import Flag, Of
from matching.likeness import dense_likeness, gather_in, sparse_likeness, spread_out
from matching.pairwise import (
    BIT_MINUTES,
    FAMILIAR,
    FIRST,
    KMH,
    LANGUAGES,
    LAST,
    LAST_DAY,
    MINUTES,
    OPEN_TIMES,
    PREFERS,
    REQUIRED,
    ROAD,
    SHIFT,
    WEEK,
    is_listed,
    is_remote,
)
from matching.scorecard import GRAINS
from matching.weeks import common

WIDTH = len(FEATURES)
DAYS_OF_A_YEAR = 365.0
WAITING, PREFERRED, TONGUES = map(int, (Of.WAITING, Of.PREFERRED, Of.LANGUAGES))
SKILLS, RELIABILITY = map(int, (Of.SKILLS, Of.RELIABILITY))
ACCEPTANCE, LOAD = map(int, (Of.ACCEPTANCE, Of.LOAD))
OPEN_LANGUAGES, NO_TEXT = map(np.uint64, (Flag.OPEN_LANGUAGES, Flag.NO_TEXT))
HAS_FAMILIAR = np.uint64(Flag.FAMILIAR)
# Features of a pair; those before and behind them belong to one side alone.
PAIRED, ALONE = NAMES.index("text"), NAMES.index("reliability")


class Points(NamedTuple):
    """A compiled scorecard: the flat arrays of `matching.compiled.CompiledCard`."""

    edges: Floats
    first: Ints
    grains: Ints


UNSCORED = Points(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64))
"""No card: pairs are found, and nothing is measured."""


@kernel
def measure_rows(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, spans, journeys, list_start, list_other, scales,
    need_rows, need_lengths, supply_rows, supply_start, supply_columns, supply_weights,
    supply_lengths, spread, i, rows, many, features,
):  # fmt: skip
    """Write what need `i`, whose text is spread out, and each of `rows` have between them.

    A row each, in the order of `FEATURES`; NaN where not known. What belongs to one side alone is
    not written: see `measure_alone`.
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
        found[1] = np.nan
        if not (ours | theirs) & NO_TEXT:
            if need_rows.size:
                found[1] = dense_likeness(need_rows[i], supply_rows[j])
            else:
                found[1] = sparse_likeness(
                    spread, need_lengths[i], supply_start, supply_columns, supply_weights,
                    supply_lengths, j,
                )  # fmt: skip
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


@kernel
def measure_alone(need, supply, i, j, found):  # type: ignore[no-untyped-def]
    """Write those features of a pair that belong to one side alone."""
    found[0] = 1.0
    found[10] = supply[j, RELIABILITY]
    found[11] = supply[j, ACCEPTANCE]
    found[12] = supply[j, LOAD]
    found[13] = need[i, WAITING]


@kernel
def alone(edges, first, grains, need, supply, by_need, by_supply):  # type: ignore[no-untyped-def]
    """Write the grains that each need and each supply brings, whomever it is paired with."""
    for i in range(by_need.size):
        by_need[i] = grains_of(1.0, 0, first, edges, grains)
        by_need[i] += grains_of(need[i, WAITING], 13, first, edges, grains)
    for j in range(by_supply.size):
        by_supply[j] = grains_of(supply[j, RELIABILITY], 10, first, edges, grains)
        by_supply[j] += grains_of(supply[j, ACCEPTANCE], 11, first, edges, grains)
        by_supply[j] += grains_of(supply[j, LOAD], 12, first, edges, grains)


@kernel
def score_rows(edges, first, grains, own, by_supply, rows, features, many, scores):  # type: ignore[no-untyped-def]
    """Write the points of measured supplies of a need that brings `own` grains."""
    for at in range(many):
        total = own + by_supply[rows[at]]
        for feature in range(PAIRED, ALONE):
            total += grains_of(features[at, feature], feature, first, edges, grains)
        scores[at] = total / GRAINS


@kernel
def measure_pairs(sheet, i, j):  # type: ignore[no-untyped-def]
    """Features of listed pairs, one row each."""
    pairs, texts = sheet.pairs, sheet.texts
    found = np.empty((i.size, WIDTH), np.float64)
    spread = np.zeros(texts.width, np.int32)
    for pair in range(i.size):
        spread_out(texts.need_start, texts.need_columns, texts.need_weights, i[pair], spread)
        measure_rows(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.spans,
            pairs.journeys, pairs.list_start, pairs.list_other, pairs.scales, texts.need_rows,
            texts.need_lengths, texts.supply_rows, texts.supply_start, texts.supply_columns,
            texts.supply_weights, texts.supply_lengths, spread, i[pair], j[pair : pair + 1], 1,
            found[pair : pair + 1],
        )  # fmt: skip
        measure_alone(pairs.need, pairs.supply, i[pair], j[pair], found[pair])
        gather_in(texts.need_start, texts.need_columns, i[pair], spread)
    return found
