"""Reads tables row by row, and says exactly which cell of a bad row is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from matching.decisions import Decision
from matching.files.cells import DECISION_COLUMNS, NEED_COLUMNS, SUPPLY_COLUMNS, Reader
from matching.types import Need, Supply

T = TypeVar("T")
Columns = Mapping[str, tuple[str, Reader]]
GROUP = "group_"
DECISION_NEEDED = ("need_id", "supply_id", "decided_at", "decision")


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used.

    Parameters
    ----------
    file : str
    row : int
        As a spreadsheet counts: the header is row 1.
    column : str
    wrong : str
    """

    file: str
    row: int
    column: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: {self.wrong}"


@dataclass(frozen=True)
class Read(Generic[T]):
    """What a file holds.

    Parameters
    ----------
    rows : tuple
    bad : tuple of BadRow
    ignored : tuple of str
        Columns that mean nothing here.
    """

    rows: tuple[T, ...]
    bad: tuple[BadRow, ...]
    ignored: tuple[str, ...]


def read_needs(path: Path) -> Read[Need]:
    """Needs from a CSV file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Read of Need
    """
    return _read(
        path,
        NEED_COLUMNS,
        lambda fields: Need(fields.pop("id"), fields.pop("category", ""), **fields),
    )


def read_supplies(path: Path) -> Read[Supply]:
    """Supplies from a CSV file; a blank kind is a volunteer.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Read of Supply
    """
    return _read(
        path,
        SUPPLY_COLUMNS,
        lambda fields: Supply(fields.pop("id"), fields.pop("kind", "volunteer"), **fields),
    )


def read_decisions(path: Path, needs: Iterable[Need], supplies: Iterable[Supply]) -> Read[Decision]:
    """Decisions from a CSV file, each about a need and a supply that are known.

    Parameters
    ----------
    path : Path
    needs, supplies : iterable

    Returns
    -------
    Read of Decision
    """
    known = {"need_id": {row.id for row in needs}, "supply_id": {row.id for row in supplies}}

    def make(fields: dict[str, Any]) -> Decision:
        fields.pop("groups")
        for column, ids in known.items():
            if fields[column] not in ids:
                raise ValueError(f"{column} {fields[column]!r} is not in the other file")
        return Decision(**fields)

    return _read(path, DECISION_COLUMNS, make, needed=DECISION_NEEDED)


def read_table(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]] | BadRow]:
    """Rows as the file has them, from row 2, each with its number; first the header's faults."""
    name = path.name
    words = _decode(path)
    if words is None:
        yield BadRow(name, 1, "-", "this is neither UTF-8 nor GB18030 text")
        return
    table = csv.reader(io.StringIO(words, newline=""), strict=True)
    row = 0
    header: list[str] | None = None
    while True:
        row += 1
        try:
            cells = next(table, None)
        except csv.Error as fault:
            yield BadRow(name, row, "-", f"this is not CSV: {fault}")
            return
        if cells is None:
            break
        if header is None:
            header = [cell.strip() for cell in cells]
            fault_of_header = _header_fault(header, needed)
            if fault_of_header:
                yield BadRow(name, 1, *fault_of_header)
                return
        elif any(cell.strip() for cell in cells):
            if len(cells) > len(header):
                yield BadRow(name, row, "-", f"{len(cells)} cells under {len(header)} columns")
                continue
            yield row, {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
    if header is None:
        yield BadRow(name, 1, needed[0], "the file is empty")


def header_of(path: Path) -> tuple[str, ...]:
    """The column names, or none where the file has no readable first line."""
    words = _decode(path) or ""
    try:
        return tuple(cell.strip() for cell in next(csv.reader(io.StringIO(words)), ()))
    except csv.Error:
        return ()


def _read(
    path: Path,
    columns: Columns,
    make: Callable[[dict[str, Any]], T],
    needed: Sequence[str] = ("id",),
) -> Read[T]:
    rows: list[T] = []
    bad: list[BadRow] = []
    first_seen: dict[str, int] = {}
    for item in read_table(path, needed):
        if isinstance(item, BadRow):
            bad.append(item)
            continue
        number, cells = item
        made = _row(path.name, number, cells, columns, make, needed)
        if isinstance(made, BadRow):
            bad.append(made)
            continue
        name = cells.get("id", str(number))
        earlier = first_seen.setdefault(name, number)
        if earlier != number:
            wrong = f"{name!r} is already the id of row {earlier}"
            bad.append(BadRow(path.name, number, "id", wrong))
            continue
        rows.append(made)
    ignored = tuple(
        column
        for column in header_of(path)
        if column and column not in columns and not column.startswith(GROUP)
    )
    return Read(tuple(rows), tuple(bad), ignored)


def _row(
    file: str,
    number: int,
    cells: Mapping[str, str],
    columns: Columns,
    make: Callable[[dict[str, Any]], T],
    needed: Sequence[str],
) -> T | BadRow:
    fields: dict[str, Any] = {
        "groups": {k[len(GROUP) :]: v for k, v in cells.items() if k.startswith(GROUP) and v}
    }
    for column in needed:
        if not cells.get(column):
            return BadRow(file, number, column, f"{column} is needed")
    for column, (field, read) in columns.items():
        cell = cells.get(column)
        if not cell:
            continue
        try:
            fields[field] = read(cell)
        except ValueError as fault:
            return BadRow(file, number, column, str(fault))
    try:
        return make(fields)
    except ValueError as fault:
        return BadRow(file, number, str(fault).split()[0], str(fault))


def _decode(path: Path) -> str | None:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _header_fault(header: list[str], needed: Sequence[str]) -> tuple[str, str] | None:
    missing = next((column for column in needed if column not in header), None)
    if missing:
        return missing, f"there is no column named {missing}"
    named = [column for column in header if column]
    twice = next((column for column in named if named.count(column) > 1), None)
    return (twice, "this column is there twice") if twice else None
