"""A CSV file cut into columns, with the rows told that cannot be cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np

from matching.files.encoding import as_utf8
from matching.files.faults import BadRow, short
from matching.files.strip import Bytes, Ints, Strip
from matching.kernels.cutting import cut

NOT_CLOSED = "the quotes around this cell are not closed as they should be"
NO_MORE = "; no row from here on can be read"


@dataclass
class Sheet:
    """One CSV file.

    Parameters
    ----------
    name : str
    encoding, digest : str
        How it is written; SHA-256 of its bytes.
    header : tuple of str
        Names of the columns, without spaces around them.
    numbers : ndarray of int
        Rows that are there and can be cut, as a spreadsheet counts them.
    strips : dict of str to Strip
        Their cells, by name of the column.
    bad : list of BadRow
        The other rows, unless they are empty.
    """

    name: str
    encoding: str = "UTF-8"
    digest: str = ""
    header: tuple[str, ...] = ()
    numbers: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    strips: dict[str, Strip] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)

    def tell(self, row: int, column: str, wrong: str, *, is_end: bool = False) -> None:
        """Say what is wrong with a row; without a header there is no going on."""
        self.bad.append(BadRow(self.name, row, column, wrong, is_end or row == 1))


def read_sheet(path: Path, *, needed: Sequence[str], wanted: Callable[[str], bool]) -> Sheet:
    """Cut a file into columns.

    Parameters
    ----------
    path : Path
    needed : sequence of str
        Columns that must be there.
    wanted : callable
        Says of a column's name whether anybody will ask for its cells.

    Returns
    -------
    Sheet

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    raw = path.read_bytes()
    sheet = Sheet(path.name, digest=sha256(raw).hexdigest())
    try:
        raw, sheet.encoding = as_utf8(raw)
    except UnicodeError as fault:
        sheet.tell(1, needed[0], str(fault))
        return sheet
    letters = np.frombuffer(raw, np.uint8)
    head = _cut(letters, 0, (), 1)
    if not head.cells.size:
        sheet.tell(1, needed[0], "the file is empty")
        return sheet
    if head.cells[0] < 0:
        sheet.tell(1, str(-head.cells[0]), NOT_CLOSED)
        return sheet
    names = _cut(letters, 0, range(int(head.cells[0])), 1)
    sheet.header = tuple(strip.texts()[0].strip() for strip in names.strips)
    wrong = _fault_of(sheet.header, needed)
    if wrong:
        sheet.tell(1, *wrong)
        return sheet
    most = raw.count(b"\n") + raw.count(b"\r") + 1
    _cut_rows(sheet, letters, head, most, needed[0], wanted)
    return sheet


@dataclass(frozen=True, eq=False)
class _Rows:
    """What `cut` found: first bytes of the rows and of what follows, and how many cells each has."""

    begins: Ints
    cells: Ints
    strips: list[Strip]
    is_end: bool

    def record(self, row: int) -> bytes:
        """A whole row."""
        return bytes(self.strips[0].raw[self.begins[row] : self.begins[row + 1]])


def _cut(raw: Bytes, at: int, columns: Sequence[int], most: int) -> _Rows:
    """Cells of some columns in up to `most` rows from byte `at` on."""
    # Offsets take half the room where they fit into 32 bits.
    offset = np.int32 if raw.size < 2**31 else np.int64
    kept = np.full(max(columns, default=-1) + 1, -1, np.int64)
    kept[list(columns)] = np.arange(len(columns))
    shape = (len(columns), most)
    starts, ends, doubled = np.zeros(shape, offset), np.zeros(shape, offset), np.zeros(shape, bool)
    begins, cells = np.zeros(most + 1, np.int64), np.zeros(most, np.int64)
    rows, end, is_end = cut(raw, at, kept, starts, ends, doubled, begins, cells)
    begins[rows] = end
    strips = [
        Strip(raw, *(own[row, :rows] for own in (starts, ends, doubled)))
        for row in range(len(columns))
    ]
    return _Rows(begins[: rows + 1], cells[:rows], strips, is_end)


def _cut_rows(
    sheet: Sheet, raw: Bytes, head: _Rows, most: int, key: str, wanted: Callable[[str], bool]
) -> None:
    """Everything below the header; rows that are odd are looked at one by one."""
    first = int(head.begins[1])
    header = bytes(raw[:first]).strip()
    columns = [number for number, name in enumerate(sheet.header) if name and wanted(name)]
    rows = _cut(raw, first, columns, most)
    strips = {
        sheet.header[number]: strip for number, strip in zip(columns, rows.strips, strict=True)
    }
    width = len(sheet.header)
    usable = (rows.cells > 0) & (rows.cells <= width)
    ids = strips[key]
    brief = np.flatnonzero(ids.ends - ids.starts <= len(key))
    cells = ids.of(brief).texts()
    usable[brief] &= np.array([cell.strip() not in ("", key) for cell in cells], dtype=bool)
    for row in np.flatnonzero(~usable).tolist():
        many, record = int(rows.cells[row]), rows.record(row)
        if many < 0:
            is_end = rows.is_end and row == rows.cells.size - 1
            column = sheet.header[-1 - many] if -1 - many < width else ""
            wrong = NOT_CLOSED + NO_MORE * is_end
            sheet.tell(row + 2, column or str(-many), wrong, is_end=is_end)
        elif record.strip() == header:
            sheet.tell(row + 2, key, "this row is the header again")
        elif record.strip(b', \t\r\n"'):
            usable[row] = many <= width
            if many > width:
                sheet.tell(row + 2, str(width + 1), f"{many} cells under {width} columns")
    kept = np.flatnonzero(usable)
    sheet.numbers = kept + 2
    sheet.strips = (
        strips if usable.all() else {name: strip.of(kept) for name, strip in strips.items()}
    )


def _fault_of(header: Sequence[str], needed: Sequence[str]) -> tuple[str, str] | None:
    """The column and what is wrong, where these cannot be the names of columns."""
    if any("\0" in name or not _is_text(name) for name in header):
        return needed[0], "this is not a text file"
    seen: set[str] = set()
    for name in header:
        if name and name in seen:
            return short(name)[1:-1], "this column is there twice"
        seen.add(name)
    missing = next((name for name in needed if name not in seen), None)
    if missing is None:
        return None
    wrong = f"there is no column named {missing}; row 1 is {short(','.join(header))}"
    if len(header) == 1 and re.search("[;\t|]", header[0]):
        wrong += ", and columns are separated by commas"
    return missing, wrong


def _is_text(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True
