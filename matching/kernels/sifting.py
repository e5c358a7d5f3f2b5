"""Whom of a list of supplies the rules leave to a need, compiled."""

from __future__ import annotations

import numpy as np

from matching.kernels.bits import WORD, common
from matching.kernels.compiling import kernel, unsigned
from matching.kernels.ground import arc_km
from matching.kernels.layout import (
    Kind,
    Listed,
    NeedFlag,
    OfNeed,
    OfSupply,
    Scale,
    Span,
    Step,
    SupplyFlag,
)

# Enumerations as plain numbers: what a kernel names is a constant when it is compiled.
HOLDS, SHARES, REACHES, NEAR = map(int, (Kind.HOLDS, Kind.SHARES, Kind.REACHES, Kind.NEAR))
TIME, SHIFTS, NAMED = map(int, (Kind.TIME, Kind.SHIFT, Kind.NAMED))
NOT_NAMED, MODE_KM = map(int, (Kind.NOT_NAMED, Kind.MODE_KM))
KIND, BEGINS, ENDS, RULE = map(int, (Step.KIND, Step.FIRST, Step.LAST, Step.RULE))
NEED_KM, ENOUGH = map(int, (OfNeed.KM, OfNeed.ENOUGH))
KMH, ROAD = map(int, (OfNeed.KMH, OfNeed.ROAD))
SUPPLY_KM, SHIFT_MINUTES = map(int, (OfSupply.KM, OfSupply.MINUTES))
WEEK, MODES = map(int, (Span.WEEK, Span.MODES))
BIT_MINUTES, MOST_COMMUTE = map(int, (Scale.BIT_MINUTES, Scale.COMMUTE))
MODE_LIMITS = int(Scale.MODE_KM)
# Typed: `is_listed` would be compiled for each literal.
BY_NEED, BY_SUPPLY = map(np.int64, (Listed.NAMED_BY_NEED, Listed.NAMED_BY_SUPPLY))
APART = np.int64(Listed.APART)
# Flags that both sides have.
OPEN_TIMES, OPEN_MODES = map(np.uint64, (NeedFlag.OPEN_TIMES, NeedFlag.OPEN_MODES))
STAYS, DESIGNATES = map(np.uint64, (NeedFlag.STAYS, NeedFlag.DESIGNATES))
MAY_STAY = np.uint64(NeedFlag.MAY_STAY)
HAS_APART, SHIFT = np.uint64(NeedFlag.APART), np.uint64(SupplyFlag.SHIFT)
ONE = np.uint64(1)


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
def distances(need, supply, need_words, supply_words, spans, journeys, i, j, many, km):  # type: ignore[no-untyped-def]
    """Write the road kilometres between the first `many` pairs; NaN: nobody travels, or not known."""
    for at in range(many):
        n, s = unsigned(i[at]), unsigned(j[at])
        km[at] = np.nan
        if not is_remote(need_words, supply_words, spans, journeys, n, s):
            km[at] = arc_km(need, supply, n, s, need[n, ROAD])


@kernel
def sift(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, steps, spans, journeys, list_start, list_other, scales,
    i, j, km, many, left,
):  # fmt: skip
    """Keep, of the first `many` pairs, those that break no rule, and write their `distances`.

    One test after the other over all that are left: a call for each pair would cost more than the
    pair. `left` says how many there are after each rule; how many are kept is returned.
    """
    for rule in range(left.size):
        left[rule] = many
    is_measured = False
    for step in range(steps.shape[0]):
        kind, first, last = steps[step, KIND], steps[step, BEGINS], steps[step, ENDS]
        if kind >= NEAR and not is_measured:
            distances(need, supply, need_words, supply_words, spans, journeys, i, j, many, km)
            is_measured = True
        passed = 0
        for at in range(many):
            n, s = unsigned(i[at]), unsigned(j[at])
            ours, theirs = need_words[n, 0], supply_words[s, 0]
            kept = True
            if kind == HOLDS:
                for word in range(first, last):
                    kept &= (need_words[n, word] & ~supply_words[s, word]) == 0
            elif kind == SHARES:
                kept = False
                for word in range(first, last):
                    kept |= (need_words[n, word] & supply_words[s, word]) != 0
            elif kind == REACHES:
                kept = need[n, first] <= supply[s, first]
            elif kind == TIME:
                if not ((ours | theirs) & OPEN_TIMES or theirs & SHIFT):
                    bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], n, s)
                    kept = bits * scales[BIT_MINUTES] >= need[n, ENOUGH]
            elif kind == SHIFTS:
                if theirs & SHIFT and not (ours | theirs) & OPEN_TIMES:
                    bits = common(need_words, supply_words, spans[WEEK, 0], spans[WEEK, 1], n, s)
                    kept = bits * scales[BIT_MINUTES] == supply[s, SHIFT_MINUTES]
            elif kind == NAMED:
                if ours & DESIGNATES:
                    kept = is_listed(list_start, list_other, BY_NEED, n, s)
                if kept and theirs & DESIGNATES:
                    kept = is_listed(list_start, list_other, BY_SUPPLY, n, s)
            elif kind == NOT_NAMED:
                if ours & HAS_APART:
                    kept = not is_listed(list_start, list_other, APART, n, s)
            # Of kilometres not "<= limit": where they or the limit are not known, nothing is far.
            elif kind == NEAR:
                kept = not (km[at] > supply[s, SUPPLY_KM] or km[at] > need[n, NEED_KM])
            elif kind == MODE_KM:
                kept = not km[at] > most_km(
                    need, supply, need_words, supply_words, spans, scales, first, n, s
                )
            elif theirs & SHIFT and not may_stay(need_words, supply_words, spans, journeys, n, s):
                kept = not km[at] / need[n, KMH] * 60.0 > scales[MOST_COMMUTE]
            i[passed], j[passed], km[passed] = n, s, km[at]
            passed += kept
        many = passed
        for rule in range(steps[step, RULE], left.size):
            left[rule] = many
    if not is_measured:
        distances(need, supply, need_words, supply_words, spans, journeys, i, j, many, km)
    return many
