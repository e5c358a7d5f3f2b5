"""Kinds of questions this room asks: numbers, days, hours, ticks, weekly times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, IntegerField, SelectMultipleField, TimeField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.kernel import words
from app.places import queries as places

MIDNIGHT = 1440
WRITE = _l("Please write something here.")
CHOOSE = _l("Please choose one.")


def codes(name: str, *, leave_out: tuple[str, ...] = ()) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [pair for pair in words.choices(name) if pair[0] not in leave_out]


def codes_or_any(name: str) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [("", _l("Any")), *words.choices(name)]


def town_choices() -> list[tuple[str, str]]:
    return [(town.code, town.name) for town in places.towns()]


class Whole(IntegerField):
    """A whole number, refused in words a reader knows."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Please write a whole number, such as 5.")) from None


class Day(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Please write a day, such as 2026-09-01.")) from None


class Clock(TimeField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Please write a time, such as 16:30.")) from None


class Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Span(Form):
    """The same hours on several days; left empty when it is not needed."""

    days = Ticks(_l("Days"), choices=codes("weekday"))
    starts = Clock(_l("Starts at"), validators=[Optional()])
    ends = Clock(_l("Ends at"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if not (self.days.data or self.starts.data or self.ends.data):
            return is_valid
        if not (self.days.data and self.starts.data and self.ends.data) and is_valid:
            self.days.errors = [_l("Please give the days, and when it starts and ends.")]
            return False
        return is_valid

    def slots(self) -> list[tuple[int, int, int]]:
        """Hours past midnight belong to the next day; 00:00 as an end is the end of the day."""
        if not self.days.data or self.starts.data is None or self.ends.data is None:
            return []
        start, end = _minute(self.starts.data), _minute(self.ends.data) or MIDNIGHT
        days = [int(day) for day in self.days.data]
        if end > start:
            return [(day, start, end) for day in days]
        late = [(day, start, MIDNIGHT) for day in days]
        return [*late, *(((day + 1) % 7, 0, end) for day in days)]


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _moment(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def spans_of(slots: Iterable[Iterable[int]]) -> list[dict[str, Any]]:
    """Stored weekly times as the form asks for them: days that share their hours together."""
    days_of: dict[tuple[int, int], list[str]] = {}
    for day, start, end in slots:
        days_of.setdefault((start, end), []).append(str(day))
    return [
        {"days": days, "starts": _moment(start), "ends": _moment(end)}
        for (start, end), days in days_of.items()
    ]
