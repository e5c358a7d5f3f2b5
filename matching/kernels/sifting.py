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
NOT_NAMED = int(Kind.NOT_NAMED)
KIND, BEGINS, ENDS, RULE = map(int, (Step.KIND, Step.FIRST, Step.LAST, Step.RULE))
NEED_KM, ENOUGH = map(int, (OfNeed.KM, OfNeed.ENOUGH))
KMH, ROAD = map(int, (OfNeed.KMH, OfNeed.ROAD))
SUPPLY_KM, SHIFT_MINUTES = map(int, (OfSupply.KM, OfSupply.MINUTES))
NEED_MODE_KM, SUPPLY_MODE_KM = map(int, (OfNeed.MODE_KM, OfSupply.MODE_KM))
WEEK, MODES = map(int, (Span.WEEK, Span.MODES))
BIT_MINUTES, MOST_COMMUTE = map(int, (Scale.BIT_MINUTES, Scale.COMMUTE))
MODE_LIMITS = int(Scale.MODE_KM)
# Typed: `is_listed` would be compiled for each literal.
BY_NEED, BY_SUPPLY = map(np.int64, (Listed.NAMED_BY_NEED, Listed.NAMED_BY_SUPPLY))
APART = np.int64(Listed.APART)
# Flags that both sides have.
OPEN_TIMES, OPEN_MODES = map(np.uint64, (NeedFlag.OPEN_TIMES, NeedFlag.OPEN_MODES))
TRAVELS, REMOTE = map(np.uint64, (NeedFlag.TRAVELS, NeedFlag.REMOTE))
DESIGNATES = np.uint64(NeedFlag.DESIGNATES)
HAS_APART, SHIFT = np.uint64(NeedFlag.APART), np.uint64(SupplyFlag.SHIFT)
NOTHING, ONE = np.uint64(0), np.uint64(1)


@kernel
def is_listed(list_start, list_other, which, i, j):  # type: ignore[no-untyped-def]
    """Whether supply `j` is on a list of need `i`."""
    found = False
    for at in range(list_start[which, i], list_start[which, i + 1]):
        found |= list_other[at] == j
    return found


@kernel
def ways(need_words, supply_words, spans, journeys, i, j):  # type: ignore[no-untyped-def]
    """What kinds of ways of meeting suit both: the bits of `TRAVELS` and `REMOTE`; 0: none does."""
    ours, theirs = need_words[i, 0], supply_words[j, 0]
    # Who leaves the way open takes the other's; where both do, somebody travels.
    if ours & OPEN_MODES:
        return theirs & (TRAVELS | REMOTE)
    if theirs & OPEN_MODES:
        return ours & (TRAVELS | REMOTE)
    found = NOTHING
    for at in range(journeys.size):
        word = spans[MODES, 0] + at
        both = need_words[i, word] & supply_words[j, word]
        if both & journeys[at]:
            found |= TRAVELS
        if both & ~journeys[at]:
            found |= REMOTE
    return found


@kernel
def is_far(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, spans, scales, i, j, km
):
    """Whether no way of meeting in which somebody travels takes the pair so far."""
    ours, theirs = need_words[i, 0], supply_words[j, 0]
    # Not "<= limit": where kilometres or the limit are not known, nothing is far.
    if km > supply[j, SUPPLY_KM] or km > need[i, NEED_KM]:
        return True
    if theirs & SHIFT and km / need[i, KMH] * 60.0 > scales[MOST_COMMUTE]:
        return True
    if scales.size == MODE_LIMITS:
        return False
    if ours & OPEN_MODES:
        return km > supply[j, SUPPLY_MODE_KM]
    if theirs & OPEN_MODES:
        return km > need[i, NEED_MODE_KM]
    most = 0.0
    for at in range(scales.size - MODE_LIMITS):
        word = spans[MODES, 0] + at // WORD
        if (need_words[i, word] & supply_words[j, word]) >> np.uint64(at % WORD) & ONE:
            most = max(most, scales[MODE_LIMITS + at])
    return km > most


@kernel
def apart(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, spans, journeys, scales, i, j
):
    """Road kilometres, NaN where nobody need travel or a place is not known; and whether they meet.

    `matching.rules.ways.reach` says the same of many pairs. Where no way suits both, another rule
    says so, and the kilometres are those on the ground, as they are where none reaches.
    """
    way = ways(need_words, supply_words, spans, journeys, i, j)
    if way == REMOTE:
        return np.nan, True
    km = arc_km(need, supply, i, j, need[i, ROAD])
    if not way or not is_far(need, supply, need_words, supply_words, spans, scales, i, j, km):
        return km, True
    return (np.nan, True) if way & REMOTE else (km, False)


@kernel
def distances(  # type: ignore[no-untyped-def]
    need, supply, need_words, supply_words, spans, journeys, scales, i, j, many, km
):
    """Write the road kilometres between the first `many` pairs, as `apart` has them."""
    for at in range(many):
        km[at] = apart(
            need, supply, need_words, supply_words, spans, journeys, scales, unsigned(i[at]),
            unsigned(j[at]),
        )[0]  # fmt: skip


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
        is_measured |= kind == NEAR
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
            elif kind == NEAR:
                km[at], kept = apart(
                    need, supply, need_words, supply_words, spans, journeys, scales, n, s
                )
            i[passed], j[passed], km[passed] = n, s, km[at]
            passed += kept
        many = passed
        for rule in range(steps[step, RULE], left.size):
            left[rule] = many
    if not is_measured:
        distances(need, supply, need_words, supply_words, spans, journeys, scales, i, j, many, km)
    return many
