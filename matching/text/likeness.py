"""How alike two texts are, from the rows an embedder made of them; to the bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from matching.kernels.texts import WEIGHT_BITS, dense_pairs, sparse_pairs
from matching.text import Dense, Floats, Ints, Rows, Sparse, Terms

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
        dense_pairs(left.rows, lengths(left), right.rows, lengths(right), i, j, found)
    elif isinstance(left, Sparse) and isinstance(right, Sparse):
        left, right, width = numbered(left, right)
        sparse_pairs(
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
