"""One supply as a row beside open needs: what a board of both would hold of it, to the bit.

What rules compare is made by the functions that lay out a board, once for each different value of
the fields they read, and remembered. Such a part is one long whole number, its bits where they
stand in the row: a row is its parts, or-ed together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from matching.arrivals.asked import Column
from matching.columns.board import Board, Floats, Words
from matching.columns.geo import unit_point
from matching.columns.table import Table
from matching.kernels.layout import OfSupply, SupplyFlag
from matching.types import Supply

REMEMBERED = 1 << 14
"""So many different values are remembered of a part; then it begins anew."""
BYTES, BITS = 8, 64
OPEN = int(SupplyFlag.OPEN_TIMES)
X, Y, Z, KM, MINUTES = map(int, (OfSupply.X, OfSupply.Y, OfSupply.Z, OfSupply.KM, OfSupply.MINUTES))
SKILLS, RELIABILITY, ACCEPTANCE = map(
    int, (OfSupply.SKILLS, OfSupply.RELIABILITY, OfSupply.ACCEPTANCE)
)
NAN = float("nan")

Make = Callable[[Board], int]


class Newcomers:
    """Lays supplies out beside needs, one at a time.

    Parameters
    ----------
    needs : Board
        Without supplies.
    columns : sequence of Column
        What is asked of a supply.
    numbers : int
        How many numbers a row has; its words stand behind them.
    """

    def __init__(self, needs: Board, columns: Sequence[Column], *, numbers: int) -> None:
        self._numbers = numbers
        by_code: dict[str, list[Column]] = {}
        by_value: dict[frozenset[str], list[Column]] = {}
        for column in columns:
            if column.codes:
                by_code.setdefault(column.codes, []).append(column)
            else:
                table = _Heard(Supply("", "volunteer"))
                column.make(_Beside(needs, table))
                by_value.setdefault(frozenset(table.names), []).append(column)
        self._codes = [
            (attrgetter(field), _Codes(needs, _part(own, numbers), field))
            for field, own in by_code.items()
        ]
        self._values = [
            _Values(needs, _part(own, numbers), fields) for fields, own in by_value.items()
        ]

    def row(self, supply: Supply, week: int, *, at: int, words: int) -> tuple[Floats, Words]:
        """Its numbers and its words, a row each.

        Parameters
        ----------
        supply : Supply
        week : int
            The bits of its week.
        at, words : int
            The word with which they begin, and how many words there are.
        """
        parts = week << BITS * at | (0 if supply.slots else OPEN)
        parts <<= BITS * self._numbers
        for named, codes in self._codes:
            parts |= codes.of(named(supply))
        for values in self._values:
            part = values.known.get(values.key(supply))
            parts |= values.read(supply) if part is None else part
        written = bytearray(parts.to_bytes(BYTES * (self._numbers + words), "little"))
        _set_directly(memoryview(written).cast("d"), supply)
        return (
            np.frombuffer(written, np.float64, self._numbers).reshape(1, -1),
            np.frombuffer(written, np.uint64, words, BYTES * self._numbers).reshape(1, -1),
        )


def _set_directly(row: memoryview[float], supply: Supply) -> None:
    """The numbers that are hardly ever the same twice."""
    lat, lon, km = supply.lat, supply.lon, supply.radius_km
    row[X], row[Y], row[Z] = (NAN, NAN, NAN) if lat is None or lon is None else unit_point(lat, lon)
    row[KM] = NAN if km is None else km
    row[MINUTES] = sum([slot.end - slot.start for slot in supply.slots])
    row[SKILLS] = len(supply.skills)
    row[RELIABILITY] = NAN if supply.reliability is None else supply.reliability
    row[ACCEPTANCE] = NAN if supply.acceptance is None else supply.acceptance


def _part(columns: Sequence[Column], numbers: int) -> Make:
    """What these columns write into the row of a board's one supply."""
    places = [column.place + numbers * column.is_word for column in columns]

    def part(board: Board) -> int:
        found = 0
        for column, place in zip(columns, places, strict=True):
            kind = np.uint64 if column.is_word else np.float64
            written = column.make(board).astype(kind).tobytes()
            found |= int.from_bytes(written, "little") << BITS * place
        return found

    return part


class _Codes:
    """The parts of a field of codes: each code adds its own bits."""

    def __init__(self, needs: Board, make: Make, field: str) -> None:
        self._needs, self._make, self._field = needs, make, field
        self._known: dict[Any, int] = {}

    def of(self, value: Any) -> int:
        """The bits of all codes of a set, of one code, or of a blank."""
        if not value or isinstance(value, str):
            return self._of_one(value)
        found = 0
        known = self._known
        for code in value:
            part = known.get(code)
            found |= self._of_one(frozenset((code,))) if part is None else part
        return found

    def _of_one(self, value: Any) -> int:
        """Of a set of one code, of one code, or of a blank."""
        key = next(iter(value)) if value and isinstance(value, frozenset) else value
        part = self._known.get(key)
        if part is None:
            table = Table(Supply, {"id": [""], self._field: [value]})
            part = self._make(_Beside(self._needs, table))
            _put(self._known, key, part)
        return part


class _Values:
    """A part that depends on the values of some fields, whatever they are."""

    def __init__(self, needs: Board, make: Make, fields: frozenset[str]) -> None:
        self._needs, self._make, self._fields = needs, make, fields
        self.key = attrgetter(*sorted(fields))
        self.known: dict[Any, int] = {}

    def read(self, supply: Supply) -> int:
        """Of values that were not met before."""
        table = _Heard(supply)
        part = self._make(_Beside(self._needs, table))
        if not table.names <= self._fields:
            # It reads more fields of this supply than of those before.
            self._fields |= table.names
            self.key = attrgetter(*sorted(self._fields))
            self.known.clear()
        _put(self.known, self.key(supply), part)
        return part


def _put(known: dict[Any, int], key: Any, part: int) -> None:
    if len(known) >= REMEMBERED:
        known.clear()
    known[key] = part


class _Beside(Board):
    """Supplies beside needs laid out before: codes have the needs' bits."""

    def __init__(self, needs: Board, supplies: Table[Supply]) -> None:
        super().__init__((), supplies, needs.terms)
        self._needs = needs

    def bits(self, wanted: str) -> dict[str, int]:
        return self._needs.bits(wanted)


class _Heard(Table[Supply]):
    """One supply as a table that knows which of its columns were asked for."""

    def __init__(self, supply: Supply) -> None:
        super().__init__(Supply, {"id": [supply.id]})
        self._rows = {0: supply}
        self.names: set[str] = set()

    def column(self, name: str) -> Sequence[Any]:
        self.names.add(name)
        return super().column(name)
