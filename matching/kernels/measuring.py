"""What speaks for a need's supplies, compiled: their features, and the points these give.

The same functions serve the scan of a whole province and a list of a few pairs, so a pair has
the same score to the last bit wherever it is asked about.
"""

from __future__ import annotations

import numpy as np

from matching.kernels.bits import common
from matching.kernels.bundles import Points
from matching.kernels.cards import GRAINS, LEVELS, MISSING, grains_of
from matching.kernels.compiling import kernel, unsigned
from matching.kernels.layout import (
    SURPLUS_MOST,
    Listed,
    Measure,
    NeedFlag,
    OfNeed,
    OfSupply,
    Scale,
    Span,
    SupplyFlag,
)
from matching.kernels.sifting import BIT_MINUTES, KMH, OPEN_TIMES, WEEK, distances, is_listed
from matching.kernels.texts import dense_likeness, gather_in, sparse_likeness, spread_out

WIDTH = len(Measure)
DAYS_OF_A_YEAR = 365.0
NEED_MINUTES, NEED_FIRST, NEED_LAST = map(int, (OfNeed.MINUTES, OfNeed.FIRST, OfNeed.LAST))
WAITED, PREFERRED, TONGUES = map(int, (OfNeed.WAITING, OfNeed.PREFERRED, OfNeed.LANGUAGES))
COMES, GOES, SKILLS = map(int, (OfSupply.FIRST, OfSupply.LAST, OfSupply.SKILLS))
COMPLETES, ACCEPTS = map(int, (OfSupply.RELIABILITY, OfSupply.ACCEPTANCE))
TAKEN = int(OfSupply.LOAD)
WISHED, REQUIRED, SPOKEN = map(int, (Span.PREFERS, Span.SKILLS, Span.LANGUAGES))
SERVED, LAST_DAY = np.int64(Listed.FAMILIAR), int(Scale.LAST_DAY)
OPEN_LANGUAGES, HAS_FAMILIAR = map(np.uint64, (NeedFlag.OPEN_LANGUAGES, NeedFlag.FAMILIAR))
SHIFT = np.uint64(SupplyFlag.SHIFT)
CATEGORY, TEXT, OVERLAP = map(int, (Measure.CATEGORY, Measure.TEXT, Measure.OVERLAP))
SEASON, DISTANCE, COMMUTE = map(int, (Measure.SEASON, Measure.DISTANCE, Measure.COMMUTE))
FAMILIAR, PREFERS, SURPLUS = map(int, (Measure.FAMILIAR, Measure.PREFERS, Measure.SURPLUS))
LANGUAGE, RELIABILITY = map(int, (Measure.LANGUAGE, Measure.RELIABILITY))
ACCEPTANCE, LOAD, WAITING = map(int, (Measure.ACCEPTANCE, Measure.LOAD, Measure.WAITING))
BLOCK = 128
"""Pairs whose rows fit into the cache of a processor together."""
UNSCORED = Points(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64))
"""No card: pairs are found, and nothing is measured."""


@kernel
def measure_paired(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, spans, list_start, list_other, scales,
    i, j, km, many, features,
):  # fmt: skip
    """Write what the two sides of each of the first `many` pairs have between them, but for texts.

    A column of `features` per pair, its rows in the order of `Measure`; NaN where not known. What
    belongs to one side alone is not written: see `measure_alone`.
    """
    covered, present = features[OVERLAP], features[SEASON]
    away, commute = features[DISTANCE], features[COMMUTE]
    familiar, preferred = features[FAMILIAR], features[PREFERS]
    surplus, tongues = features[SURPLUS], features[LANGUAGE]
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], n, s)
        is_open = (need_words[n, 0] | supply_words[s, 0]) & OPEN_TIMES != 0
        share = bits * scales[BIT_MINUTES] / max(1.0, need[n, NEED_MINUTES])
        covered[at] = np.nan if is_open else share
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        # Share of the service in which the supply is there; of an endless one, of a year.
        whole = max(1.0, need[n, NEED_LAST] - need[n, NEED_FIRST] + 1.0)
        whole = DAYS_OF_A_YEAR if need[n, NEED_LAST] == scales[LAST_DAY] else whole
        last, first = (
            min(need[n, NEED_LAST], supply[s, GOES]),
            max(need[n, NEED_FIRST], supply[s, COMES]),
        )
        present[at] = min(1.0, max(0.0, last - first + 1.0) / whole)
    for at in range(many):
        is_shift = supply_words[j[at], 0] & SHIFT != 0
        away[at] = np.nan if is_shift else km[at]
        commute[at] = km[at] / need[i[at], KMH] * 60.0 if is_shift else np.nan
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        familiar[at] = 0.0
        if need_words[n, 0] & HAS_FAMILIAR and is_listed(list_start, list_other, SERVED, n, s):
            familiar[at] = 1.0
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        met = common(need_words, supply_words, spans[WISHED, 0], spans[WISHED, 1], n, s)
        preferred[at] = met / need[n, PREFERRED] if need[n, PREFERRED] > 0 else np.nan
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        met = common(need_words, supply_words, spans[REQUIRED, 0], spans[REQUIRED, 1], n, s)
        surplus[at] = min(SURPLUS_MOST, supply[s, SKILLS] - met)
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        tongues[at] = np.nan
        if not (need_words[n, 0] | supply_words[s, 0]) & OPEN_LANGUAGES:
            met = common(need_words, supply_words, spans[SPOKEN, 0], spans[SPOKEN, 1], n, s)
            tongues[at] = met / max(1.0, need[n, TONGUES])


@kernel
def measure_alone(need, supply, i, j, many, features):  # type: ignore[no-untyped-def]
    """Write those features of the first `many` pairs that belong to one side alone."""
    for at in range(many):
        features[CATEGORY, at] = 1.0
        features[RELIABILITY, at] = supply[j[at], COMPLETES]
        features[ACCEPTANCE, at] = supply[j[at], ACCEPTS]
        features[LOAD, at] = supply[j[at], TAKEN]
        features[WAITING, at] = need[i[at], WAITED]


@kernel
def alone(edges, first, grains, need, supply, by_need, by_supply):  # type: ignore[no-untyped-def]
    """Write the grains that each need and each supply brings, whomever it is paired with."""
    for i in range(by_need.size):
        by_need[i] = grains_of(1.0, CATEGORY, first, edges, grains)
        by_need[i] += grains_of(need[i, WAITED], WAITING, first, edges, grains)
    for j in range(by_supply.size):
        by_supply[j] = grains_of(supply[j, COMPLETES], RELIABILITY, first, edges, grains)
        by_supply[j] += grains_of(supply[j, ACCEPTS], ACCEPTANCE, first, edges, grains)
        by_supply[j] += grains_of(supply[j, TAKEN], LOAD, first, edges, grains)


@kernel
def score_pairs(  # type: ignore[no-untyped-def]
    edges, first, grains, by_need, by_supply, i, j, features, many, levels, total, scores
):  # fmt: skip
    """Write the points of the first `many` pairs; `levels` and `total` are room for whole numbers.

    One edge after the other over all pairs: several are compared at once, and nothing is guessed.
    """
    for at in range(many):
        total[at] = by_need[unsigned(i[at])] + by_supply[unsigned(j[at])]
    for feature in range(TEXT, RELIABILITY):
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
def measure_texts(texts, i, spread, j, first, last, found):  # type: ignore[no-untyped-def]
    """Write how alike the text of need `i` and those of supplies `first` to `last` in `j` are."""
    if texts.need_rows.size:
        dense_likeness(
            texts.need_rows[i], texts.need_lengths[i], texts.supply_rows, texts.supply_lengths,
            j, first, last, found,
        )  # fmt: skip
    else:
        spread_out(texts.need_start, texts.need_terms, i, spread)
        sparse_likeness(
            spread, texts.need_lengths[i], texts.supply_start, texts.supply_terms,
            texts.supply_lengths, j, first, last, found,
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
            pairs.journeys, pairs.scales, needs, supplies, needs.size, km,
        )  # fmt: skip
        measure_alone(pairs.need, pairs.supply, needs, supplies, needs.size, features)
        measure_paired(
            pairs.need, pairs.supply, pairs.need_words, pairs.supply_words, pairs.spans,
            pairs.list_start, pairs.list_other, pairs.scales, needs, supplies, km, needs.size,
            features,
        )  # fmt: skip
        for at in range(needs.size):
            measure_texts(texts, needs[at], spread, supplies, at, at + 1, features[TEXT])
            for feature in range(WIDTH):
                found[first + at, feature] = features[feature, at]
    return found
