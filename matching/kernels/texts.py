"""Rows that an embedder made of texts, compiled: cut, numbered anew, and how alike they are."""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel, unsigned

UNIT = 127
"""Length of a dense row that is not blank, before its entries are rounded."""
WEIGHT_BITS, HEAVIEST = np.uint32(8), np.uint32(255)
"""The lowest bits of a term of a sparse row, and all of them set; the other 24 are its column."""


@kernel
def renumbered(number, starts, terms):  # type: ignore[no-untyped-def]
    """The terms whose columns have a number that is not negative, under that number."""
    kept = 0
    for term in terms:
        kept += number[term >> WEIGHT_BITS] >= 0
    begins, found = np.zeros(starts.size, np.int64), np.empty(kept, np.uint32)
    to = 0
    for row in range(starts.size - 1):
        for at in range(starts[row], starts[row + 1]):
            new = number[terms[at] >> WEIGHT_BITS]
            if new >= 0:
                found[to] = np.uint32(new << WEIGHT_BITS) | (terms[at] & HEAVIEST)
                to += 1
        begins[row + 1] = to
    return begins, found


@kernel
def rows_taken(order, starts, terms):  # type: ignore[no-untyped-def]
    """These rows, in this order."""
    begins = np.zeros(order.size + 1, np.int64)
    for row in range(order.size):
        begins[row + 1] = begins[row] + starts[order[row] + 1] - starts[order[row]]
    found = np.empty(begins[-1], np.uint32)
    for row in range(order.size):
        first = starts[order[row]] - begins[row]
        for at in range(begins[row], begins[row + 1]):
            found[at] = terms[first + at]
    return begins, found


@kernel
def spread_out(starts, terms, row, spread):  # type: ignore[no-untyped-def]
    """Lay a sparse row out over all columns, for `sparse_likeness`."""
    for at in range(starts[row], starts[row + 1]):
        spread[terms[at] >> WEIGHT_BITS] = terms[at] & HEAVIEST


@kernel
def gather_in(starts, terms, row, spread):  # type: ignore[no-untyped-def]
    """Undo `spread_out`."""
    for at in range(starts[row], starts[row + 1]):
        spread[terms[at] >> WEIGHT_BITS] = 0


@kernel
def sparse_likeness(spread, length, starts, terms, lengths, rows, first, last, found):  # type: ignore[no-untyped-def]
    """Write how alike what is spread out and those from `first` to `last` in `rows` are; NaN: not known."""
    for at in range(first, last):
        row = rows[at]
        added = np.uint64(0)
        for at_term in range(unsigned(starts[row]), unsigned(starts[row + 1])):
            term = terms[at_term]
            added += np.uint64(spread[term >> WEIGHT_BITS]) * np.uint64(term & HEAVIEST)
        both = length * lengths[row]
        found[at] = min(1.0, added / both) if both > 0.0 else np.nan


@kernel
def dense_likeness(own, length, others, lengths, rows, first, last, found):  # type: ignore[no-untyped-def]
    """Write how alike a dense row and those from `first` to `last` in `rows` are; NaN: not known."""
    for at in range(first, last):
        other = others[rows[at]]
        # Two rows of length 127 have a product of at most 127 squared: 32 bits hold every sum.
        added = np.int32(0)
        for column in range(own.size):
            added = np.int32(added + np.int32(np.int32(own[column]) * np.int32(other[column])))
        known = length * lengths[rows[at]] > 0.0
        found[at] = min(1.0, max(0.0, added / UNIT**2)) if known else np.nan


@kernel
def dense_pairs(left, lengths, right, of_lengths, i, j, found):  # type: ignore[no-untyped-def]
    """`dense_likeness`, pair by pair."""
    for at in range(i.size):
        dense_likeness(left[i[at]], lengths[i[at]], right, of_lengths, j, at, at + 1, found)


@kernel
def sparse_pairs(  # type: ignore[no-untyped-def]
    starts, terms, lengths, of_starts, of_terms, of_lengths, spread, i, j, found
):
    """`sparse_likeness`, pair by pair; `spread` are zeros for every column."""
    for at in range(i.size):
        spread_out(starts, terms, i[at], spread)
        sparse_likeness(
            spread, lengths[i[at]], of_starts, of_terms, of_lengths, j, at, at + 1, found,
        )  # fmt: skip
        gather_in(starts, terms, i[at], spread)
