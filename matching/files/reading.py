"""Needs, supplies and decisions from CSV files, by column."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Generic, TypeVar

from matching.columns.table import Table
from matching.files.cells import DECISION_COLUMNS, NEED_COLUMNS, SUPPLY_COLUMNS, Reader
from matching.files.columns import Columns, read_columns
from matching.files.faults import BadRow, short
from matching.learning.decisions import Decision
from matching.types import Need, Supply

Rows_co = TypeVar("Rows_co", covariant=True)
Rows = TypeVar("Rows")
Row = TypeVar("Row", Need, Supply)
DECISION_NEEDED = ("need_id", "supply_id", "decided_at", "decision")


@dataclass(frozen=True)
class Read(Generic[Rows_co]):
    """What a file holds.

    Parameters
    ----------
    rows : Table, or list of Decision
        The good rows, in the file's order.
    bad : tuple of BadRow
        One for every bad row, by row.
    ignored : tuple of str
        Columns that mean nothing here.
    encoding, digest : str
        How the file is written; SHA-256 of its bytes.
    """

    rows: Rows_co
    bad: tuple[BadRow, ...]
    ignored: tuple[str, ...]
    encoding: str
    digest: str


def read_needs(path: Path) -> Read[Table[Need]]:
    """Needs from a CSV file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Read of Table of Need
        No object is made of a row before somebody asks for it.

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    return _table(path, Need, NEED_COLUMNS, {"category": ""})


def read_supplies(path: Path) -> Read[Table[Supply]]:
    """Supplies from a CSV file; a blank kind is a volunteer.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Read of Table of Supply

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    return _table(path, Supply, SUPPLY_COLUMNS, {"kind": "volunteer"})


def read_decisions(
    path: Path, need_ids: Collection[str], supply_ids: Collection[str]
) -> Read[list[Decision]]:
    """Decisions from a CSV file, each about a need and a supply that are known.

    Parameters
    ----------
    path : Path
    need_ids, supply_ids : collection of str

    Returns
    -------
    Read of list of Decision

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    blank = _blank(Decision)
    found = read_columns(path, DECISION_COLUMNS, needed=DECISION_NEEDED, blank=blank)
    found.values.pop("groups", None)
    known = {"need_id": frozenset(need_ids), "supply_id": frozenset(supply_ids)}
    rows: list[Decision] = []
    wrong: dict[int, tuple[str, str]] = {}
    for at, values in enumerate(zip(*found.values.values(), strict=True)):
        told = dict(zip(found.values, values, strict=True))
        stranger = next((side for side, ids in known.items() if told[side] not in ids), None)
        if stranger:
            wrong[at] = (stranger, f"{stranger} {short(told[stranger])} is not in the other file")
            continue
        try:
            rows.append(Decision(**told))
        except ValueError as fault:
            wrong[at] = (str(fault).split()[0], str(fault))
    found.drop(wrong)
    return _read(rows, found)


def _table(
    path: Path,
    kind: type[Row],
    known: Mapping[str, tuple[str, Reader]],
    otherwise: Mapping[str, Any],
) -> Read[Table[Row]]:
    blank = {**_blank(kind), **otherwise}
    found = read_columns(path, known, needed=("id",), blank=blank)
    for field, value in {"id": "", **otherwise}.items():
        found.values.setdefault(field, [value] * len(found.numbers))
    found.drop_doubles()
    return _read(Table(kind, found.values), found)


def _read(rows: Rows, found: Columns) -> Read[Rows]:
    return Read(
        rows=rows,
        bad=tuple(found.bad),
        ignored=found.ignored,
        encoding=found.encoding,
        digest=found.digest,
    )


def _blank(kind: type[Any]) -> dict[str, Any]:
    """What a row holds where its cell is blank, by field."""
    return {field.name: field.default for field in fields(kind) if field.default is not MISSING}
