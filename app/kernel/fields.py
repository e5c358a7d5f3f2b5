"""The questions every room's forms are made of; what is typed is cleaned before a form sees it.

A form imports nothing from WTForms that people write into: a house test holds it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.kernel import cleaning, weeks, words
from app.kernel.errors import Refused

WRITE = _l("Please write something here.")
CHOOSE = _l("Please choose one.")
CHOOSE_SOME = _l("Please choose at least one.")
TOO_LONG = _l("At most %(max)d characters.")
LONGEST = 200
"""Of a line whose form names no length of its own."""

CHOSEN = InputRequired(CHOOSE)


def codes(name: str, *, leave_out: Iterable[str] = ()) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [pair for pair in words.choices(name) if pair[0] not in leave_out]


def codes_or(
    name: str, blank: Any, *, leave_out: Iterable[str] = ()
) -> Callable[[], list[tuple[str, Any]]]:
    """The codes of a list, after a first choice that asks for none of them."""
    return lambda: [("", blank), *codes(name, leave_out=leave_out)()]


def some_chosen(_form: Any, field: Any) -> None:
    if not field.data:
        raise ValidationError(CHOOSE_SOME)


def between(low: int, high: int) -> NumberRange:
    return NumberRange(low, high, _l("Between %(min)s and %(max)s."))


class _Cleaned:
    """A field whose text goes through a function of `cleaning`; what was typed is kept beside a no."""

    clean: Callable[[str | None], Any] = staticmethod(cleaning.line)
    process_errors: list[Any]

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data: Any = self.unread(valuelist[0])
        try:
            self.data = type(self).clean(valuelist[0])
        except Refused as refusal:
            raise ValueError(words.say(refusal)) from None

    def unread(self, _typed: str) -> Any:
        """The value while what was typed is no value."""
        return None

    def pre_validate(self, _form: Any) -> None:
        """What could not be read is told once, and judged by no further rule."""
        if self.process_errors:
            raise StopValidation


class _Written(_Cleaned):
    """Words: none given are an empty text."""

    def __init__(
        self,
        label: Any = None,
        *,
        most: int = LONGEST,
        is_needed: bool = False,
        validators: Iterable[Any] = (),
        **options: Any,
    ) -> None:
        first = DataRequired(WRITE) if is_needed else Optional()
        rules = [first, Length(max=most, message=TOO_LONG), *validators]
        super().__init__(label, validators=rules, **options)  # type: ignore[call-arg]

    def unread(self, typed: str) -> Any:
        return typed


class Line(_Written, StringField):
    """One line of free text."""


class Text(_Written, TextAreaField):
    """Free text of several lines."""

    clean = staticmethod(cleaning.text)


class Code(_Written, StringField):
    """A number or code of a paper: capitals, no blanks, no hyphens."""

    clean = staticmethod(cleaning.compact)


class Name(_Written, StringField):
    """A person's name."""

    clean = staticmethod(cleaning.name)


class SignInName(_Written, StringField):
    clean = staticmethod(cleaning.sign_in_name)


class Address(_Written, EmailField):
    """An e-mail address."""

    clean = staticmethod(cleaning.folded)

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, validators=[Email(_l("This is not an e-mail address."))], **options)


class Sought(_Written, StringField):
    """What a list is searched by: a name, a word, a number. `phone` is the number it holds."""

    clean = staticmethod(cleaning.folded)

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, most=60, **options)

    @property
    def words(self) -> str:
        """Nothing when it cannot be searched by."""
        return "" if self.errors or self.process_errors else str(self.data or "")[:60]


def _or_none(clean: Callable[[str | None], Any]) -> Any:
    """The same, with None for a question that was left empty."""
    return staticmethod(lambda typed: clean(typed) if cleaning.text(typed) else None)


class Phone(_Written, StringField):
    """A mobile number, or a landline with its area code: somebody is rung."""

    clean = _or_none(cleaning.phone)


class Mobile(_Written, StringField):
    """A number that a text can be sent to."""

    clean = _or_none(cleaning.mobile)


class Day(_Cleaned, DateField):
    clean = _or_none(cleaning.day)


class Clock(_Cleaned, TimeField):
    clean = _or_none(cleaning.clock)


class Whole(_Cleaned, IntegerField):
    """A whole number."""

    clean = _or_none(cleaning.whole)


class Version(HiddenField):
    """The version a form was opened on; 0, which no row has, when somebody tampered with it."""

    @property
    def number(self) -> int:
        try:
            return cleaning.key(str(self.data or ""))
        except ValueError:
            return 0


class Ticks(SelectMultipleField):
    """Any number of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _Hours(Form):
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
        try:
            self.times()
        except Refused as refusal:
            self.ends.errors = [words.say(refusal)]
            return False
        return True

    def times(self) -> list[weeks.WeeklyTime]:
        if not self.days.data or self.starts.data is None or self.ends.data is None:
            return []
        starts, ends = self.starts.data, self.ends.data
        return [weeks.WeeklyTime.between(int(day), starts, ends) for day in self.days.data]


class WeeklyHours(FieldList):
    """Weekly hours, as many different ones as somebody has; the page's button asks for one row more.

    Rows beyond `MOST` are shown and refused, never dropped: what was typed is kept.
    """

    MOST = 14

    def __init__(
        self, label: Any = None, *, at_first: int = 2, needed: Any = None, **options: Any
    ) -> None:
        super().__init__(FormField(_Hours), label, min_entries=at_first, **options)
        self.needed = needed
        self.is_to_grow = False

    @property
    def add(self) -> str:
        """The name of the button that asks for one row more."""
        return f"{self.name}-add"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        known = data if isinstance(data, (list, tuple)) else ()
        super().process(formdata, weeks.rows(known), extra_filters)
        self.is_to_grow = bool(formdata) and self.add in formdata
        if self.is_to_grow and len(self.entries) < self.MOST:
            self.append_entry()

    def refuse_more(self) -> None:
        """Say so where there is no room for one row more."""
        if len(self.entries) >= self.MOST:
            self.errors = [_l("At most %(most)s different hours of the week.", most=self.MOST)]

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """Only numbers that a page of ours could have sent."""
        for name in formdata:
            number = name.removeprefix(f"{prefix}-").partition("-")[0]
            if name.startswith(f"{prefix}-") and number.isascii() and number.isdigit():
                yield int(number[:4])

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        is_valid = bool(super().validate(form, extra_validators))
        if is_valid and len(self.entries) > self.MOST:
            self.refuse_more()
            return False
        if is_valid and self.needed is not None and not self.slots():
            self.errors = [self.needed]
            return False
        return is_valid

    def slots(self) -> weeks.Slots:
        """As it is stored."""
        return weeks.stored(one for row in self.entries for one in row.form.times())


class FormWithHours(FlaskForm):
    """A form with weekly `times`: asked for one row more, it is shown again and nothing is judged."""

    times: WeeklyHours

    def validate(self, extra_validators: Any = None) -> bool:
        if self.times.is_to_grow:
            self.times.refuse_more()
            return False
        return bool(super().validate(extra_validators))


class Asked(FlaskForm):
    """What a list is narrowed by, read from its address: nothing is written, nothing to protect."""

    class Meta:
        csrf = False

    def asked(self, name: str) -> str | None:
        """What was chosen; a code nobody knows asks nothing."""
        field = self[name]
        return None if field.errors or not field.data else str(field.data)


def last_day_not_before(first: str) -> Callable[[Any, Any], None]:
    """The rule of a last day: not before the day that the form's field `first` gives."""

    def check(form: Any, field: Any) -> None:
        begins = form[first].data
        if begins and field.data and not form[first].errors and field.data < begins:
            raise ValidationError(_l("The last day lies before the first."))

    return check
