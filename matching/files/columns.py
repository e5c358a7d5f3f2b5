"""Reads the cells of a sheet into columns of checked values, and names every cell it cannot use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matching.columns.coded import Numbers, taken
from matching.files.cells import Reader, code
from matching.files.faults import BadRow, short
from matching.files.sheet import read_sheet
from matching.files.values import Meaning, Wrong
from matching.types import HALF_A_PLACE

GROUP = "group_"


@dataclass
class Columns:
    """What a sheet holds.

    Parameters
    ----------
    values : dict of str to sequence
        Values of the good rows by field.
    numbers : sequence of int
        The row of the sheet from which each came.
    bad : list of BadRow
        One per bad row, by row.
    file, encoding, digest : str
        Its name, how it is written, and SHA-256 of its bytes.
    ignored : tuple of str
        Columns that mean nothing here.
    """

    values: dict[str, Sequence[Any]]
    numbers: Sequence[int]
    bad: list[BadRow]
    file: str
    encoding: str
    digest: str
    ignored: tuple[str, ...]

    def drop(self, wrong: Mapping[int, tuple[str, str]]) -> None:
        """Leave out rows, by their place among the good ones, each with its column and why."""
        if not wrong:
            return
        self.bad += [
            BadRow(self.file, self.numbers[at], column, why) for at, (column, why) in wrong.items()
        ]
        self.bad.sort(key=lambda fault: fault.row)
        kept = np.delete(np.arange(len(self.numbers)), list(wrong))
        self.numbers = taken(self.numbers, kept)
        self.values = {name: taken(own, kept) for name, own in self.values.items()}

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
    sheet = read_sheet(
        path, needed=needed, wanted=lambda name: name in known or name.startswith(GROUP)
    )
    values: dict[str, Sequence[Any]] = {}
    groups: dict[str, Sequence[Any]] = {}
    wrong: dict[int, tuple[str, str]] = {}
    # From the left: of a row's wrong cells the first is told.
    for name, strip in sheet.strips.items():
        if name in known:
            field, read = known[name]
            stands = Wrong(f"{name} is needed") if name in needed else blank[field]
            values[field], faults = Meaning(field, read, stands).of_all(strip)
        else:
            groups[name[len(GROUP) :]], faults = Meaning("groups", code, "").of_all(strip)
        for at, why in faults.items():
            wrong.setdefault(at, (name, why))
    if groups:
        values["groups"] = _grouped(groups)
    for at, why in _half_places(values):
        wrong.setdefault(at, ("lat", why))
    unused = (name for name in sheet.header if name and name not in sheet.strips)
    found = Columns(
        values=values,
        numbers=sheet.numbers.tolist(),
        bad=sheet.bad,
        file=sheet.name,
        encoding=sheet.encoding,
        digest=sheet.digest,
        ignored=tuple(short(name)[1:-1] for name in unused) if sheet.strips else (),
    )
    found.drop(wrong)
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
    nowhere = np.full(len(next(iter(values.values()), ())), np.nan)
    lat, lon = (
        column.values if isinstance(column := values.get(name), Numbers) else nowhere
        for name in ("lat", "lon")
    )
    for at in np.flatnonzero(np.isnan(lat) != np.isnan(lon)).tolist():
        yield at, HALF_A_PLACE
