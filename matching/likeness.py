"""How alike two texts are, from the rows an embedder made of them; compiled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.compiling import inlined, kernel
from matching.text import Dense, Floats, Ints, Rows, Sparse

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
    alike: Floats
    if isinstance(left, Dense) and isinstance(right, Dense):
        alike = _dense_pairs(left.rows, right.rows, i, j)
    elif isinstance(left, Sparse) and isinstance(right, Sparse):
        alike = _sparse_pairs(*numbered(left, right), i, j)
    else:
        raise TypeError("both sides must come from one embedder")
    return alike


@inlined
def dense_likeness(left, right):  # type: ignore[no-untyped-def]
    """Likeness of two rows of `Dense.rows`, from 0 to 1. For kernels: one pair, inlined."""
    # Two rows of length 127 have a product of at most 127 squared: 32 bits hold every sum.
    added = np.int32(0)
    for at in range(left.size):
        added = np.int32(added + np.int32(np.int32(left[at]) * np.int32(right[at])))
    return min(1.0, max(0.0, added / (127.0 * 127.0)))


def numbered(left: Sparse, right: Sparse) -> tuple[Any, ...]:
    """Both sides with only the columns that some row on the left has, numbered from 0.

    Returns
    -------
    tuple
        `starts`, `columns`, `weights`, `lengths` of the left and of the right, and how many
        columns there are: what the kernels below take.
    """
    width = 1 + max(left.columns.max(initial=-1), right.columns.max(initial=-1))
    if left.columns.size + right.columns.size < width // FEW:
        every = np.unique(np.concatenate((left.columns, right.columns)))
        left, right, width = _ranked(left, every), _ranked(right, every), every.size
    known = np.zeros(width, dtype=bool)
    known[left.columns] = True
    number = np.where(known, np.cumsum(known) - 1, -1).astype(np.int32)
    parts = []
    for side in (left, right):
        starts, columns, weights, lengths = side.numbered(number).parts
        # A column that is never negative is looked up the faster.
        parts += [starts, columns.view(np.uint32), weights, lengths]
    return (*parts, int(known.sum()))


def _ranked(side: Sparse, every: npt.NDArray[np.int32]) -> Sparse:
    """The same with each column's place among them all instead of its number."""
    place = np.searchsorted(every, side.columns).astype(np.int32)
    return replace(side, columns=place)


@kernel
def spread_out(starts, columns, weights, row, spread):  # type: ignore[no-untyped-def]
    """Lay a sparse row of the left out over all columns, for `sparse_likeness`."""
    if spread.size:
        for at in range(starts[row], starts[row + 1]):
            spread[columns[at]] = weights[at]


@kernel
def gather_in(starts, columns, row, spread):  # type: ignore[no-untyped-def]
    """Undo `spread_out`."""
    if spread.size:
        for at in range(starts[row], starts[row + 1]):
            spread[columns[at]] = 0


@inlined
def sparse_likeness(spread, length, starts, columns, weights, lengths, row):  # type: ignore[no-untyped-def]
    """Likeness, from 0 to 1, of what is spread out and a row of the right. For kernels: inlined."""
    added = np.int32(0)
    for at in range(starts[row], starts[row + 1]):
        added = np.int32(added + np.int32(spread[columns[at]] * np.int32(weights[at])))
    both = length * lengths[row]
    return min(1.0, added / both) if both > 0.0 else 0.0


@kernel
def _dense_pairs(left, right, i, j):  # type: ignore[no-untyped-def]
    found = np.empty(i.size, dtype=np.float64)
    for pair in range(i.size):
        found[pair] = dense_likeness(left[i[pair]], right[j[pair]])
    return found


@kernel
def _sparse_pairs(  # type: ignore[no-untyped-def]
    starts, columns, weights, lengths, of_starts, of_columns, of_weights, of_lengths, width, i, j
):
    found = np.empty(i.size, dtype=np.float64)
    spread = np.zeros(width, dtype=np.int32)
    row = -1
    for pair in range(i.size):
        # Pairs come need by need: its row is spread out once for all its supplies.
        if i[pair] != row:
            if row >= 0:
                gather_in(starts, columns, row, spread)
            row = i[pair]
            spread_out(starts, columns, weights, row, spread)
        found[pair] = sparse_likeness(
            spread, lengths[row], of_starts, of_columns, of_weights, of_lengths, j[pair]
        )
    return found
