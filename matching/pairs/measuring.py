"""What speaks for a need's supplies, compiled: their features, and the points these give.

The same functions serve the scan of a whole province and a list of a few pairs, so a pair has
the same score to the last bit wherever it is asked about.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.columns.board import Floats, Ints
from matching.columns.weeks import common
from matching.compiling import kernel, unsigned
from matching.pairs.layout import Flag, Of
from matching.pairs.pairwise import (
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
    SHIFT,
    WEEK,
    distances,
    is_listed,
)
from matching.score.compiled import LEVELS, MISSING, grains_of
from matching.score.features import FEATURES, NAMES, SURPLUS_MOST
from matching.score.scorecard import GRAINS
from matching.text.likeness import dense_likeness, gather_in, sparse_likeness, spread_out

WIDTH = len(FEATURES)
DAYS_OF_A_YEAR = 365.0
WAITING, PREFERRED, TONGUES = map(int, (Of.WAITING, Of.PREFERRED, Of.LANGUAGES))
SKILLS, RELIABILITY = map(int, (Of.SKILLS, Of.RELIABILITY))
ACCEPTANCE, LOAD = map(int, (Of.ACCEPTANCE, Of.LOAD))
OPEN_LANGUAGES, HAS_FAMILIAR = map(np.uint64, (Flag.OPEN_LANGUAGES, Flag.FAMILIAR))
BLOCK = 128
"""Pairs whose rows fit into the cache of a processor together."""
# Features of a pair; those before and behind them belong to one side alone.
PAIRED, ALONE = NAMES.index("text"), NAMES.index("reliability")
TEXT = PAIRED


class Points(NamedTuple):
    """A compiled scorecard: the flat arrays of `matching.score.compiled.CompiledCard`."""

    edges: Floats
    first: Ints
    grains: Ints


UNSCORED = Points(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64))
"""No card: pairs are found, and nothing is measured."""


@kernel
def measure_paired(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, spans, list_start, list_other, scales,
    i, j, km, many, features,
):  # fmt: skip
    """Write what the two sides of each of the first `many` pairs have between them, but for texts.

    A column of `features` per pair, its rows in the order of `FEATURES`; NaN where not known. What
    belongs to one side alone is not written: see `measure_alone`.
    """
    covered, present, away, commute = features[2], features[3], features[4], features[5]
    familiar, preferred, surplus, tongues = features[6], features[7], features[8], features[9]
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], n, s)
        is_open = (need_words[n, 0] | supply_words[s, 0]) & OPEN_TIMES != 0
        share = bits * scales[BIT_MINUTES] / max(1.0, need[n, MINUTES])
        covered[at] = np.nan if is_open else share
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        # Share of the service in which the supply is there; of an endless one, of a year.
        whole = max(1.0, need[n, LAST] - need[n, FIRST] + 1.0)
        whole = DAYS_OF_A_YEAR if need[n, LAST] == scales[LAST_DAY] else whole
        there = min(need[n, LAST], supply[s, LAST]) - max(need[n, FIRST], supply[s, FIRST]) + 1.0
        present[at] = min(1.0, max(0.0, there) / whole)
    for at in range(many):
        is_shift = supply_words[j[at], 0] & SHIFT != 0
        away[at] = np.nan if is_shift else km[at]
        commute[at] = km[at] / need[i[at], KMH] * 60.0 if is_shift else np.nan
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        familiar[at] = 0.0
        if need_words[n, 0] & HAS_FAMILIAR and is_listed(list_start, list_other, FAMILIAR, n, s):
            familiar[at] = 1.0
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        met = common(need_words, supply_words, spans[PREFERS, 0], spans[PREFERS, 1], n, s)
        preferred[at] = met / need[n, PREFERRED] if need[n, PREFERRED] > 0 else np.nan
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        met = common(need_words, supply_words, spans[REQUIRED, 0], spans[REQUIRED, 1], n, s)
        surplus[at] = min(SURPLUS_MOST, supply[s, SKILLS] - met)
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        tongues[at] = np.nan
        if not (need_words[n, 0] | supply_words[s, 0]) & OPEN_LANGUAGES:
            met = common(need_words, supply_words, spans[LANGUAGES, 0], spans[LANGUAGES, 1], n, s)
            tongues[at] = met / max(1.0, need[n, TONGUES])


@kernel
def measure_alone(need, supply, i, j, many, features):  # type: ignore[no-untyped-def]
    """Write those features of the first `many` pairs that belong to one side alone."""
    for at in range(many):
        features[0, at] = 1.0
        features[10, at] = supply[j[at], RELIABILITY]
        features[11, at] = supply[j[at], ACCEPTANCE]
        features[12, at] = supply[j[at], LOAD]
        features[13, at] = need[i[at], WAITING]


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
def score_pairs(  # type: ignore[no-untyped-def]
    edges, first, grains, by_need, by_supply, i, j, features, many, levels, total, scores
):  # fmt: skip
    """Write the points of the first `many` pairs; `levels` and `total` are room for whole numbers.

    One edge after the other over all pairs: several are compared at once, and nothing is guessed.
    """
    for at in range(many):
        total[at] = by_need[unsigned(i[at])] + by_supply[unsigned(j[at])]
    for feature in range(PAIRED, ALONE):
        column = features[feature]
        for at in range(many):
            levels[at] = feature * LEVELS
        for edge in edges[first[feature] : first[feature + 1]]:
            for at in range(many):
                levels[at] += edge <= column[at]
        for at in range(many):
            missing = column[at] != column[at]
            total[at] += grains[feature * LEVELS + MISSING if missing else levels[at]]
    for at in range(many):
        scores[at] = total[at] / GRAINS


@kernel
def measure_texts(texts, i, spread, j, many, found):  # type: ignore[no-untyped-def]
    """Write how alike the text of need `i` and those of the first `many` supplies in `j` are."""
    if texts.need_rows.size:
        dense_likeness(
            texts.need_rows[i], texts.need_lengths[i], texts.supply_rows, texts.supply_lengths,
            j, many, found,
        )  # fmt: skip
    else:
        spread_out(texts.need_start, texts.need_terms, i, spread)
        sparse_likeness(
            spread, texts.need_lengths[i], texts.supply_start, texts.supply_terms,
            texts.supply_lengths, j, many, found,
        )  # fmt: skip
        gather_in(texts.need_start, texts.need_terms, i, spread)


@kernel
def measure_pairs(sheet, i, j):  # type: ignore[no-untyped-def]
    """Features of listed pairs, a row each; block by block, so that each row is fetched once."""
    pairs, texts = sheet.pairs, sheet.texts
    found = np.empty((i.size, WIDTH), np.float64)
    features, km = np.empty((WIDTH, BLOCK), np.float64), np.empty(BLOCK, np.float64)
    spread = np.zeros(texts.width, np.uint8)
    for first in range(0, i.size, BLOCK):
        needs, supplies = i[first : first + BLOCK], j[first : first + BLOCK]
        distances(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.spans,
            pairs.journeys, needs, supplies, needs.size, km,
        )  # fmt: skip
        measure_alone(pairs.need, pairs.supply, needs, supplies, needs.size, features)
        measure_paired(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.spans,
            pairs.list_start, pairs.list_other, pairs.scales, needs, supplies, km, needs.size,
            features,
        )  # fmt: skip
        for at in range(needs.size):
            one = slice(at, at + 1)
            measure_texts(texts, needs[at], spread, supplies[one], 1, features[TEXT, one])
            found[first + at] = features[:, at]
    return found
