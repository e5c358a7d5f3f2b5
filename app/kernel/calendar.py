"""Which days are worked: weekends, public holidays and the weekends that make up for them.

The State Council announces a year's holidays in the autumn before. What it has announced so far is
known from the start; a later year is provisional, weekends alone, until the bureau enters it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from secrets import token_hex

from chinese_calendar.constants import holidays, workdays
from flask import current_app, g
from sqlalchemy import Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Model, db

FIRST_YEAR, LAST_YEAR = 2004, 2100
SEEDED = max(holidays).year
"""The last year whose holidays are known without being entered."""
ASKED_FROM = 10
"""The month from which next year's holidays are asked for."""
SEEDED_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利日",
}


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    WORKING_DAY = "working_day"
    """A Saturday or Sunday that makes up for a holiday."""
    SCHOOL_HOLIDAY = "school_holiday"
    EXAM = "exam"


PUBLIC = (DayKind.HOLIDAY, DayKind.WORKING_DAY)
"""What decides whether a day is worked; the other kinds are the schools' own."""


class YearState(StrEnum):
    ANNOUNCED = "announced"
    PROVISIONAL = "provisional"


class CalendarDay(Model):
    """A day that is not what its weekday says, or a day of the schools."""

    __tablename__ = "calendar_day"
    __table_args__ = (Index("uq_calendar_day_day_kind", "day", "kind", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))


class CalendarYear(Model):
    """A year somebody has entered; a year without a row is as it is known from the start.

    `stamp` changes with every change, so that each process knows when to read the year again.
    """

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[YearState] = mapped_column(String(20))
    stamp: Mapped[str] = mapped_column(String(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A day with its kind and name."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A whole year, as it is known now."""

    number: int
    state: YearState
    days: tuple[Named, ...]
    public: dict[date, DayKind]

    @property
    def is_announced(self) -> bool:
        return self.state == YearState.ANNOUNCED


def is_working_day(day: date) -> bool:
    """Whether offices are open: a weekday that is no holiday, or a weekend that makes up for one."""
    kind = year(day.year).public.get(day)
    if kind is not None:
        return kind == DayKind.WORKING_DAY
    return day.weekday() < 5


def add_working_days(moment: datetime, days: int) -> datetime:
    """The same time of day, `days` working days later."""
    while days > 0:
        moment += timedelta(days=1)
        if is_working_day(clock.local(moment).date()):
            days -= 1
    return moment


def year(number: int) -> Year:
    """One year; asked from the database once a process, and again when it has changed."""
    stamp = _stamps().get(number)
    if stamp is None:
        return _seeded(number)
    kept: dict[int, tuple[str, Year]] = current_app.extensions.setdefault("calendar", {})
    known = kept.get(number)
    if known is None or known[0] != stamp:
        known = kept[number] = (stamp, _stored(number))
    return known[1]


def unannounced() -> int | None:
    """Next year's number when its holidays ought to be known by now and are not entered."""
    today = clock.today()
    following = today.year + 1
    if today.month < ASKED_FROM or year(following).is_announced:
        return None
    return following


def touch(number: int, *, is_announced: bool = False) -> None:
    """Note in the transaction under way that this year changes; its first change stores it whole."""
    row = db.session.scalars(select(CalendarYear).where(CalendarYear.year == number)).one_or_none()
    if row is None:
        before = _seeded(number)
        row = CalendarYear(year=number, state=before.state)
        db.session.add_all(
            [CalendarDay(day=one.day, kind=one.kind, name=one.name) for one in before.days]
        )
        db.session.add(row)
    row.stamp = token_hex(16)
    if is_announced:
        row.state = YearState.ANNOUNCED
    db.session.flush()
    g.pop("calendar", None)


def put(days: Sequence[Named]) -> None:
    """Store these days, in place of what stood there under the same kind, or against it."""
    for number in sorted({one.day.year for one in days}):
        touch(number)
    for kinds in (PUBLIC, (DayKind.SCHOOL_HOLIDAY,), (DayKind.EXAM,)):
        own = [one for one in days if one.kind in kinds]
        take({one.day for one in own}, kinds)
        db.session.add_all([CalendarDay(day=one.day, kind=one.kind, name=one.name) for one in own])
    db.session.flush()


def take(days: Collection[date], kinds: Collection[DayKind]) -> int:
    """Take out the days of these kinds; how many there were."""
    gone = delete(CalendarDay).where(CalendarDay.day.in_(days), CalendarDay.kind.in_(kinds))
    count: int = db.session.execute(gone).rowcount  # type: ignore[attr-defined]
    return count


def _stamps() -> dict[int, str]:
    """Which years are stored, and how they stand: one question a request."""
    if "calendar" not in g:
        rows = db.session.execute(select(CalendarYear.year, CalendarYear.stamp)).all()
        g.calendar = {row.year: row.stamp for row in rows}
    found: dict[int, str] = g.calendar
    return found


def _stored(number: int) -> Year:
    state = db.session.scalars(select(CalendarYear.state).where(CalendarYear.year == number)).one()
    rows = db.session.scalars(
        select(CalendarDay)
        .where(CalendarDay.day.between(date(number, 1, 1), date(number, 12, 31)))
        .order_by(CalendarDay.day, CalendarDay.kind)
    )
    days = [Named(day=row.day, kind=DayKind(row.kind), name=row.name) for row in rows]
    return _year(number, YearState(state), days)


@cache
def _seeded(number: int) -> Year:
    is_known = FIRST_YEAR <= number <= SEEDED
    days = [
        Named(day=day, kind=kind, name=SEEDED_NAMES.get(name, name))
        for kind, table in ((DayKind.HOLIDAY, holidays), (DayKind.WORKING_DAY, workdays))
        for day, name in table.items()
        if day.year == number
    ]
    state = YearState.ANNOUNCED if is_known else YearState.PROVISIONAL
    return _year(number, state, sorted(days, key=lambda one: one.day))


def _year(number: int, state: YearState, days: Sequence[Named]) -> Year:
    public = {one.day: one.kind for one in days if one.kind in PUBLIC}
    return Year(number=number, state=state, days=tuple(days), public=public)
