"""Workbooks of Excel and its kin, told by their bytes and read as if saved as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from matching.files.faults import Unclear

READER = "python_calamine"
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")
_ARCHIVE = b"PK\x03\x04"
# What lies within such a workbook, and within no other archive.
_BOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ERROR = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]* t="e"')


class Taken(NamedTuple):
    """A sheet of a workbook.

    Parameters
    ----------
    raw : bytes
        Its cells as CSV in UTF-8, line for line; a merged cell stands in each of its places.
    sheet : str
    others : tuple of str
        Names of further sheets that are not empty.
    is_merged : bool
        Whether cells below the first row were merged.
    """

    raw: bytes
    sheet: str
    others: tuple[str, ...]
    is_merged: bool


def is_workbook(raw: bytes) -> bool:
    """Whether these are the bytes of a workbook, whatever the file is called.

    Examples
    --------
    >>> is_workbook(b"id,category\\nn1,tutoring\\n")
    False
    """
    return raw.startswith(_OLD) or any(part in _parts(raw) for part in _BOOKS)


def taken(raw: bytes) -> Taken:
    """The first sheet with anything in it.

    Raises
    ------
    Unclear
        When it cannot be read, or nothing is installed that reads it.
    """
    if find_spec(READER) is None:
        raise Unclear("workbook_not_read")
    _refuse_errors(raw)
    calamine = import_module(READER)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        cells = {name: own.to_python(skip_empty_area=False) for name, own in sheets.items()}
    except (calamine.CalamineError, ValueError, OSError) as fault:
        raise Unclear("workbook_broken", why=" ".join(str(fault).split())[:200]) from None
    full = [name for name, rows in cells.items() if any(map(any, rows))]
    if not full:
        raise Unclear("empty_file")
    rows = cells[full[0]]
    merged = [one for one in sheets[full[0]].merged_cell_ranges or () if one[1][0] > 0]
    for (top, left), (bottom, right) in merged:
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return Taken(_as_csv(rows), full[0], tuple(full[1:]), bool(merged))


def _parts(raw: bytes) -> dict[str, bytes]:
    """What lies within an archive, by name; nothing where it is none."""
    if not raw.startswith(_ARCHIVE):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return {
                name: archive.read(name) if _SHEET.fullmatch(name) else b""
                for name in archive.namelist()
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return {}


def _refuse_errors(raw: bytes) -> None:
    """Cells that show #N/A or the like, which would be read as if they were blank."""
    for name, words in _parts(raw).items():
        found = _ERROR.search(words) if _SHEET.fullmatch(name) else None
        if found:
            raise Unclear("workbook_error", cell=found[1].decode(), part=name.rpartition("/")[2])


def _as_csv(rows: list[list[Any]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([*map(_cell, row)] for row in rows)
    return file.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> str:
    """A cell as somebody would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)
