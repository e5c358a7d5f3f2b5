"""Texts by their characters and pairs of neighbours, compiled."""

from __future__ import annotations

import math

import numpy as np

from matching.kernels.compiling import kernel
from matching.kernels.sorting import in_order
from matching.kernels.texts import WEIGHT_BITS

BUCKETS = 1 << 20
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(40)
_NEXT = np.uint64(21)  # a code point has at most 21 bits


@kernel
def gram_rows(letters, starts, pair_weight):  # type: ignore[no-untyped-def]
    """The rows of a `Sparse`, each n-gram once: saying a word twice adds nothing."""
    texts, longest = starts.size - 1, 0
    for text in range(texts):
        longest = max(longest, starts[text + 1] - starts[text])
    ends = np.zeros(texts + 1, np.int64)
    terms = np.empty(2 * letters.size, np.uint32)
    lengths = np.zeros(texts, np.float64)
    grams = np.empty(2 * longest, np.int64)
    many = 0
    for text in range(texts):
        square = 0
        for at in range(_grams(letters, starts[text], starts[text + 1], grams)):
            if at == 0 or grams[at] >> 1 != grams[at - 1] >> 1:
                weight = pair_weight if grams[at] & 1 else 1
                terms[many] = grams[at] >> 1 << WEIGHT_BITS | weight
                square += weight * weight
                many += 1
        ends[text + 1], lengths[text] = many, math.sqrt(square)
    return ends, terms[:many].copy(), lengths


@kernel
def _grams(letters, first, last, found):  # type: ignore[no-untyped-def]
    """Write the buckets of a text's n-grams, sorted; the lowest bit says whether it is a pair."""
    many = np.int64(0)
    before = np.uint64(0)
    for at in range(first, last):
        letter = letters[at]
        if letter > 0:
            found[many] = _bucket(letter) << 1
            many += 1
            if before > 0:
                found[many] = _bucket((before << _NEXT) + letter) << 1 | 1
                many += 1
        before = letter
    in_order(found, many)
    return many


@kernel
def _bucket(gram):  # type: ignore[no-untyped-def]
    return np.int64(((gram * _MIX) >> _SHIFT) & np.uint64(BUCKETS - 1))
