"""Working days know the public holidays, and the weekends that make up for them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask, g

from app.kernel import calendar, clock
from app.kernel.calendar import DayKind, Named, YearState
from app.kernel.db import db
from tests.counting import questions


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        (date(2026, 3, 13), 3, date(2026, 3, 18)),  # Friday: over a plain weekend
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # over National Day, with its worked Saturday
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a worked Saturday before Spring Festival
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # 2027 is provisional: a Friday like any other
        (date(2026, 3, 12), 0, date(2026, 3, 12)),
    ],
)
def test_working_days_are_counted_as_offices_are_open(
    app: Flask, begins: date, days: int, ends: date
) -> None:
    assert calendar.add_working_days(_noon(begins), days) == _noon(ends)


def test_a_day_is_a_day_in_china(app: Flask) -> None:
    late = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)  # one in the morning of 1 October
    assert clock.local(calendar.add_working_days(late, 1)).date() == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (2003, YearState.PROVISIONAL),
        (2026, YearState.ANNOUNCED),
        (2027, YearState.PROVISIONAL),
        (2100, YearState.PROVISIONAL),
    ],
)
def test_what_is_not_known_is_provisional(app: Flask, number: int, state: YearState) -> None:
    assert calendar.year(number).state == state


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), 2027),
        (date(2026, 12, 31), 2027),
        (date(2025, 11, 1), None),  # 2026 is known
    ],
)
def test_next_years_holidays_are_asked_for_from_october(
    app: Flask, today: date, asked: int | None
) -> None:
    with clock.held(_noon(today)):
        assert calendar.unannounced() == asked


def _put(day: date, kind: DayKind, name: str = "") -> None:
    calendar.put([Named(day=day, kind=kind, name=name)])
    db.session.commit()


def test_the_first_change_of_a_year_keeps_what_was_known(app: Flask) -> None:
    _put(date(2026, 1, 24), DayKind.SCHOOL_HOLIDAY, "寒假")
    known = calendar.year(2026)
    assert known.is_announced
    assert known.public == calendar._seeded(2026).public
    assert date(2026, 1, 24) in [one.day for one in known.days]


def test_the_days_of_schools_change_no_working_day(app: Flask) -> None:
    _put(date(2026, 3, 16), DayKind.EXAM)
    assert calendar.is_working_day(date(2026, 3, 16))


def test_a_day_entered_the_other_way_replaces_what_stood_there(app: Flask) -> None:
    _put(date(2026, 10, 10), DayKind.HOLIDAY)
    assert calendar.year(2026).public[date(2026, 10, 10)] == DayKind.HOLIDAY
    assert not calendar.is_working_day(date(2026, 10, 10))


def test_a_year_is_asked_for_once_a_process_and_again_when_it_changed(app: Flask) -> None:
    _put(date(2027, 1, 1), DayKind.HOLIDAY, "元旦")
    calendar.year(2027)
    g.pop("calendar")  # as with the next request
    with questions() as asked:
        assert not calendar.is_working_day(date(2027, 1, 1))
        calendar.add_working_days(_noon(date(2026, 12, 1)), 40)
    assert len(asked) == 1, asked
    _put(date(2027, 1, 4), DayKind.HOLIDAY)
    assert not calendar.is_working_day(date(2027, 1, 4))
