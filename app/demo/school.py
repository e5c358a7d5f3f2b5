"""The fictional county's school year: holidays and the exams that everybody knows."""

from __future__ import annotations

from datetime import date

from app.kernel.calendar import DayKind
from app.system.queries.keeping import Stretch


def school_days(year: int) -> tuple[Stretch, ...]:
    """What the schools of a year announce, roughly at the dates they usually do."""
    return (
        _stretch(DayKind.EXAM, "期末考试", date(year, 1, 20), date(year, 1, 22)),
        _stretch(DayKind.SCHOOL_HOLIDAY, "寒假", date(year, 1, 26), date(year, 2, 24)),
        _stretch(DayKind.EXAM, "高考", date(year, 6, 7), date(year, 6, 9)),
        _stretch(DayKind.EXAM, "中考", date(year, 6, 20), date(year, 6, 21)),
        _stretch(DayKind.SCHOOL_HOLIDAY, "暑假", date(year, 7, 1), date(year, 8, 31)),
    )


def _stretch(kind: DayKind, name: str, first: date, last: date) -> Stretch:
    return Stretch(kind=kind, name=name, first=first, last=last)
