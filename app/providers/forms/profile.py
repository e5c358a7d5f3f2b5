"""The steps of a volunteer's profile."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, FormField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.kernel import clock
from app.people.forms import NEEDED, TOO_LONG, trimmed
from app.providers.forms.fields import (
    Day,
    Span,
    Ticks,
    Whole,
    at_least_one,
    codes,
    joined,
    line_field,
    mobile_field,
    spans_of,
    towns,
)
from app.providers.inputs import CertificateInput, ReachInput, SkillsInput
from app.providers.models import Slots, Volunteer
from app.providers.queries import Person

NOT_BY_VOLUNTEERS = ("guardian_employment", "study_subsidy")
"""What only an employer or a charity gives."""
SPANS, MOST_SPANS = 3, 12


class PersonForm(FlaskForm):
    full_name = line_field(_l("Your real name"), most=30)
    mobile = mobile_field(_l("Mobile number"))

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(obj=person)


class SkillsForm(FlaskForm):
    categories = Ticks(
        _l("What you could do"),
        choices=codes("service_category", leave_out=NOT_BY_VOLUNTEERS),
        validators=[at_least_one],
    )
    occupation = line_field(_l("Your work, or what you did before"), most=60, is_needed=False)
    about = TextAreaField(
        _l("Anything else that helps to find the right child for you"),
        filters=[trimmed],
        validators=[Length(max=600, message=TOO_LONG)],
    )

    def given(self) -> SkillsInput:
        return SkillsInput(
            categories=tuple(self.categories.data),
            occupation=self.occupation.data or "",
            about=self.about.data or "",
        )


class CertificateForm(FlaskForm):
    kind = SelectField(_l("Certificate"), choices=codes("qualification"))
    number = line_field(_l("Its number"), most=60, is_needed=False)
    issuer = line_field(_l("Who issued it"), most=80)
    valid_until = Day(_l("Valid until, if it ends"), validators=[Optional()])

    def given(self) -> CertificateInput:
        return CertificateInput(
            kind=self.kind.data,
            number=self.number.data or None,
            issuer=self.issuer.data,
            valid_until=self.valid_until.data,
        )


class TimesForm(FlaskForm):
    times = FieldList(
        FormField(Span),
        label=_l("When you usually have time"),
        min_entries=SPANS,
        max_entries=MOST_SPANS,
    )

    @classmethod
    def of(cls, volunteer: Volunteer) -> Self:
        return cls(times=[*spans_of(volunteer.slots), {}][:MOST_SPANS])

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self.slots():
            self.times.errors = [_l("Please give at least one time of the week.")]
            return False
        return True

    def slots(self) -> Slots:
        return joined([slot for span in self.times for slot in span.form.slots()])


class ReachForm(FlaskForm):
    town_code = SelectField(_l("The town or street you start from"), choices=towns)
    radius_km = Whole(
        _l("How many kilometres you would travel"),
        validators=[
            InputRequired(NEEDED),
            NumberRange(1, 60, _l("Please write a number from 1 to 60.")),
        ],
    )
    modes = Ticks(
        _l("How you could help"),
        choices=codes("mode", leave_out=("workplace",)),
        validators=[at_least_one],
    )
    languages = Ticks(_l("Languages you speak"), choices=codes("language"))
    capacity = Whole(
        _l("How many children at the same time"),
        validators=[
            InputRequired(NEEDED),
            NumberRange(1, 10, _l("Please write a number from 1 to 10.")),
        ],
    )

    @classmethod
    def of(cls, volunteer: Volunteer) -> Self:
        return cls(obj=volunteer)

    def given(self) -> ReachInput:
        return ReachInput(
            town_code=self.town_code.data,
            radius_km=float(self.radius_km.data),
            modes=tuple(self.modes.data),
            languages=tuple(self.languages.data or ()),
            capacity=self.capacity.data,
        )


class PauseForm(FlaskForm):
    from_on = Day(_l("From"), validators=[InputRequired(NEEDED)])
    last_day = Day(_l("Until and including"), validators=[InputRequired(NEEDED)])

    @classmethod
    def of(cls, volunteer: Volunteer) -> Self:
        return cls(
            from_on=volunteer.pause_from_on or clock.today(), last_day=volunteer.pause_last_day
        )


class PledgeForm(FlaskForm):
    agree = BooleanField(
        _l("I am 18 or older, I have read this, and I promise to keep it"),
        validators=[InputRequired(_l("Without this promise nobody can be entrusted to you."))],
    )
