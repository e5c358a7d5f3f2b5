"""Keeping the calendar: a year's holidays as announced, the schools' days, and taking days out."""

from __future__ import annotations

from datetime import date, timedelta

from app.kernel import calendar
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.calendar import PUBLIC, DayKind, Named
from app.kernel.errors import NotFound, Refused
from app.kernel.notices import read_notice
from app.matches import deadlines
from app.system.events import DaysEntered, DaysTaken, YearAnnounced

LONGEST = timedelta(days=92)
"""A summer holiday and some: what is longer has a wrong year in it."""


@action(Can.KEEP_CALENDAR)
def announce_year(actor: Actor, year: int, *, notice: str) -> YearAnnounced:
    """Enter the public holidays of a year as they were announced, in place of what was known.

    Open deadlines that touch the year are worked out again, none to an earlier day.
    """
    _require_year(year)
    found = read_notice(notice, year)
    calendar.touch(year, is_announced=True)
    whole_year = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    calendar.take([day for day in whole_year if day.year == year], PUBLIC)
    calendar.put(
        [
            Named(
                day=one.day,
                kind=DayKind.WORKING_DAY if one.is_working else DayKind.HOLIDAY,
                name=one.name,
            )
            for one in found
        ]
    )
    return YearAnnounced(year=year, days=len(found), deadlines=deadlines.recompute(year))


@action(Can.KEEP_CALENDAR)
def enter_days(
    actor: Actor,
    year: int,
    *,
    kind: DayKind,
    first_on: date,
    last_on: date,
    name: str,
) -> DaysEntered:
    """Enter days of one kind, both ends included; school holidays may reach into the next year."""
    days = _days(year, first_on, last_on)
    if kind is DayKind.WORKING_DAY and any(day.weekday() < 5 for day in days):
        raise Refused("calendar.ordinary_day", field="first_on")
    calendar.put([Named(day=day, kind=kind, name=name) for day in days])
    return DaysEntered(
        kind=kind.value,
        first_on=first_on.isoformat(),
        last_on=last_on.isoformat(),
        deadlines=_recomputed(kind, days),
    )


@action(Can.KEEP_CALENDAR)
def take_days(
    actor: Actor,
    year: int,
    *,
    kind: DayKind,
    first_on: date,
    last_on: date,
) -> DaysTaken:
    """Take days of one kind out again."""
    days = _days(year, first_on, last_on)
    for number in sorted({day.year for day in days}):
        calendar.touch(number)
    if not calendar.take(days, (kind,)):
        raise NotFound(f"{kind} {first_on}")
    return DaysTaken(
        kind=kind.value,
        first_on=first_on.isoformat(),
        last_on=last_on.isoformat(),
        deadlines=_recomputed(kind, days),
    )


def _recomputed(kind: DayKind, days: list[date]) -> int:
    if kind not in PUBLIC:
        return 0
    return sum(deadlines.recompute(number) for number in sorted({day.year for day in days}))


def _days(year: int, first: date, last: date) -> list[date]:
    _require_year(year)
    if last < first:
        raise Refused("calendar.backwards", field="last_on")
    if last - first > LONGEST:
        raise Refused("calendar.too_long", field="last_on", most=LONGEST.days + 1)
    if year not in (first.year, last.year):
        raise Refused("calendar.other_year", field="first_on", year=year)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _require_year(year: int) -> None:
    if not calendar.FIRST_YEAR <= year <= calendar.LAST_YEAR:
        raise NotFound(f"year {year}")
