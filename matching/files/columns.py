"""Reads the cells of a sheet into columns of checked values, and names every cell it cannot use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matching.columns.coded import taken
from matching.files.cells import REFERENCES, Reader, code
from matching.files.faults import BadRow, Fault, Notice, short
from matching.files.headers import named
from matching.files.sense import Bounds, mistakes
from matching.files.sheet import Sheet, read_sheet
from matching.files.strip import Strip
from matching.files.values import Meaning, Wrong

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
    notices : list of Notice
        What is used, but was understood otherwise than it is written, or not used at all.
    cells : dict of str to Strip
        References to ids of the other side as they are written, by name of the column.
    ids : sequence of str
        Ids of all rows, also of those that are bad.
    file, encoding, digest : str
        Its name, how it is written, and SHA-256 of its bytes.
    ignored : tuple of str
        Columns that mean nothing here.
    """

    values: dict[str, Sequence[Any]]
    numbers: Sequence[int]
    bad: list[BadRow]
    notices: list[Notice]
    cells: dict[str, Strip]
    ids: Sequence[str]
    file: str
    encoding: str
    digest: str
    ignored: tuple[str, ...]

    def drop(self, wrong: Mapping[int, tuple[str, Fault]]) -> None:
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
        self.cells = {name: strip.of(kept) for name, strip in self.cells.items()}

    def drop_doubles(self) -> None:
        """Leave out rows whose id has been there before."""
        ids = self.values["id"]
        if len(set(ids)) == len(ids):
            return
        first: dict[str, int] = {}
        wrong: dict[int, tuple[str, Fault]] = {}
        for at, name in enumerate(ids):
            row = first.setdefault(name, self.numbers[at])
            if row != self.numbers[at]:
                wrong[at] = ("id", Fault("id_double", {"cell": short(name), "row": row}))
        self.drop(wrong)


@dataclass(frozen=True)
class Shape:
    """What a file should look like.

    Parameters
    ----------
    known : mapping of str to (field, reader)
        By name of the column.
    needed : sequence of str
        Columns that must be there, and have something in every row.
    blank : mapping of str to object
        What a blank cell stands for, by field.
    headers : mapping of str to str
        What else each column may be called.
    other : Shape, optional
        The file that may have been handed in instead.
    """

    known: Mapping[str, tuple[str, Reader]]
    needed: Sequence[str]
    blank: Mapping[str, Any]
    headers: Mapping[str, str]
    other: Shape | None = None

    def named(self, cells: Sequence[str]) -> list[str]:
        """The name of each column, told the first row."""
        return named(cells, self.known, self.headers)

    def refuse_another(self, sheet: Sheet) -> None:
        """Take nothing from a sheet that has more columns of the other file alone than of this."""
        if self.other is None or not sheet.strips:
            return
        theirs = self.other.known.keys() - self.known.keys()
        alien = sorted(theirs.intersection(self.other.named(sheet.header)))
        own = (self.known.keys() - self.other.known.keys()).intersection(sheet.header)
        if len(alien) > len(own):
            sheet.bad.clear()
            sheet.tell(1, self.needed[0], Fault("exchanged", {"columns": ", ".join(alien)}))
            sheet.strips, sheet.numbers = {}, np.empty(0, np.int64)


def read_columns(path: Path, shape: Shape, *, bounds: Bounds | None = None) -> Columns:
    """The columns of a sheet.

    Parameters
    ----------
    path : Path
    shape : Shape
    bounds : tuple of float, optional
        Where places may lie.

    Returns
    -------
    Columns

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    known = shape.known
    sheet = read_sheet(
        path,
        needed=shape.needed,
        wanted=lambda name: name in known or name.startswith(GROUP),
        naming=shape.named,
    )
    shape.refuse_another(sheet)
    values: dict[str, Sequence[Any]] = {}
    groups: dict[str, Sequence[Any]] = {}
    wrong: dict[int, tuple[str, Fault]] = {}
    rows = sheet.numbers.tolist()
    # From the left: of a row's wrong cells the first is told.
    for name, strip in sheet.strips.items():
        if name in known:
            field, read = known[name]
            needed = Fault("needed", {"column": name})
            stands = Wrong(needed) if name in shape.needed else shape.blank[field]
            found = Meaning(field, read, stands).of_all(strip)
            values[field] = found.values
        else:
            found = Meaning("groups", code, "").of_all(strip)
            groups[name[len(GROUP) :]] = found.values
        for at, why in found.wrong.items():
            wrong.setdefault(at, (name, why))
        sheet.notices += [
            Notice(sheet.name, name, why, rows[at]) for at, why in found.otherwise.items()
        ]
    if groups:
        values["groups"] = _grouped(groups)
    for at, name, why in mistakes(values, bounds):
        wrong.setdefault(at, (name, why))
    unused = (name for name in sheet.header if name and name not in sheet.strips)
    ignored = tuple(short(name)[1:-1] for name in unused) if sheet.strips else ()
    sheet.notices += [Notice(sheet.name, name, Fault("not_used")) for name in ignored]
    columns = Columns(
        values=values,
        numbers=rows,
        bad=sheet.bad,
        notices=sheet.notices,
        cells={
            name: strip
            for name, strip in sheet.strips.items()
            if name in known and known[name][1] in REFERENCES
        },
        ids=values.get("id", ()),
        file=sheet.name,
        encoding=sheet.encoding,
        digest=sheet.digest,
        ignored=ignored,
    )
    columns.drop(wrong)
    return columns


def _grouped(groups: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Names of groups and what each row has of them; rows of the same groups share one."""
    names = sorted(groups)
    rows = list(zip(*(groups[name] for name in names), strict=True))
    made = {
        row: {name: cell for name, cell in zip(names, row, strict=True) if cell}
        for row in set(rows)
    }
    return [made[row] for row in rows]
