"""What may be meant by one cell: pure functions, one for each kind of cell.

Spreadsheets, other input methods and people write the same thing in many ways. What can only mean one
thing is understood; what could mean two is refused by `Unclear`, whose code has words that say what
to write instead. Cleaning what is clean changes nothing.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Container, Mapping

from matching.files.faults import Unclear, short
from matching.types import KINDS

LONGEST = 100_000
# Signs that take no room: joiners, marks of direction, of order and of variation, fillers.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
# A byte that is no text in the file's encoding is read as a lone surrogate; the last stands where
# another program had lost a letter before.
NO_TEXT = "\0\ud800-\udfff\ufffd"
_HIDDEN = re.compile(f"[{INVISIBLE}]")
_UNREADABLE = re.compile(f"[{NO_TEXT}]")
SEPARATORS = ";；、，,|\n\r"
_BETWEEN = re.compile(f"[{SEPARATORS}]")
_MOST_SEPARATORS = 3
# What makes a program take a cell for something to work out; the wide ones do where Chinese is set.
FORMULA = frozenset("=+-@\t＝＋－＠")
NOBODY = "-"
# What stands before a sum, where others have an id.
TOTALS = frozenset(
    [
        "合计",
        "小计",
        "总计",
        "共计",
        "合计:",
        "合计：",
        "小计:",
        "小计：",
        "总计:",
        "总计：",
        "total",
        "Total",
        "TOTAL",
        "subtotal",
        "Subtotal",
        "SUBTOTAL",
        "sum",
        "Sum",
        "SUM",
    ]
) | {"合 计", "小 计", "总 计", "Grand total", "grand total", "Grand Total"}

FIRST_YEAR, LAST_YEAR = 1990, 2100
# Days since the end of 1899, as Excel counts them: 1 January 1990 to 31 December 2099.
FIRST_SERIAL, LAST_SERIAL = 32_874, 73_050
_BEFORE_SERIALS = dt.date(1899, 12, 30)
_SERIAL = re.compile(r"\d{5}(?:\.\d*)?")
_DATE = re.compile(
    r"(\d{4})\s*(?:年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?|([-/.])(\d{1,2})\4(\d{1,2}))"
    r"(?:[T\s]+\d{1,2}:\d{2}.*)?"
)

KILOMETRES: Mapping[str, float] = {"公里": 1, "千米": 1, "km": 1, "米": 0.001, "m": 0.001}
MINUTES: Mapping[str, float] = {"分钟": 1, "分": 1, "min": 1, "小时": 60, "h": 60}
YEARS: Mapping[str, float] = {"岁": 1, "周岁": 1}
COUNTED: Mapping[str, float] = dict.fromkeys(("人", "名", "个", "位", "份", "次"), 1)
DEGREES: Mapping[str, float] = {"°": 1, "度": 1}
SHARES: Mapping[str, float] = {"%": 0.01}
_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(\D*)", re.IGNORECASE)

_YES = frozenset({"yes", "true", "1", "y", "是"})
_NO = frozenset({"no", "false", "0", "n", "否"})

TO = "[-~–—―−至到]+"
_AGE = r"(\d{1,3})\s*(?:周?岁)?"
_AGES = re.compile(rf"{_AGE}\s*{TO}\s*{_AGE}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*日?|(\d{1,2})/(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})-([a-z]{3})|([a-z]{3})-(\d{1,2})", re.IGNORECASE)


def tidy(cell: str) -> str:
    """A cell without invisible signs, in the usual forms of its letters (NFKC), trimmed.

    Examples
    --------
    >>> tidy("\\ufeff ｓ１\\u200b ")
    's1'
    """
    if cell.isascii():
        return cell.strip()
    if not _HIDDEN.search(cell) and unicodedata.is_normalized("NFKC", cell):
        return cell.strip()
    while (done := unicodedata.normalize("NFKC", _HIDDEN.sub("", cell)).strip()) != cell:
        cell = done
    return cell


def check_text(cell: str) -> None:
    """Refuse a cell that holds what is no text, or far too much of it.

    Examples
    --------
    >>> check_text("小学数学")
    """
    if len(cell) > LONGEST:
        raise Unclear("too_long", many=len(cell), most=LONGEST)
    if _UNREADABLE.search(cell):
        raise Unclear("no_text", cell=short(cell))


def text(cell: str) -> str:
    """Any words, or a code.

    Examples
    --------
    >>> text("数学，３年级")
    '数学,3年级'
    """
    return tidy(cell)


def pieces(cell: str, known: Container[str] = ()) -> tuple[str, ...]:
    """What stands in a list; a whole known id is not cut.

    Parameters
    ----------
    cell : str
        Separated by any of `; ； 、 ， , |`, or by line ends.
    known : container of str
        Ids that may hold up to three separators themselves.

    Examples
    --------
    >>> pieces("s1；s2、 ｓ３"), pieces("Li, Wei;s2", {"Li, Wei"})
    (('s1', 's2', 's3'), ('Li, Wei', 's2'))
    """
    found = []
    ends = [*(match.start() for match in _BETWEEN.finditer(cell)), len(cell)]
    begin = at = 0
    while at < len(ends):
        spans = [cell[begin:end].strip() for end in ends[at : at + _MOST_SEPARATORS + 1]]
        taken = next((many for many in range(len(spans) - 1, 0, -1) if spans[many] in known), 0)
        found.append(spans[taken] if spans[taken] in known else tidy(spans[taken]))
        begin, at = ends[at + taken] + 1, at + taken + 1
    return tuple(piece for piece in found if piece)


def codes(cell: str) -> frozenset[str]:
    """A set of codes.

    Examples
    --------
    >>> sorted(codes("a；b|a，"))
    ['a', 'b']
    """
    return frozenset(pieces(cell))


def kind(cell: str) -> str:
    """Kind of a supply.

    Examples
    --------
    >>> kind("Ｇoods")
    'goods'
    """
    found = tidy(cell).casefold()
    if found not in KINDS:
        raise Unclear("no_kind", cell=short(cell), kinds=", ".join(KINDS))
    return found


def kinds(cell: str) -> frozenset[str]:
    """Kinds of supplies a need takes."""
    return frozenset(map(kind, pieces(cell)))


def own_id(cell: str) -> str:
    """An id as it is written, but for invisible signs and spaces around it.

    Examples
    --------
    >>> own_id("\\ufeff Ｎ7 ")
    'Ｎ7'
    """
    if cell[:1] in FORMULA and cell:
        raise Unclear("id_formula", cell=short(cell))
    found = _HIDDEN.sub("", cell).strip()
    if found[:1] in FORMULA and found:
        raise Unclear("id_formula", cell=short(cell))
    return found


def folded(name: str) -> str:
    """An id as others may write it: usual forms of its letters, and in lower case.

    Examples
    --------
    >>> folded("Ｓ7")
    's7'
    """
    return tidy(tidy(name).casefold())


def bare(name: str) -> str:
    """The same without zeros before its first number, which a spreadsheet drops.

    Examples
    --------
    >>> bare("S007"), bare("000"), bare("a-01-02")
    ('s7', '0', 'a-1-02')
    """
    return re.sub(r"^(\D*)0+(?=\d)", r"\1", folded(name))


def day(cell: str) -> dt.date:
    """A date, or the date of a time: ISO 8601, `2024/3/5`, `2024年3月5日`, or Excel's number.

    Examples
    --------
    >>> day("2024-03-05") == day("2024/3/5 16:30") == day("2024年3月5日") == day("45356")
    True
    """
    cell = tidy(cell)
    found = _day_of(cell)
    if found is None:
        raise Unclear("not_a_date", cell=short(cell))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unclear("far_date", cell=short(cell), first=FIRST_YEAR, last=LAST_YEAR)
    return found


def _day_of(cell: str) -> dt.date | None:
    if is_serial(cell):
        return _BEFORE_SERIALS + dt.timedelta(days=int(float(cell)))
    try:
        return dt.datetime.fromisoformat(cell).date()
    except ValueError:
        found = _DATE.fullmatch(cell)
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[2] or found[5]), int(found[3] or found[6]))
    except ValueError:
        return None


def is_serial(cell: str) -> bool:
    """Whether this is a date as Excel counts its days.

    Examples
    --------
    >>> is_serial("45356"), is_serial("45356.5"), is_serial("99999"), is_serial("2024")
    (True, True, False, False)
    """
    found = _SERIAL.fullmatch(cell)
    return found is not None and FIRST_SERIAL <= float(cell) < LAST_SERIAL + 1


def number(cell: str, units: Mapping[str, float] | None = None) -> float:
    """A finite number; with a unit, so many of the first of them.

    Parameters
    ----------
    cell : str
    units : mapping of str to float, optional
        How much one of each is.

    Examples
    --------
    >>> number("５公里", KILOMETRES), number("500 m", KILOMETRES), number("80%", SHARES)
    (5.0, 0.5, 0.8)
    """
    if any(sign.isdigit() and not sign.isdecimal() for sign in cell):
        # 5² would be 52.
        raise Unclear("not_a_number", cell=short(cell))
    cell = tidy(cell)
    value = _float(cell)
    found = None if value is not None or not units else _NUMBER.fullmatch(cell)
    if found:
        unit = found[2].strip().casefold()
        if unit not in (units or {}):
            raise Unclear("wrong_unit", cell=short(cell), units="、".join(units or ()))
        value = _float(f"{float(found[1]) * (units or {})[unit]:.12g}")
    if value is None:
        raise Unclear("not_a_number", cell=short(cell))
    return value


def _float(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None


def whole(cell: str, units: Mapping[str, float] | None = None) -> int:
    """A whole number.

    Examples
    --------
    >>> whole("3"), whole("3.0"), whole("1.5小时", MINUTES)
    (3, 3, 90)
    """
    value = number(cell, units)
    if value != int(value) or abs(value) > 1_000_000_000:
        raise Unclear("not_whole", cell=short(cell))
    return int(value)


def yes(cell: str) -> bool:
    """Yes or no."""
    found = tidy(cell).casefold()
    if found not in _YES | _NO:
        raise Unclear("not_yes_or_no", cell=short(cell))
    return found in _YES


def ages(cell: str) -> tuple[int, int]:
    """Youngest and oldest age, like `6-14`; never a date that a spreadsheet made of it.

    Examples
    --------
    >>> ages("6-14"), ages("6岁～14岁"), ages("6至14周岁")
    ((6, 14), (6, 14), (6, 14))
    """
    cell = tidy(cell)
    found = _AGES.fullmatch(cell)
    if found and int(found[1]) <= int(found[2]):
        return int(found[1]), int(found[2])
    meant = _month_and_day(cell)
    if meant:
        raise Unclear("excel_date", cell=short(cell), meant=f"{meant[0]}-{meant[1]}")
    raise Unclear("not_ages", cell=short(cell))


def _month_and_day(cell: str) -> tuple[int, int] | None:
    """What a spreadsheet took for a month and a day."""
    found = _day_of(cell)
    if found:
        return found.month, found.day
    if match := _MONTH_DAY.fullmatch(cell):
        return int(match[1] or match[3]), int(match[2] or match[4])
    match = _DAY_MONTH.fullmatch(cell)
    month = (match[2] or match[3]).lower() if match else ""
    if match is None or month not in _MONTHS:
        return None
    return _MONTHS.index(month) + 1, int(match[1] or match[4])


def header(cell: str) -> str:
    """The name of a column, as names are compared.

    Examples
    --------
    >>> header("\\ufeffMax KM "), header("纬 度")
    ('max_km', '纬度')
    """
    name = folded(cell)
    return folded(re.sub(r"[\s_-]+", "_" if name.isascii() else "", name))
