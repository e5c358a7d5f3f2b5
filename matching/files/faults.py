"""What is wrong with a file, or was understood otherwise than it is written: codes, and words for them.

The words stand in `words.csv` beside this module, one line per code, in each language.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

SHOWN = 40
CHINESE, ENGLISH = "zh_Hans_CN", "en"
LANGUAGES = (CHINESE, ENGLISH)


class Told(Protocol):
    """Anything that can be said in each language."""

    def said(self, language: str = ENGLISH) -> str: ...


@dataclass(frozen=True)
class Fault:
    """A code with the values its sentence needs.

    Parameters
    ----------
    code : str
        One of `words.csv`.
    values : mapping of str to object
        Texts of the file are shown by `short`.

    Examples
    --------
    >>> fault = Fault("not_a_number", {"cell": short("abc")})
    >>> fault.said()
    "'abc' is not a number; write digits like 12.5"
    >>> fault.said("zh_Hans_CN")
    "'abc' 不是数字；请写成 12.5 这样"
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def said(self, language: str = ENGLISH) -> str:
        """The sentence."""
        return phrases()[self.code][language].format(**self.values)


class Unclear(ValueError):
    """A cell that cannot be understood.

    Parameters
    ----------
    code : str
    **values : object

    Examples
    --------
    >>> Unclear("not_whole", cell=short("1.5")).said()
    "'1.5' is not a whole number"
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, values)

    def said(self, language: str = ENGLISH) -> str:
        """The sentence."""
        return self.fault.said(language)

    def __str__(self) -> str:
        return self.said()


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
    fault : Fault
    is_end : bool
        True when nothing after it can be read either, so that nobody can go on without it.

    Examples
    --------
    >>> bad = BadRow("needs.csv", 7, "lat", Fault("not_whole", {"cell": "'1.5'"}))
    >>> print(bad)
    needs.csv, row 7, column lat: '1.5' is not a whole number
    >>> bad.said("zh_Hans_CN")
    "needs.csv 第 7 行 lat 列：'1.5' 不是整数"
    """

    file: str
    row: int
    column: str
    fault: Fault
    is_end: bool = False

    @property
    def wrong(self) -> str:
        """What is wrong, in English."""
        return self.fault.said()

    def said(self, language: str = ENGLISH) -> str:
        """The line about it."""
        return _in_a_cell(self.file, self.row, self.column, self.fault, language)

    def __str__(self) -> str:
        return self.said()


@dataclass(frozen=True)
class Notice:
    """Something that is used, but was understood otherwise than it is written, or not at all.

    Parameters
    ----------
    file : str
    column : str
    fault : Fault
    row : int, optional
        None where it is about the whole column, or the whole file.

    Examples
    --------
    >>> print(Notice("needs.csv", "colour", Fault("not_used")))
    needs.csv: column colour is not used
    """

    file: str
    column: str
    fault: Fault
    row: int | None = None

    def said(self, language: str = ENGLISH) -> str:
        """The line about it."""
        if self.row is not None:
            return _in_a_cell(self.file, self.row, self.column, self.fault, language)
        values = {"file": self.file, "column": self.column, "said": self.fault.said(language)}
        return Fault("in_a_column" if self.column else "in_a_file", values).said(language)

    def told(self) -> dict[str, Any]:
        """As a report keeps it."""
        place = {"file": self.file, "column": self.column, "row": self.row}
        return {"code": self.fault.code, **place, **self.fault.values}

    def __str__(self) -> str:
        return self.said()


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Sentences by code and language."""
    path = Path(__file__).with_name("words.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def short(cell: str) -> str:
    """A cell in quotes, on one line, and not longer than fits there.

    Examples
    --------
    >>> short("a" * 10_000)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"
    """
    return repr(cell if len(cell) <= SHOWN else f"{cell[: SHOWN - 3]}...")


def _in_a_cell(file: str, row: int, column: str, fault: Fault, language: str) -> str:
    values = {"file": file, "row": row, "column": column, "said": fault.said(language)}
    return Fault("in_a_cell", values).said(language)
