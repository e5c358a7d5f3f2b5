"""Rows kept by column: what arrays are made from; a row itself is made when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from itertools import pairwise
from operator import lt
from typing import Any, Generic, TypeVar, cast, overload

import numpy as np

from matching.columns.coded import Coded, taken
from matching.types import Need, Supply

Row = TypeVar("Row", Need, Supply)


class Table(Sequence[Row], Generic[Row]):
    """Needs or supplies of a round, in the order in which they were handed in.

    A hundred thousand rows are columns first, read from a file or taken from rows. Only the few
    rows that are explained become objects.

    Parameters
    ----------
    kind : type
        `Need` or `Supply`.
    columns : mapping of str to sequence
        Values by the names of the row's fields, checked already: a list, or an array behind
        `matching.columns.coded`. What is left out has its default in every row.

    Examples
    --------
    >>> table = Table(Need, {"id": ["n1", "n2"], "category": ["tutoring", "visit_care"]})
    >>> len(table), table[1].category, list(table.column("places"))
    (2, 'visit_care', [1, 1])
    """

    def __init__(self, kind: type[Row], columns: Mapping[str, Sequence[Any]]) -> None:
        self.kind: type[Row] = kind
        self._columns = dict(columns)
        self._size = len(self._columns["id"])
        self._rows: dict[int, Row] = {}
        if any(len(column) != self._size for column in self._columns.values()):
            raise ValueError("every column must have as many values as there are ids")

    @classmethod
    def of(cls, kind: type[Row], rows: Iterable[Row]) -> Table[Row]:
        """The rows as a table; a table stays what it is."""
        if isinstance(rows, Table):
            return cast("Table[Row]", rows)
        kept = list(rows)
        table = cls(kind, {"id": [row.id for row in kept]})
        table._rows = dict(enumerate(kept))
        return table

    def column(self, name: str) -> Sequence[Any]:
        """The values of one field, row by row."""
        if name not in self._columns:
            self._columns[name] = (
                [getattr(self._rows[at], name) for at in range(self._size)]
                if len(self._rows) == self._size
                else Coded.same(_default(self.kind, name), self._size)
            )
        return self._columns[name]

    def taken(self, rows: Sequence[int] | np.ndarray[Any, Any]) -> Table[Row]:
        """Some of the rows, in the order given."""
        order = np.asarray(rows, dtype=np.int64)
        chosen = Table(
            self.kind, {name: taken(column, order) for name, column in self._columns.items()}
        )
        if self._rows:
            at = enumerate(order.tolist())
            chosen._rows = {new: self._rows[old] for new, old in at if old in self._rows}
        return chosen

    def by_id(self) -> Table[Row]:
        """The rows in the order of their ids.

        Raises
        ------
        ValueError
            When two rows have the same id.
        """
        ids = self.column("id")
        if all(map(lt, ids, ids[1:])):
            return self
        order = sorted(range(self._size), key=ids.__getitem__)
        for before, after in pairwise(order):
            if ids[before] == ids[after]:
                raise ValueError(f"two rows have the id {ids[after]!r}")
        return self.taken(order)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Table[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Table[Row]:
        if isinstance(at, slice):
            return self.taken(range(self._size)[at])
        at = range(self._size)[at]
        if at not in self._rows:
            self._rows[at] = self.kind(**{name: own[at] for name, own in self._columns.items()})
        return self._rows[at]

    def __iter__(self) -> Iterator[Row]:
        return (self[at] for at in range(self._size))


def _default(kind: type[Any], name: str) -> Any:
    """What a row holds where nothing was said."""
    field = next(field for field in fields(kind) if field.name == name)
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
