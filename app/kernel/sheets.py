"""A workbook of one sheet for people: its head frozen, every text a text, and who took it when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from xlsxwriter import Workbook

from app.kernel import clock
from app.kernel.listing import Cell

MOST_ROWS = 20_000
LONGEST_NAME = 31
WIDTH = 18
HEAD = 2
"""Rows above the first one of the list: what it is and who took it, then the columns."""
UNTOUCHED = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""What somebody wrote stays as written: `=HYPERLINK(…)` is seven letters and a bracket."""


def write_sheet(
    file: BinaryIO, *, title: str, made: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> int:
    """Write the rows into `file`, which is then at its beginning; how many there were.

    Moments are those of a clock in China. Nothing but the row in hand is kept in memory.
    """
    many = 0
    with Workbook(file, UNTOUCHED) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:LONGEST_NAME])
        sheet.set_column(0, len(heads) - 1, WIDTH)
        sheet.freeze_panes(HEAD, 0)
        sheet.repeat_rows(0, HEAD - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, f"{title} · {made}")
        for place, head in enumerate(heads):
            sheet.write_string(HEAD - 1, place, head, bold)
        for many, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                _write(sheet, (many + HEAD - 1, place), cell, day=day, moment=moment)
        sheet.autofilter(HEAD - 1, 0, many + HEAD - 1, len(heads) - 1)
    file.seek(0)
    return many


def _write(sheet: Any, at: tuple[int, int], cell: Cell, *, day: Any, moment: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(*at, clock.local(cell).replace(tzinfo=None), moment)
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(*at, cell)
    else:
        sheet.write_number(*at, cell)
