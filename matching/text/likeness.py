"""How alike two texts are, from the rows an embedder made of them; compiled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from matching.compiling import kernel, unsigned
from matching.text import HEAVIEST, UNIT, WEIGHT_BITS, Dense, Floats, Ints, Rows, Sparse, Terms

FEW = 16
"""Where a table of all columns would be so much longer than the texts, they are sorted instead."""


def likeness(left: Rows, right: Rows, i: Ints, j: Ints) -> Floats:
    """Cosine of rows `i` of `left` with rows `j` of `right`, from 0 to 1; 0 where one is blank.

    Parameters
    ----------
    left, right : Dense or Sparse
        Of one embedder.
    i, j : ndarray of int

    Returns
    -------
    ndarray of float

    Raises
    ------
    TypeError
        When the two sides are not of one form.

    Examples
    --------
    >>> rows = Dense.of(np.eye(3))
    >>> likeness(rows, rows, np.array([0, 0]), np.array([0, 1]))
    array([1., 0.])
    """
    found = np.empty(i.size, dtype=np.float64)
    if isinstance(left, Dense) and isinstance(right, Dense):
        _dense_pairs(left.rows, lengths(left), right.rows, lengths(right), i, j, found)
    elif isinstance(left, Sparse) and isinstance(right, Sparse):
        left, right, width = numbered(left, right)
        _sparse_pairs(
            left.starts, left.terms, left.lengths, right.starts, right.terms, right.lengths,
            np.zeros(width, np.uint8), i, j, found,
        )  # fmt: skip
    else:
        raise TypeError("both sides must come from one embedder")
    return np.nan_to_num(found)


def lengths(rows: Rows) -> Floats:
    """Lengths of rows; of dense ones that are not blank all the same. 0: nothing is known."""
    return rows.lengths if isinstance(rows, Sparse) else (~rows.blank).astype(np.float64)


def numbered(left: Sparse, right: Sparse) -> tuple[Sparse, Sparse, int]:
    """Both sides with only the columns that some row on the left has, numbered from 0.

    Returns
    -------
    left, right : Sparse
    width : int
        How many columns there are.
    """
    ours, theirs = left.columns, right.columns
    width = 1 + int(max(ours.max(initial=0), theirs.max(initial=0)))
    if ours.size + theirs.size < width // FEW:
        every = np.unique(np.concatenate((ours, theirs)))
        left, right = _ranked(left, every), _ranked(right, every)
        ours, width = left.columns, every.size
    number = numbering(ours, width)
    return left.numbered(number), right.numbered(number), int(number.max(initial=-1)) + 1


def numbering(columns: Terms, width: int) -> npt.NDArray[np.int32]:
    """For each of `width` columns its place among those that are there; -1 for the others.

    Examples
    --------
    >>> numbering(np.array([3, 1, 3]), 5)
    array([-1,  0, -1,  1, -1], dtype=int32)
    """
    known = np.zeros(width, dtype=bool)
    known[columns] = True
    number: npt.NDArray[np.int32] = np.where(known, np.cumsum(known) - 1, -1).astype(np.int32)
    return number


def _ranked(side: Sparse, every: Terms) -> Sparse:
    """The same with each column's place among them all instead of its number."""
    place = np.searchsorted(every, side.columns).astype(np.uint32)
    return replace(side, terms=place << WEIGHT_BITS | side.weights)


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
def sparse_likeness(spread, length, starts, terms, lengths, rows, many, found):  # type: ignore[no-untyped-def]
    """Write how alike what is spread out and the first `many` of `rows` are; NaN: not known."""
    for at in range(many):
        row = rows[at]
        added = np.uint64(0)
        for at_term in range(unsigned(starts[row]), unsigned(starts[row + 1])):
            term = terms[at_term]
            added += np.uint64(spread[term >> WEIGHT_BITS]) * np.uint64(term & HEAVIEST)
        both = length * lengths[row]
        found[at] = min(1.0, added / both) if both > 0.0 else np.nan


@kernel
def dense_likeness(own, length, others, lengths, rows, many, found):  # type: ignore[no-untyped-def]
    """Write how alike a dense row and the first `many` of `rows` are; NaN: not known."""
    for at in range(many):
        other = others[rows[at]]
        # Two rows of length 127 have a product of at most 127 squared: 32 bits hold every sum.
        added = np.int32(0)
        for column in range(own.size):
            added = np.int32(added + np.int32(np.int32(own[column]) * np.int32(other[column])))
        known = length * lengths[rows[at]] > 0.0
        found[at] = min(1.0, max(0.0, added / UNIT**2)) if known else np.nan


@kernel
def _dense_pairs(left, lengths, right, of_lengths, i, j, found):  # type: ignore[no-untyped-def]
    for at in range(i.size):
        dense_likeness(
            left[i[at]], lengths[i[at]], right, of_lengths, j[at : at + 1], 1, found[at : at + 1]
        )


@kernel
def _sparse_pairs(  # type: ignore[no-untyped-def]
    starts, terms, lengths, of_starts, of_terms, of_lengths, spread, i, j, found
):
    for at in range(i.size):
        spread_out(starts, terms, i[at], spread)
        sparse_likeness(
            spread, lengths[i[at]], of_starts, of_terms, of_lengths, j[at : at + 1], 1,
            found[at : at + 1],
        )  # fmt: skip
        gather_in(starts, terms, i[at], spread)
