"""Kinds of questions this room asks: phone numbers, ticks, whole numbers, days, weekly times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, IntegerField, SelectMultipleField, StringField, TimeField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.kernel import words
from app.people.forms import NEEDED, TOO_LONG, trimmed
from app.places import queries as places
from app.providers.models import Slots

MOBILE = re.compile(r"1[3-9][0-9]{9}")
TICK = _l("Please tick at least one.")
MIDNIGHT = 1440
COUNTRY = "+86"


def codes(name: str, *, leave_out: Iterable[str] = ()) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [pair for pair in words.choices(name) if pair[0] not in leave_out]


def towns() -> list[tuple[str, str]]:
    return [(town.code, town.name) for town in places.towns()]


def towns_to_choose() -> list[tuple[str, Any]]:
    """The towns, and none of them chosen for somebody who does not look."""
    return [("", _l("Please choose")), *towns()]


def plain_digits(text: str | None) -> str | None:
    """A number as people copy it: full-width digits, spaces, hyphens and +86 taken away."""
    if not text:
        return text
    bare = re.sub(r"[\s\-－()]", "", unicodedata.normalize("NFKC", text))
    return bare.removeprefix(COUNTRY)


def _is_mobile(_form: Any, field: Any) -> None:
    if not MOBILE.fullmatch(field.data or ""):
        raise ValidationError(
            _l("Please write a mobile number of 11 digits, such as 138 0000 0000.")
        )


def mobile_field(label: Any) -> StringField:
    return StringField(label, filters=[plain_digits], validators=[DataRequired(NEEDED), _is_mobile])


def line_field(label: Any, *, most: int, is_needed: bool = True, **options: Any) -> StringField:
    """One line of text, without spaces around it."""
    needed = DataRequired(NEEDED) if is_needed else Optional()
    return StringField(
        label,
        filters=[trimmed],
        validators=[needed, Length(max=most, message=TOO_LONG)],
        **options,
    )


class Ticks(SelectMultipleField):
    """Any number of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def at_least_one(_form: Any, field: Any) -> None:
    if not field.data:
        raise ValidationError(TICK)


class Whole(IntegerField):
    """A whole number, refused in words a reader knows."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([unicodedata.normalize("NFKC", one) for one in valuelist])
        except ValueError:
            raise ValueError(_l("Please write a whole number in digits.")) from None


class Day(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Please write a day, such as 2027-03-31.")) from None


class Clock(TimeField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Please write a time, such as 16:30.")) from None


class Span(Form):
    """The same hours on several days; left empty when it is not needed."""

    days = Ticks(_l("On which days"), choices=codes("weekday"))
    starts = Clock(_l("From"), validators=[Optional()])
    ends = Clock(_l("Until"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        told = [bool(self.days.data), self.starts.data is not None, self.ends.data is not None]
        if any(told) and not all(told):
            self.days.errors = [_l("Please give the days, and from when until when.")]
            return False
        if all(told) and _minute(self.starts.data) >= (_minute(self.ends.data) or MIDNIGHT):
            self.ends.errors = [_l("The end must be later than the beginning, on the same day.")]
            return False
        return True

    def slots(self) -> Slots:
        """[weekday, start, end] of each day; 00:00 as an end is the end of the day."""
        if not self.days.data:
            return []
        start, end = _minute(self.starts.data), _minute(self.ends.data) or MIDNIGHT
        return [[int(day), start, end] for day in self.days.data]


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _moment(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def spans_of(slots: Slots) -> list[dict[str, Any]]:
    """Stored weekly times as the form asks for them: days that share their hours together."""
    days_of: dict[tuple[int, int], list[str]] = {}
    for day, start, end in slots:
        days_of.setdefault((start, end), []).append(str(day))
    return [
        {"days": days, "starts": _moment(start), "ends": _moment(end)}
        for (start, end), days in days_of.items()
    ]


def joined(slots: Slots) -> Slots:
    """In the order of the week, with times that touch or overlap made one."""
    whole: Slots = []
    for day, start, end in sorted(slots):
        if whole and whole[-1][0] == day and start <= whole[-1][2]:
            whole[-1][2] = max(whole[-1][2], end)
        else:
            whole.append([day, start, end])
    return whole
