"""Columns of a table as arrays: what repeats is there once, and numbers are numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, overload

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Column(Sequence[Any]):
    """A column that is not a list: it gives up one value, a few as a list, or some of its rows."""

    def taken(self, rows: Ints) -> Column:
        """Some of the rows, in the order given."""
        raise NotImplementedError

    def _at(self, row: int) -> Any:
        raise NotImplementedError

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self._at(row) for row in range(len(self))[at]]
        return self._at(range(len(self))[at])


class Coded(Column):
    """A column whose values repeat: each different value once, and which one every row has.

    Parameters
    ----------
    distinct : sequence
        No two of them equal, and each in some row.
    of : ndarray of int
        Per row, a place in `distinct`.

    Examples
    --------
    >>> sexes = Coded.among(["f", None, "f"])
    >>> sexes.distinct, sexes.of.tolist(), sexes[2], list(sexes.taken(np.array([2, 0])))
    (['f', None], [0, 1, 0], 'f', ['f', 'f'])
    """

    def __init__(self, distinct: Sequence[Any], of: Ints) -> None:
        self.distinct = distinct
        # Zeros that nobody writes take no room, and most columns of a file are blank.
        self.of = np.zeros(of.size, dtype=np.int64) if len(distinct) == 1 else of

    @classmethod
    def same(cls, value: Any, many: int) -> Coded:
        """One value in every row."""
        return cls([value][:many], np.zeros(many, dtype=np.int64))

    @classmethod
    def among(cls, values: Sequence[Any], of: Ints | None = None) -> Coded:
        """Values some of which may be equal, or the rows `of` them."""
        rows, place = objects(values)
        number: dict[Any, int] = {}
        code = [number.setdefault(values[row], len(number)) for row in rows]
        codes = np.array(code, dtype=np.int64)[place]
        return cls(list(number), codes if of is None else codes[of])

    def taken(self, rows: Ints) -> Coded:
        """Some of the rows, in the order given; values that none of them has are left out."""
        return Coded(self.distinct, self.of[rows]).tight()

    def tight(self) -> Coded:
        """The same without values that are in no row."""
        many = len(self.distinct)
        if 8 * self.of.size < many:
            used, of = np.unique(self.of, return_inverse=True)
            return Coded(taken(self.distinct, used), of)
        has = np.zeros(many, dtype=bool)
        has[self.of] = True
        if has.all():
            return self
        return Coded(
            taken(self.distinct, np.flatnonzero(has)), (np.cumsum(has, dtype=np.int64) - 1)[self.of]
        )

    def __len__(self) -> int:
        return int(self.of.size)

    def __iter__(self) -> Iterator[Any]:
        return map(list(self.distinct).__getitem__, self.of.tolist())

    def _at(self, row: int) -> Any:
        return self.distinct[self.of[row]]


class Lists(Column):
    """Values put together from pieces that repeat: sets of codes, weeks of slots.

    A value is made when somebody asks for it.

    Parameters
    ----------
    start, of : ndarray of int
        Value `k` has the pieces `of[start[k]:start[k + 1]]`, none of them twice.
    pieces : list
    make : callable
        Puts the pieces of one value together.

    Examples
    --------
    >>> weekdays = Lists(np.array([0, 2, 2]), np.array([1, 0]), ["mon", "tue"], tuple)
    >>> weekdays[0], weekdays[1], weekdays.sizes
    (('tue', 'mon'), (), array([2, 0]))
    """

    def __init__(
        self, start: Ints, of: Ints, pieces: list[Any], make: Callable[[Iterable[Any]], Any]
    ) -> None:
        self.start, self.of, self.pieces, self.make = start, of, pieces, make

    @classmethod
    def among(cls, values: Sequence[Any]) -> Lists:
        """Values that are there already, in pieces; those that are in pieces stay as they are."""
        if isinstance(values, Lists):
            return values
        flat = list(chain.from_iterable(values))
        rows, of = objects(flat)
        start = _before(np.fromiter(map(len, values), dtype=np.int64, count=len(values)))
        return cls(start, of, [flat[row] for row in rows], tuple)

    @property
    def sizes(self) -> Ints:
        """How many pieces each value has."""
        sizes: Ints = np.diff(self.start)
        return sizes

    def sorted(self) -> Lists:
        """The same with the pieces of each value in their own order."""
        order = sorted(range(len(self.pieces)), key=self.pieces.__getitem__)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        value = np.repeat(np.arange(len(self)), self.sizes)
        of = np.sort(value * max(1, len(order)) + rank[self.of]) % max(1, len(order))
        return Lists(self.start, of, [self.pieces[at] for at in order], self.make)

    def taken(self, rows: Ints) -> Lists:
        """Some of the values, in the order given."""
        sizes = self.sizes[rows]
        start = _before(sizes)
        at = np.repeat(self.start[:-1][rows] - start[:-1], sizes) + np.arange(start[-1])
        return Lists(start, self.of[at], self.pieces, self.make)

    def __len__(self) -> int:
        return int(self.start.size) - 1

    def __iter__(self) -> Iterator[Any]:
        flat = list(map(self.pieces.__getitem__, self.of.tolist()))
        ends = self.start.tolist()
        return (self.make(flat[begin:end]) for begin, end in pairwise(ends))

    def _at(self, row: int) -> Any:
        of = self.of[self.start[row] : self.start[row + 1]]
        return self.make(map(self.pieces.__getitem__, of.tolist()))


class Numbers(Column):
    """A column of numbers, some of which may not be known.

    Parameters
    ----------
    values : ndarray of float
        NaN stands for None.

    Examples
    --------
    >>> list(Numbers(np.array([1.5, np.nan])))
    [1.5, None]
    """

    def __init__(self, values: Floats) -> None:
        # Left writeable: for arrays that are not, every kernel would be compiled once more.
        self.values = values

    def taken(self, rows: Ints) -> Numbers:
        """Some of the rows, in the order given."""
        return Numbers(self.values[rows])

    def __len__(self) -> int:
        return int(self.values.size)

    def __iter__(self) -> Iterator[float | None]:
        return (None if value != value else value for value in self.values.tolist())

    def _at(self, row: int) -> float | None:
        value = float(self.values[row])
        return None if value != value else value


def taken(values: Sequence[Any], rows: Ints) -> Sequence[Any]:
    """Some rows of any column, in the order given."""
    if isinstance(values, Column):
        return values.taken(rows)
    return list(map(values.__getitem__, rows.tolist()))


def objects(values: Sequence[Any]) -> tuple[list[int], Ints]:
    """A row of each different object of a column, and which of them every row has.

    In order of appearance. Rows that have the same value often share one object.
    """
    identity = np.fromiter(map(id, values), dtype=np.int64, count=len(values))
    _, first, of = np.unique(identity, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return first[order].tolist(), rank[of]


def _before(sizes: Ints) -> Ints:
    """How many come before each, and how many there are."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))
