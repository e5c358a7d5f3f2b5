"""A CSV file cut into columns, with the rows told that cannot be cut."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np

from matching.files.cleaning import TOTALS, tidy
from matching.files.encoding import UNREADABLE, USUAL, as_utf8
from matching.files.faults import BadRow, Fault, Notice, Unclear, short
from matching.files.strip import Bytes, Ints, Strip
from matching.files.workbook import is_workbook, taken
from matching.kernels.cutting import cut

Naming = Callable[[Sequence[str]], list[str]]
# First bytes, in UTF-8, of spaces and of signs that cannot be seen.
_UNSEEN = np.isin(np.arange(256), (0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF))
_FEW_BYTES = 12
_EDGES = re.compile(r'[\s,"]+')


@dataclass
class Sheet:
    """One CSV file.

    Parameters
    ----------
    name : str
    encoding, digest : str
        How it is written; SHA-256 of its bytes.
    header : tuple of str
        Names of the columns, as they are known here.
    numbers : ndarray of int
        Rows that are there and can be cut, as a spreadsheet counts them.
    strips : dict of str to Strip
        Their cells, by name of the column.
    bad : list of BadRow
        The other rows, unless they are empty.
    notices : list of Notice
        What was understood otherwise than it is written.
    """

    name: str
    encoding: str = "UTF-8"
    digest: str = ""
    header: tuple[str, ...] = ()
    numbers: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    strips: dict[str, Strip] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def tell(self, row: int, column: str, wrong: Fault, *, is_end: bool = False) -> None:
        """Say what is wrong with a row; without a header there is no going on."""
        self.bad.append(BadRow(self.name, row, column, wrong, is_end or row == 1))

    def note(self, column: str, code: str, **values: str) -> None:
        """Say what was understood otherwise."""
        self.notices.append(Notice(self.name, column, Fault(code, values)))


def as_written(cells: Sequence[str]) -> list[str]:
    """Names of columns that mean nothing else."""
    return [cell.strip() for cell in cells]


def read_sheet(
    path: Path,
    *,
    needed: Sequence[str],
    wanted: Callable[[str], bool],
    naming: Naming = as_written,
) -> Sheet:
    """Cut a file into columns.

    Parameters
    ----------
    path : Path
    needed : sequence of str
        Columns that must be there.
    wanted : callable
        Says of a column's name whether anybody will ask for its cells.
    naming : callable
        Gives the names of the columns, told the first row.

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
        raw = _text_of(sheet, raw)
    except Unclear as unclear:
        sheet.tell(1, needed[0], unclear.fault)
        return sheet
    letters = np.frombuffer(raw, np.uint8)
    head = _cut(letters, 0, (), 1)
    if not head.cells.size:
        sheet.tell(1, needed[0], Fault("empty_file"))
        return sheet
    if head.cells[0] < 0:
        sheet.tell(1, str(-head.cells[0]), Fault("not_closed"))
        return sheet
    cells = _cut(letters, 0, range(int(head.cells[0])), 1)
    written = [strip.texts()[0] for strip in cells.strips]
    if any("\0" in name or not _is_text(name) for name in written):
        sheet.tell(1, needed[0], Fault("no_text_file"))
        return sheet
    sheet.header = tuple(naming(written))
    wrong = _fault_of(sheet.header, needed)
    if wrong:
        sheet.tell(1, *wrong)
        return sheet
    for name, cell in zip(sheet.header, written, strict=True):
        if cell.strip() != name and name:
            sheet.note(short(cell.strip())[1:-1], "column_taken", name=name)
    most = raw.count(b"\n") + raw.count(b"\r") + 1
    own = written[sheet.header.index(needed[0])].strip()
    _cut_rows(sheet, letters, head, most, (needed[0], own), wanted)
    return sheet


def _text_of(sheet: Sheet, raw: bytes) -> bytes:
    """The file as text in UTF-8, also where it is a workbook."""
    if is_workbook(raw):
        book = taken(raw)
        sheet.encoding = "Excel"
        if book.others:
            others = ", ".join(map(short, book.others))
            sheet.note("", "sheet_taken", sheet=short(book.sheet), others=others)
        if book.is_merged:
            sheet.note("", "merged_taken")
        return book.raw
    raw, sheet.encoding = as_utf8(raw)
    if sheet.encoding not in USUAL:
        sheet.note("", "encoding_taken", encoding=sheet.encoding)
    return raw


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
    sheet: Sheet,
    raw: Bytes,
    head: _Rows,
    most: int,
    keys: tuple[str, str],
    wanted: Callable[[str], bool],
) -> None:
    """Everything below the header; rows that are odd are looked at one by one.

    `keys` are the name of the first column that must be there and what is written above it.
    """
    first = int(head.begins[1])
    header = bytes(raw[:first]).strip()
    columns = [number for number, name in enumerate(sheet.header) if name and wanted(name)]
    rows = _cut(raw, first, columns, most)
    if _begins_with_mark(raw, rows.begins):
        # Files that were put together have a mark wherever one of them began.
        rest = bytes(raw[first:]).replace(codecs.BOM_UTF8, b"")
        raw = np.frombuffer(bytes(raw[:first]) + rest, np.uint8)
        rows = _cut(raw, first, columns, most)
    strips = {
        sheet.header[number]: strip for number, strip in zip(columns, rows.strips, strict=True)
    }
    width = len(sheet.header)
    usable = (rows.cells > 0) & (rows.cells <= width)
    brief = _brief(strips[keys[0]], keys)
    cells = strips[keys[0]].of(brief).texts()
    usable[brief] &= np.array([tidy(cell) not in ("", *keys) for cell in cells], dtype=bool)
    for row in np.flatnonzero(~usable).tolist():
        many, record = int(rows.cells[row]), rows.record(row)
        words = record.decode("utf-8", UNREADABLE)
        if many < 0:
            is_end = rows.is_end and row == rows.cells.size - 1
            column = sheet.header[-1 - many] if -1 - many < width else ""
            wrong = Fault("not_closed_end" if is_end else "not_closed")
            sheet.tell(row + 2, column or str(-many), wrong, is_end=is_end)
        elif record.strip() == header:
            sheet.tell(row + 2, keys[0], Fault("header_again"))
        elif not TOTALS.isdisjoint(map(tidy, _EDGES.split(words))):
            sheet.tell(row + 2, keys[0], Fault("total_line"))
        elif _EDGES.sub("", tidy(words)):
            usable[row] = many <= width
            if many > width:
                told = {"many": many, "width": width}
                sheet.tell(row + 2, str(width + 1), Fault("too_many_cells", told))
    kept = np.flatnonzero(usable)
    sheet.numbers = kept + 2
    sheet.strips = (
        strips if usable.all() else {name: strip.of(kept) for name, strip in strips.items()}
    )


def _begins_with_mark(raw: Bytes, begins: Ints) -> bool:
    """Whether any row begins with a mark of UTF-8."""
    at = begins[begins < raw.size - len(codecs.BOM_UTF8)]
    for sign in codecs.BOM_UTF8:
        at = at[raw[at] == sign] + 1
    return bool(at.size)


def _brief(ids: Strip, keys: tuple[str, str]) -> Ints:
    """Rows whose id may be nothing but unseen signs, or the name of its column."""
    size = ids.ends - ids.starts
    brief = size <= max(len(key.encode()) for key in keys)
    if ids.raw.size:
        unseen = _UNSEEN[ids.raw[np.minimum(ids.starts, ids.raw.size - 1)]]
        brief |= unseen & (size <= _FEW_BYTES)
    return np.flatnonzero(brief)


def _fault_of(header: Sequence[str], needed: Sequence[str]) -> tuple[str, Fault] | None:
    """The column and what is wrong, where these cannot be the names of columns."""
    seen: set[str] = set()
    for name in header:
        if name and name in seen:
            return short(name)[1:-1], Fault("column_twice")
        seen.add(name)
    missing = next((name for name in needed if name not in seen), None)
    if missing is None:
        return None
    code = "no_column"
    if len(header) == 1 and re.search("[;\t|]", header[0]):
        code = "no_column_commas"
    return missing, Fault(code, {"name": missing, "header": short(",".join(header))})


def _is_text(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True
