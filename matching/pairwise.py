"""One pair at a time, compiled: which rule it breaks, what speaks for it, and its points.

The same functions serve the scan of a whole province and a list of a few pairs, so a pair has
the same score to the last bit wherever it is asked about.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.board import Floats, Ints
from matching.compiled import points_of
from matching.compiling import inlined, kernel
from matching.features import FEATURES, SURPLUS_MOST
from matching.geo import arc_km
from matching.likeness import dense_likeness, sparse_likeness
from matching.rules.base import Kind
from matching.weeks import common

HOLDS, SHARES, REACHES = int(Kind.HOLDS), int(Kind.SHARES), int(Kind.REACHES)
NEAR, TIME, SHIFT = int(Kind.NEAR), int(Kind.TIME), int(Kind.SHIFT)
NAMED = int(Kind.NAMED)
WIDTH = len(FEATURES)
DAYS_OF_A_YEAR = 365.0


class Points(NamedTuple):
    """A compiled scorecard: the flat arrays of `matching.compiled.CompiledCard`."""

    edges: Floats
    first: Ints
    points: Floats


@inlined
def _bits(word):  # type: ignore[no-untyped-def]
    """How many bits of a word are set (the parallel sum of Hacker's Delight 5-1)."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def _shared(wanted, offered, i, j):  # type: ignore[no-untyped-def]
    """How many codes wanted are offered."""
    found = 0
    for word in range(wanted.shape[1]):
        found += _bits(wanted[i, word] & offered[j, word])
    return found


@kernel
def _is_listed(lists, i, j):  # type: ignore[no-untyped-def]
    found = False
    for at in range(lists.start[i], lists.start[i + 1]):
        found |= lists.other[at] == j
    return found


@kernel
def is_remote(places, i, j):  # type: ignore[no-untyped-def]
    """Whether every way of meeting that suits both asks nobody to travel."""
    if places.any_mode_need[i]:
        return places.stays_supply[j]
    if places.any_mode_supply[j]:
        return places.stays_need[i]
    met, travelled = False, False
    for word in range(places.journeys.size):
        both = places.need_modes[i, word] & places.supply_modes[j, word]
        met |= both != 0
        travelled |= (both & places.journeys[word]) != 0
    return met and not travelled


@kernel
def road(places, i, j):  # type: ignore[no-untyped-def]
    """Road kilometres of a pair; NaN where nobody travels or a place is unknown."""
    if is_remote(places, i, j):
        return np.nan
    return arc_km(places.need[i], places.supply[j], places.road_factor)


@kernel
def minutes(times, i, j):  # type: ignore[no-untyped-def]
    """Minutes of a week that suit both."""
    return common(
        times.need_start, times.need_stretches, times.supply_start, times.supply_stretches, i, j
    )


@kernel
def first_broken(sheet, i, j, km):  # type: ignore[no-untyped-def]
    """The place in `RULES` of the first rule a pair of one category breaks; 0 for none."""
    tests, times = sheet.tests, sheet.times
    for step in range(tests.steps.shape[0]):
        kind, first, last = tests.steps[step, 0], tests.steps[step, 1], tests.steps[step, 2]
        kept = True
        if kind == HOLDS:
            for word in range(first, last):
                if tests.wanted[i, word] & ~tests.offered[j, word]:
                    kept = False
        elif kind == SHARES:
            kept = False
            for word in range(first, last):
                if tests.wanted[i, word] & tests.offered[j, word]:
                    kept = True
        elif kind == REACHES:
            kept = tests.asks[i, first] <= tests.gives[j, first]
        elif kind == NEAR:
            # Not "km <= limit": an unknown distance or limit is no restriction.
            kept = not (km > sheet.places.supply_km[j] or km > sheet.places.need_km[i])
        elif kind == TIME:
            if not (times.need_open[i] or times.supply_open[j] or times.is_shift[j]):
                kept = minutes(times, i, j) >= times.enough[i]
        elif kind == SHIFT:
            if times.is_shift[j] and not (times.need_open[i] or times.supply_open[j]):
                kept = minutes(times, i, j) == times.supply_minutes[j]
        elif kind == NAMED:
            if sheet.need_designates[i]:
                kept = _is_listed(sheet.named_by_need, i, j)
            if kept and sheet.supply_designates[j]:
                kept = _is_listed(sheet.named_by_supply, i, j)
        else:
            kept = not _is_listed(sheet.apart, i, j)
        if not kept:
            return tests.steps[step, 3]
    return 0


@kernel
def likeness_of(texts, i, j):  # type: ignore[no-untyped-def]
    """Likeness of the two texts; NaN where nothing is known of one."""
    if texts.need_blank[i] or texts.supply_blank[j]:
        return np.nan
    if texts.is_dense:
        return dense_likeness(texts.need_rows[i], texts.supply_rows[j])
    a, b = texts.need_start[i], texts.need_start[i + 1]
    c, d = texts.supply_start[j], texts.supply_start[j + 1]
    return sparse_likeness(
        texts.need_columns[a:b],
        texts.need_weights[a:b],
        texts.supply_columns[c:d],
        texts.supply_weights[c:d],
    )


@kernel
def _season(times, i, j):  # type: ignore[no-untyped-def]
    """Share of the service in which the supply is there; of an endless one, of a year."""
    comes, goes = max(times.begins[i], times.comes[j]), min(times.ends[i], times.goes[j])
    whole = float(max(1, times.ends[i] - times.begins[i] + 1))
    if times.ends[i] == times.last_of_all:
        whole = DAYS_OF_A_YEAR
    return min(1.0, float(max(0, goes - comes + 1)) / whole)


@kernel
def measure_pair(sheet, i, j, km, found):  # type: ignore[no-untyped-def]
    """Write the features of a pair, in the order of `FEATURES`; NaN where not known."""
    times, gifts = sheet.times, sheet.gifts
    shift = times.is_shift[j]
    found[0] = 1.0
    found[1] = likeness_of(sheet.texts, i, j)
    if times.need_open[i] or times.supply_open[j]:
        found[2] = np.nan
    else:
        found[2] = float(minutes(times, i, j)) / max(1.0, float(times.need_minutes[i]))
    found[3] = _season(times, i, j)
    found[4] = np.nan if shift else km
    found[5] = km / gifts.kmh[i] * 60.0 if shift else np.nan
    found[6] = 1.0 if _is_listed(sheet.familiar, i, j) else 0.0
    if gifts.preferred[i] > 0:
        met = _shared(gifts.prefers, gifts.skills_for_prefers, i, j)
        found[7] = float(met) / float(gifts.preferred[i])
    else:
        found[7] = np.nan
    beyond = gifts.skills[j] - _shared(gifts.required, gifts.skills_for_required, i, j)
    found[8] = float(min(SURPLUS_MOST, beyond))
    if gifts.languages_open[i] or gifts.speaks_open[j]:
        found[9] = np.nan
    else:
        met = _shared(gifts.languages, gifts.speaks, i, j)
        found[9] = float(met) / max(1.0, float(gifts.languages_wanted[i]))
    found[10] = gifts.reliability[j]
    found[11] = gifts.acceptance[j]
    found[12] = gifts.load[j]
    found[13] = gifts.waiting[i]


@kernel
def score_pair(card, values):  # type: ignore[no-untyped-def]
    """Points of a pair: its features' points, added up in their order."""
    total = 0.0
    for feature in range(values.size):
        total += points_of(values[feature], feature, card.first, card.edges, card.points)
    return total


@kernel
def measure_pairs(sheet, i, j):  # type: ignore[no-untyped-def]
    """Features of listed pairs, one row each."""
    found = np.empty((i.size, WIDTH), np.float64)
    for pair in range(i.size):
        km = road(sheet.places, i[pair], j[pair])
        measure_pair(sheet, i[pair], j[pair], km, found[pair])
    return found
