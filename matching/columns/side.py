"""One side of a round as arrays, each made when somebody first asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from matching.columns.coded import Coded, Floats, Ints, Lists, Mask, Numbers
from matching.columns.geo import unit_points
from matching.columns.table import Row, Table

T = TypeVar("T")

BLANK: tuple[Any, ...] = (None, "", (), frozenset())


class Side(Generic[Row]):
    """Needs or supplies as columns of numbers.

    Parameters
    ----------
    table : Table

    Examples
    --------
    >>> from matching.types import Need
    >>> side = Side(Table.of(Need, [Need("n1", "a", max_km=5.0), Need("n2", "b")]))
    >>> side.numbers("max_km")
    array([ 5., nan])
    """

    def __init__(self, table: Table[Row]) -> None:
        self.table: Table[Row] = table
        self._made: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self.table)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made the first time it is asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def numbers(self, name: str) -> Floats:
        """A number per row; NaN where the field is None."""
        return self.once(("numbers", name), lambda: _numbers(self.table.column(name)))

    def days(self, name: str, default: dt.date) -> Ints:
        """A day number per row; that of `default` where the field is None."""
        return self.once(("days", name, default), lambda: _days(self.coded(name), default))

    def blank(self, name: str) -> Mask:
        """Where the row leaves the field open."""
        return self.once(("blank", name), lambda: _blank(self.coded(name)))

    def coded(self, name: str) -> Coded:
        """The column's different values, and which one every row has."""
        return self.once(("coded", name), lambda: _coded(self.table.column(name)))

    def lists(self, name: str) -> Lists:
        """The column's different values piece by piece: codes of sets, slots of weeks."""
        return self.once(("lists", name), lambda: _lists(self.coded(name)))

    def sizes(self, name: str) -> Ints:
        """How many codes or slots each row names."""
        return self.lists(name).sizes[self.coded(name).of]

    def each(
        self, name: str, measure: Callable[[Any], Any], dtype: npt.DTypeLike = bool
    ) -> npt.NDArray[Any]:
        """What `measure` makes of each row's value, worked out once for each different value."""
        coded = self.coded(name)
        return np.array([measure(value) for value in coded.distinct], dtype=dtype)[coded.of]

    @property
    def points(self) -> Floats:
        """Places on the unit globe, one row each; NaN where not known."""
        return self.once("points", lambda: unit_points(self.numbers("lat"), self.numbers("lon")))


def codes(value: Any) -> frozenset[str]:
    """A field as a set of codes, whether it holds one, several or none."""
    if value is None or value == "":
        return frozenset()
    return frozenset((value,)) if isinstance(value, str) else value


def _numbers(values: Sequence[Any]) -> Floats:
    if isinstance(values, Numbers):
        return values.values
    if isinstance(values, Coded):
        return _numbers(values.distinct)[values.of]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _days(coded: Coded, default: dt.date) -> Ints:
    numbers = [(value or default).toordinal() for value in coded.distinct]
    return np.array(numbers, dtype=np.int64)[coded.of]


def _blank(coded: Coded) -> Mask:
    distinct = coded.distinct
    if isinstance(distinct, Lists):
        is_blank = distinct.sizes == 0
    else:
        is_blank = np.array([value in BLANK for value in distinct], dtype=bool)
    blank: Mask = is_blank[coded.of]
    return blank


def _coded(values: Sequence[Any]) -> Coded:
    return values if isinstance(values, Coded) else Coded.among(values)


def _lists(coded: Coded) -> Lists:
    if isinstance(coded.distinct, Lists):
        return coded.distinct
    return Lists.among(list(map(_pieces, coded.distinct)))


def _pieces(value: Any) -> Any:
    """The slots of a week, or the codes of a field that holds one, several or none."""
    return value if isinstance(value, tuple) else codes(value)
