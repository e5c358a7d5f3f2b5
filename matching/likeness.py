"""How alike two texts are, from the rows an embedder made of them; compiled."""

from __future__ import annotations

import numpy as np

from matching.compiling import inlined, kernel
from matching.text import Dense, Floats, Ints, Rows, Sparse


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
        alike = _sparse_pairs(*left.parts, *right.parts, i, j)
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


@inlined
def sparse_likeness(left_columns, left_weights, right_columns, right_weights):  # type: ignore[no-untyped-def]
    """Likeness of two rows of a `Sparse`, from 0 to 1. For kernels: one pair, inlined.

    What is shared is added up by rising column, in double precision.
    """
    added = 0.0
    at, beside = 0, 0
    while at < left_columns.size and beside < right_columns.size:
        here, there = left_columns[at], right_columns[beside]
        if here == there:
            added += np.float64(left_weights[at]) * np.float64(right_weights[beside])
        # Both go on where they are equal; no branch that a processor would have to guess.
        at += here <= there
        beside += there <= here
    return min(1.0, added)


@kernel
def _dense_pairs(left, right, i, j):  # type: ignore[no-untyped-def]
    found = np.empty(i.size, dtype=np.float64)
    for pair in range(i.size):
        found[pair] = dense_likeness(left[i[pair]], right[j[pair]])
    return found


@inlined
def spread(tags, held, columns, weights):  # type: ignore[no-untyped-def]
    """Lay one row out for `gathered`: for kernels that compare it with many others.

    Parameters
    ----------
    tags : ndarray of int32
        -1 throughout; its size a power of two and well above the row's.
    held : ndarray of float32
        Of the same size.
    columns, weights : ndarray
        The row.
    """
    last = tags.size - 1
    for at in range(columns.size):
        slot = columns[at] & last
        while tags[slot] >= 0:
            slot = (slot + 1) & last
        tags[slot] = columns[at]
        held[slot] = weights[at]


@inlined
def gathered(tags, held, columns, weights):  # type: ignore[no-untyped-def]
    """Likeness of the row that is spread out and another: that of `sparse_likeness`, to the bit."""
    last = tags.size - 1
    added = 0.0
    for at in range(columns.size):
        slot = columns[at] & last
        while tags[slot] >= 0:
            if tags[slot] == columns[at]:
                added += np.float64(held[slot]) * np.float64(weights[at])
                break
            slot = (slot + 1) & last
    return min(1.0, added)


@inlined
def cleared(tags, columns):  # type: ignore[no-untyped-def]
    """Take the row back that was spread out."""
    last = tags.size - 1
    for at in range(columns.size):
        slot = columns[at] & last
        while tags[slot] >= 0:
            tags[slot] = -1
            slot = (slot + 1) & last


@kernel
def slots(starts):  # type: ignore[no-untyped-def]
    """Size of `tags` for every row of a `Sparse`: so sparse that nearly every look-up is the first."""
    most = 1
    for row in range(starts.size - 1):
        most = max(most, starts[row + 1] - starts[row])
    size = 4096
    while size < 16 * most:
        size *= 2
    return size


@kernel
def _sparse_pairs(starts, columns, weights, of_starts, of_columns, of_weights, i, j):  # type: ignore[no-untyped-def]
    found = np.empty(i.size, dtype=np.float64)
    tags = np.full(slots(starts), -1, dtype=np.int32)
    held = np.empty(tags.size, dtype=np.float32)
    row = -1
    for pair in range(i.size):
        # Pairs come need by need: its row is spread out once for all its supplies.
        if i[pair] != row:
            if row >= 0:
                cleared(tags, columns[starts[row] : starts[row + 1]])
            row = i[pair]
            here = slice(starts[row], starts[row + 1])
            spread(tags, held, columns[here], weights[here])
        there = slice(of_starts[j[pair]], of_starts[j[pair] + 1])
        found[pair] = gathered(tags, held, of_columns[there], of_weights[there])
    return found
