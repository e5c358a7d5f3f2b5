"""The steps of a volunteer's profile."""

from __future__ import annotations

from typing import Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional

from app.kernel import clock
from app.kernel.fields import (
    WRITE,
    Day,
    FormWithHours,
    Line,
    Mobile,
    Name,
    Text,
    Ticks,
    WeeklyHours,
    Whole,
    between,
    codes,
    some_chosen,
)
from app.kernel.weeks import Slots
from app.places.choices import towns
from app.providers.inputs import CertificateInput, ReachInput, SkillsInput
from app.providers.models import Volunteer
from app.providers.queries import Person

NOT_BY_VOLUNTEERS = ("guardian_employment", "study_subsidy")
"""What only an employer or a charity gives."""


class PersonForm(FlaskForm):
    full_name = Name(_l("Your real name"), most=30, is_needed=True)
    mobile = Mobile(_l("Mobile number"), is_needed=True)

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(obj=person)


class SkillsForm(FlaskForm):
    categories = Ticks(
        _l("What you could do"),
        choices=codes("service_category", leave_out=NOT_BY_VOLUNTEERS),
        validators=[some_chosen],
    )
    occupation = Line(_l("Your work, or what you did before"), most=60)
    about = Text(_l("Anything else that helps to find the right child for you"), most=600)

    def given(self) -> SkillsInput:
        return SkillsInput(
            categories=tuple(self.categories.data),
            occupation=self.occupation.data or "",
            about=self.about.data or "",
        )


class CertificateForm(FlaskForm):
    kind = SelectField(_l("Certificate"), choices=codes("qualification"))
    number = Line(_l("Its number"), most=60)
    issuer = Line(_l("Who issued it"), most=80, is_needed=True)
    valid_until = Day(_l("Valid until, if it ends"), validators=[Optional()])

    def given(self) -> CertificateInput:
        return CertificateInput(
            kind=self.kind.data,
            number=self.number.data or None,
            issuer=self.issuer.data,
            valid_until=self.valid_until.data,
        )


class TimesForm(FormWithHours):
    times = WeeklyHours(
        _l("When you usually have time"),
        needed=_l("Please give at least one time of the week."),
    )

    @classmethod
    def of(cls, volunteer: Volunteer) -> Self:
        return cls(times=volunteer.slots)

    def slots(self) -> Slots:
        return self.times.slots()


class ReachForm(FlaskForm):
    town_code = SelectField(_l("The town or street you start from"), choices=towns)
    radius_km = Whole(
        _l("How many kilometres you would travel"),
        validators=[InputRequired(WRITE), between(1, 60)],
    )
    modes = Ticks(
        _l("How you could help"),
        choices=codes("mode", leave_out=("workplace",)),
        validators=[some_chosen],
    )
    languages = Ticks(_l("Languages you speak"), choices=codes("language"))
    capacity = Whole(
        _l("How many children at the same time"),
        validators=[InputRequired(WRITE), between(1, 10)],
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
    from_on = Day(_l("From"), validators=[InputRequired(WRITE)])
    last_day = Day(_l("Until and including"), validators=[InputRequired(WRITE)])

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
