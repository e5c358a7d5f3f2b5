"""Words of 64 bits, compiled: those set, those in common, and the bits of weeks."""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import inlined, kernel

WORD = 64
"""Bits of a word."""


@kernel
def set_bits(stretches, unit, bit, words):  # type: ignore[no-untyped-def]
    """Set the bits of all units of all stretches, those that have one."""
    for row in range(stretches.shape[0]):
        for at in range(stretches[row, 1] // unit, stretches[row, 2] // unit):
            if bit[at] >= 0:
                words[stretches[row, 0], bit[at] >> 6] |= np.uint64(1) << np.uint64(bit[at] & 63)
    return words


@kernel
def count_bits(word):  # type: ignore[no-untyped-def]
    """How many bits of a word are set (Hacker's Delight, 5-1)."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inlined
def common(need, supply, begin, end, i, j):  # type: ignore[no-untyped-def]
    """Bits that words `begin` to `end` of row `i` and of row `j` have in common."""
    found = 0
    for word in range(begin, end):
        found += count_bits(need[i, word] & supply[j, word])
    return found


@kernel
def commons(need, supply, i, j):  # type: ignore[no-untyped-def]
    """`common` of all words, pair by pair."""
    found = np.empty(i.size, np.int64)
    for pair in range(i.size):
        found[pair] = common(need, supply, 0, need.shape[1], i[pair], j[pair])
    return found
