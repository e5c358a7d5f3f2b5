"""Reading the announcement of a year's public holidays, as it is printed or as a list of days.

一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
2027-01-01 元旦
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.errors import Refused

LONGEST = timedelta(days=14)
"""No public holiday is longer: a longer stretch is a misread date."""
WEEKDAYS = "一二三四五六日"

NUMBERED = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
DAY = r"(?:(\d{1,4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\s*\(([^()]{0,30})\))?"
WEEKDAY = re.compile("(?:周|星期)([一二三四五六日天])")
STRETCH = re.compile(rf"{DAY}(?:\s*(?:至|到|~|—|–|-)\s*{DAY})?")
CLAUSES = re.compile(r"[。;,]")
NAME = re.compile(r"^\s*(?:[一二三四五六七八九十\d]+[、.]\s*)?([^\d:]{1,20}?)\s*:")
WORKING = ("上班", "补班")
MARKED = re.compile("放假|休|班")
BESIDE = re.compile(r"放假|调休|补休|连休|与周末|上班|补班|[、:()\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One day that is not what its weekday says: a holiday, or a day of work on a weekend."""

    day: date
    is_working: bool
    name: str


def read_notice(text: str, year: int) -> tuple[Announced, ...]:
    """Every day the text names, in order; dates without a year are of `year`.

    A bare date of another year is the day the notice was signed, and is passed over.

    Raises
    ------
    Refused
        `notice.*`, beside the field `notice`: no day, a day that does not exist or does not fall on
        the weekday written behind it, a stretch that runs backwards or for weeks, a day that is
        both, a day of work that is an ordinary one.
    """
    found: dict[date, Announced] = {}
    for one in _days(text, year):
        other = found.setdefault(one.day, one)
        if other.is_working != one.is_working:
            raise _refused("notice.twice", day=_said(one.day))
        if one.is_working and one.day.weekday() < 5:
            raise _refused("notice.ordinary_day", day=_said(one.day))
        if abs(one.day.year - year) > 1:
            raise _refused("notice.other_year", day=_said(one.day), year=year)
    if not any(one.day.year == year for one in found.values()):
        raise _refused("notice.no_day", year=year)
    return tuple(found[day] for day in sorted(found))


def _days(text: str, year: int) -> Iterator[Announced]:
    for line in unicodedata.normalize("NFKC", text).splitlines():
        plain = NUMBERED.sub(r"\1年\2月\3日", line)
        named = NAME.match(plain)
        name = named[1] if named else ""
        for clause in CLAUSES.split(plain):
            yield from _of_clause(clause, year, name)


def _of_clause(clause: str, year: int, name: str) -> Iterator[Announced]:
    is_working = any(word in clause for word in WORKING)
    name = name or BESIDE.sub("", STRETCH.sub("", clause))[:20]
    at: tuple[int, int | None] = (year, None)
    for found in STRETCH.finditer(clause):
        first = _day(found.groups()[:4], *at)
        last = _day(found.groups()[4:], first.year, first.month) if found[7] else first
        at = last.year, last.month
        if not first <= last <= first + LONGEST:
            raise _refused("notice.stretch", first=_said(first), last=_said(last))
        if year not in (first.year, last.year) and not MARKED.search(clause):
            continue
        for number in range((last - first).days + 1):
            yield Announced(day=first + timedelta(days=number), is_working=is_working, name=name)


def _day(parts: tuple[str | None, ...], year: int, month: int | None) -> date:
    told_year, told_month, day, beside = parts
    written = f"{told_year or year}-{told_month or month or '?'}-{day}"
    try:
        found = date(int(told_year or year), int(told_month or month or 0), int(day or 0))
    except ValueError:
        raise _refused("notice.unknown_day", day=written) from None
    weekday = WEEKDAY.search(beside or "")
    if weekday is not None and WEEKDAYS[found.weekday()] != weekday[1].replace("天", "日"):
        raise _refused("notice.other_weekday", day=_said(found), weekday=weekday[0])
    return found


def _said(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def _refused(code: str, **values: object) -> Refused:
    return Refused(code, field="notice", **values)
