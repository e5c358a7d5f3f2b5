"""What is wrong with a file, told so that the cell can be found."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 40


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used.

    Parameters
    ----------
    file : str
    row : int
        As a spreadsheet counts: the header is row 1.
    column : str
        Its name; its number where it has none.
    wrong : str
    is_end : bool
        True when nothing after it can be read either, so that nobody can go on without it.

    Examples
    --------
    >>> print(BadRow("needs.csv", 7, "lat", "'abc' is not a number"))
    needs.csv, row 7, column lat: 'abc' is not a number
    """

    file: str
    row: int
    column: str
    wrong: str
    is_end: bool = False

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: {self.wrong}"


def short(cell: str) -> str:
    """A cell in quotes, on one line, and not longer than fits there.

    Examples
    --------
    >>> short("a" * 10_000)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"
    """
    return repr(cell if len(cell) <= SHOWN else f"{cell[: SHOWN - 3]}...")
