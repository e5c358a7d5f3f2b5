"""Points and ties in whole numbers, compiled."""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel

MICRO = 1_000_000
# The score lane: 27 bits of score in millionths of a point, 34 bits below it for ties.
SCORE_BITS = 27
TIE_BITS = 34
_FNV_OFFSET, _FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


@kernel
def _mix(x):  # type: ignore[no-untyped-def]
    """A bijection that spreads every bit over all others (splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel
def hash_rows(letters, starts, seed):  # type: ignore[no-untyped-def]
    """FNV-1a over the letters of each row, mixed."""
    found = np.empty(starts.size - 1, np.uint64)
    for row in range(found.size):
        mark = _FNV_OFFSET ^ seed
        for at in range(starts[row], starts[row + 1]):
            mark = (mark ^ np.uint64(letters[at])) * _FNV_PRIME
        found[row] = _mix(mark)
    return found


@kernel
def weigh_pairs(score, need, supply, need_hash, supply_hash, shift):  # type: ignore[no-untyped-def]
    """The weight of each pair, its tie `64 - shift` bits long, and whether all scores fit."""
    mixed = np.empty_like(supply_hash)
    for row in range(mixed.size):
        mixed[row] = _mix(supply_hash[row])
    weight = np.empty(score.size, np.int64)
    fits = True
    for at in range(score.size):
        micro = np.int64(np.rint(score[at] * MICRO))
        if micro < 0 or micro >> SCORE_BITS:
            fits = False
        # From 1: a pair worth nothing is still better than leaving a need unmatched.
        tie = max(_mix(need_hash[need[at]] ^ mixed[supply[at]]) >> shift, np.uint64(1))
        weight[at] = (micro << TIE_BITS) + np.int64(tie)
    return weight, fits
