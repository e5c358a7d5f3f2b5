"""A CSV file, block by block and column by column, with the rows that are not CSV told."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from matching.files.encoding import UNREADABLE, encoding_of
from matching.files.faults import BadRow, short

if TYPE_CHECKING:
    from _csv import Reader as Records

# So many rows and their columns fit into the cache of a processor together.
ROWS = 512
# One cell and what ends it; a cell that begins with a quote must end with one.
_CELL = re.compile(r'(?:"[^"]*+(?:""[^"]*+)*+"|(?!")[^,\r\n]*+)(?:,|[\r\n]|$)')

Block = tuple[Sequence[int], list[tuple[str, ...]]]


class Sheet:
    """One CSV file.

    Parameters
    ----------
    path : Path
    needed : sequence of str
        Columns that must be there.

    Attributes
    ----------
    header : tuple of str
        Names of the columns, without spaces around them.
    bad : list of BadRow
        Faults of the file and its rows found so far; all of them after `blocks`.
    encoding, digest : str
        How it is written; SHA-256 of its bytes.

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """

    def __init__(self, path: Path, needed: Sequence[str]) -> None:
        self.name = path.name
        self.header: tuple[str, ...] = ()
        self.bad: list[BadRow] = []
        self.encoding = self.digest = ""
        self._path, self._needed = path, needed

    def blocks(self) -> Iterator[Block]:
        """Row numbers and columns of cells, a block of rows at a time; empty rows are left out."""
        try:
            self.encoding, self.digest = encoding_of(self._path)
        except UnicodeError as fault:
            self._tell(1, "1", str(fault))
            return
        with self._path.open(newline="", encoding=self.encoding, errors=UNREADABLE) as file:
            rows = self._rows(csv.reader(file, strict=True))
            self._read_header(next(rows, None))
            if self.bad:
                return
            first = 2
            while chunk := list(islice(rows, ROWS)):
                numbers = range(first, first + len(chunk))
                first = numbers.stop
                yield self._block(numbers, chunk)

    def _rows(self, table: Records) -> Iterator[list[str]]:
        """The rows; one that is not CSV is told, and comes as an empty one."""
        for number in count(1):
            begin = table.line_num
            try:
                row = next(table)
            except StopIteration:
                return
            except csv.Error:
                self._tell_of_cell(number, begin, table.line_num)
                # Inside a quote of many lines nobody knows where the next row begins.
                if table.line_num > begin + 1:
                    return
                row = []
            yield row

    def _block(self, numbers: Sequence[int], chunk: list[list[str]]) -> Block:
        width = len(self.header)
        if set(map(len, chunk)) == {width}:
            columns = list(zip(*chunk, strict=True))
            key = self.header.index(self._needed[0])
            named = set(map(str.strip, columns[key]))
            if "" not in named and self.header[key] not in named:
                return numbers, columns
        kept = [
            (number, [*row, *[""] * (width - len(row))])
            for number, row in zip(numbers, chunk, strict=True)
            if any(map(str.strip, row)) and not self._is_odd(number, row)
        ]
        if not kept:
            return (), [()] * width
        return [number for number, _ in kept], list(zip(*(row for _, row in kept), strict=True))

    def _is_odd(self, number: int, row: list[str]) -> bool:
        """Where a row has more cells than there are columns, or is the header again."""
        width = len(self.header)
        if len(row) > width:
            self._tell(number, str(width + 1), f"{len(row)} cells under {width} columns")
            return True
        if tuple(map(str.strip, row)) == self.header:
            self._tell(number, self._needed[0], "this row is the header again")
            return True
        return False

    def _read_header(self, row: list[str] | None) -> None:
        if row is None:
            if not self.bad:
                self._tell(1, self._needed[0], "the file is empty")
            return
        self.header = tuple(map(str.strip, row))
        if any("\0" in name or not _is_text(name) for name in self.header):
            self._tell(1, self._needed[0], "this is not a text file")
            return
        seen: set[str] = set()
        for name in self.header:
            if name and name in seen:
                self._tell(1, short(name)[1:-1], "this column is there twice")
                return
            seen.add(name)
        for name in self._needed:
            if name not in seen:
                found = short(",".join(self.header))
                wrong = f"there is no column named {name}; row 1 is {found}"
                if len(self.header) == 1 and re.search("[;\t|]", self.header[0]):
                    wrong += ", and columns are separated by commas"
                self._tell(1, name, wrong)
                return

    def _tell_of_cell(self, number: int, begin: int, end: int) -> None:
        """Which cell is not CSV: looked for in the file again, since the reader does not say."""
        with self._path.open(newline="", encoding=self.encoding, errors=UNREADABLE) as file:
            record = "".join(islice(file, begin, end))
        column = at = 0
        longest = csv.field_size_limit()
        wrong = "the quotes around this cell are not closed as they should be"
        while at < len(record) and (cell := _CELL.match(record, at)):
            if cell.end() - at > longest:
                wrong = f"this cell has more than {longest} characters"
                break
            column, at = column + 1, cell.end()
        is_end = end > begin + 1
        if is_end:
            wrong += "; no row from here on can be read"
        name = self.header[column] if column < len(self.header) else ""
        self._tell(number, name or str(column + 1), wrong, is_end=is_end)

    def _tell(self, row: int, column: str, wrong: str, *, is_end: bool = False) -> None:
        self.bad.append(BadRow(self.name, row, column, wrong, is_end or row == 1))


def _is_text(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True
