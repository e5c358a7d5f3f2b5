"""Reads the cells of a sheet into columns of checked values, and names every cell it cannot use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any

from matching.files.cells import AT_ONCE, Reader, check_text, code
from matching.files.faults import BadRow, short
from matching.files.sheet import Sheet
from matching.types import BOUNDS, check_number, check_point

GROUP = "group_"
# Cells of a column whose meaning is remembered; a column that has more hardly repeats any.
REMEMBERED = 1 << 16


@dataclass(frozen=True)
class Wrong:
    """Stands where a cell cannot be understood, and says why."""

    why: str


@dataclass
class Columns:
    """What a sheet holds.

    Parameters
    ----------
    values : dict of str to list
        Values of the good rows by field.
    numbers : list of int
        The row of the sheet from which each came.
    bad : list of BadRow
        One per bad row, by row.
    sheet : Sheet
    ignored : tuple of str
        Columns that mean nothing here.
    """

    values: dict[str, list[Any]]
    numbers: list[int]
    bad: list[BadRow]
    sheet: Sheet
    ignored: tuple[str, ...]

    def drop(self, wrong: Mapping[int, tuple[str, str]]) -> None:
        """Leave out rows, by their place among the good ones, each with its column and why."""
        if not wrong:
            return
        self.bad += [
            BadRow(self.sheet.name, self.numbers[at], column, why)
            for at, (column, why) in wrong.items()
        ]
        self.bad.sort(key=lambda fault: fault.row)
        kept = [at not in wrong for at in range(len(self.numbers))]
        self.numbers = list(compress(self.numbers, kept))
        self.values = {name: list(compress(own, kept)) for name, own in self.values.items()}

    def drop_doubles(self) -> None:
        """Leave out rows whose id has been there before."""
        ids = self.values["id"]
        if len(set(ids)) == len(ids):
            return
        first: dict[str, int] = {}
        wrong: dict[int, tuple[str, str]] = {}
        for at, name in enumerate(ids):
            row = first.setdefault(name, self.numbers[at])
            if row != self.numbers[at]:
                wrong[at] = ("id", f"{short(name)} is already the id of row {row}")
        self.drop(wrong)


def read_columns(
    path: Path,
    known: Mapping[str, tuple[str, Reader]],
    *,
    needed: Sequence[str],
    blank: Mapping[str, Any],
) -> Columns:
    """The columns of a sheet.

    Parameters
    ----------
    path : Path
    known : mapping of str to (field, reader)
        By name of the column.
    needed : sequence of str
        Columns that must be there, and have something in every row.
    blank : mapping of str to object
        What a blank cell stands for, by field.

    Returns
    -------
    Columns

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    sheet = Sheet(path, needed)
    numbers: list[int] = []
    wrong: dict[int, tuple[str, str]] = {}
    columns: dict[str, _Column] = {}
    for rows, cells in sheet.blocks():
        columns = columns or _columns(sheet, known, needed, blank)
        for name, block in zip(sheet.header, cells, strict=True):
            for at, why in columns[name].take(block) if name in columns else ():
                wrong.setdefault(len(numbers) + at, (name, why))
        numbers.extend(rows)
    columns = columns or _columns(sheet, known, needed, blank)
    found = Columns(
        values={column.field: column.values for name, column in columns.items() if name in known},
        numbers=numbers,
        bad=sheet.bad,
        sheet=sheet,
        ignored=tuple(short(name)[1:-1] for name in sheet.header if name and name not in columns),
    )
    groups = {
        name[len(GROUP) :]: column.values for name, column in columns.items() if name not in known
    }
    if groups:
        found.values["groups"] = _grouped(groups)
    for at, why in _half_places(found.values):
        wrong.setdefault(at, ("lat", why))
    found.drop(wrong)
    return found


class _Column:
    """One column while it is read."""

    def __init__(self, field: str, read: Reader, blank: Any) -> None:
        self.field = field
        self.values: list[Any] = []
        self._needed = isinstance(blank, Wrong)
        self._meaning = _Meaning(field, read, blank)
        self._at_once = AT_ONCE.get(read)

    def take(self, cells: Sequence[str]) -> list[tuple[int, str]]:
        """Understand a block of cells; returns which of them are wrong, and why."""
        found = self._all_at_once(cells)
        if found is None:
            found = list(map(self._meaning.__getitem__, cells))
        self.values.extend(found)
        if not self._meaning.has_wrong:
            return []
        return [(at, value.why) for at, value in enumerate(found) if isinstance(value, Wrong)]

    def _all_at_once(self, cells: Sequence[str]) -> list[Any] | None:
        if self._at_once is None:
            return None
        try:
            found = self._at_once(cells, self.field)
        except ValueError:
            return None
        return None if self._needed and "" in found else found


class _Meaning(dict[str, Any]):
    """What each cell of a column stands for; a cell that comes again is not read again."""

    def __init__(self, field: str, read: Reader, blank: Any) -> None:
        super().__init__()
        self.has_wrong = False
        self._field, self._read, self._blank = field, read, blank

    def __missing__(self, cell: str) -> Any:
        if len(self) == REMEMBERED:
            self.clear()
        value = self[cell] = self._understood(cell.strip())
        self.has_wrong |= isinstance(value, Wrong)
        return value

    def _understood(self, cell: str) -> Any:
        if not cell:
            return self._blank
        try:
            check_text(cell)
            value = self._read(cell)
            if self._field in BOUNDS:
                check_number(self._field, value)
        except ValueError as fault:
            return Wrong(str(fault))
        return value


def _columns(
    sheet: Sheet,
    known: Mapping[str, tuple[str, Reader]],
    needed: Sequence[str],
    blank: Mapping[str, Any],
) -> dict[str, _Column]:
    """Columns that mean something, by name: first the known ones, in the order of their table."""
    found = {}
    for name, (field, read) in known.items():
        if name in sheet.header:
            stands = Wrong(f"{name} is needed") if name in needed else blank[field]
            found[name] = _Column(field, read, stands)
    for name in sheet.header:
        if name.startswith(GROUP):
            found[name] = _Column("groups", code, "")
    return found


def _grouped(groups: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Names of groups and what each row has of them; rows of the same groups share one."""
    names = sorted(groups)
    rows = list(zip(*(groups[name] for name in names), strict=True))
    made = {
        row: {name: cell for name, cell in zip(names, row, strict=True) if cell}
        for row in set(rows)
    }
    return [made[row] for row in rows]


def _half_places(values: Mapping[str, Sequence[Any]]) -> Iterator[tuple[int, str]]:
    """Rows that have one of latitude and longitude without the other."""
    lat, lon = values.get("lat"), values.get("lon")
    if lat is not None and lon is not None and None not in lat and None not in lon:
        return
    nowhere = [None] * len(lat or lon or ())
    for at, point in enumerate(zip(lat or nowhere, lon or nowhere, strict=True)):
        try:
            check_point(*point)
        except ValueError as fault:
            yield at, str(fault)
