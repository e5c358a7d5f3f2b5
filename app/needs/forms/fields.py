"""Kinds of questions this room asks: numbers, days, ticks, weekly times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, IntegerField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.kernel import words
from app.places import queries as places

MIDNIGHT = 1440
WRITE = _l("Please write something here.")
CHOOSE = _l("Please choose one.")


def codes(name: str, *, leave_out: tuple[str, ...] = ()) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [pair for pair in words.choices(name) if pair[0] not in leave_out]


def codes_or(name: str, blank: Any) -> Callable[[], list[tuple[str, Any]]]:
    """The codes of a list, after a first choice that asks for none of them."""
    return lambda: [("", blank), *words.choices(name)]


def towns_or(blank: Any) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [("", blank), *((town.code, town.name) for town in places.towns())]


def stripped(text: str | None) -> str | None:
    return (text or "").strip() or None


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
    """One weekly time; a row left empty is no time."""

    weekday = SelectField(_l("Which day"), choices=codes_or("weekday", "—"), default="")
    starts = Clock(_l("From"), validators=[Optional()])
    ends = Clock(_l("Until"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        given = (self.weekday.data, self.starts.data, self.ends.data)
        if not is_valid or not any(given):
            return is_valid
        if not (self.weekday.data and self.starts.data and self.ends.data):
            self.weekday.errors = [_l("Please give the day, and when it starts and ends.")]
            return False
        if self.slot()[1] >= self.slot()[2]:
            self.ends.errors = [_l("The end lies before the start.")]
            return False
        return True

    def slot(self) -> tuple[int, int, int]:
        """00:00 as an end is the end of the day."""
        end = _minute(self.ends.data) or MIDNIGHT
        return int(self.weekday.data), _minute(self.starts.data), end

    def is_given(self) -> bool:
        return bool(self.weekday.data and self.starts.data and self.ends.data)


def slots_of(spans: Iterable[Any]) -> tuple[tuple[int, int, int], ...]:
    return tuple(sorted({span.form.slot() for span in spans if span.form.is_given()}))


def spans_of(slots: Iterable[Iterable[int]]) -> list[dict[str, Any]]:
    """Stored weekly times as the form asks for them."""
    return [
        {"weekday": str(day), "starts": _moment(start), "ends": _moment(end)}
        for day, start, end in slots
    ]


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _moment(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
