"""What somebody is asked who signs up."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from stdnum.cn import uscc
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from app.kernel import clock
from app.kernel.fields import (
    CHOSEN,
    WRITE,
    Address,
    Code,
    Line,
    Mobile,
    Name,
    Phone,
    Text,
    Ticks,
    Whole,
    codes,
)
from app.people.forms import name_field, password_field
from app.places.choices import towns_or
from app.providers.inputs import OrganizationInput, PersonInput, WayIn

TOWNS = towns_or(_l("Please choose"))
"""None of them is chosen for somebody who does not look."""
EARLIEST_YEAR = 1920


class _Joining(FlaskForm):
    """Whatever joins also opens an account; its questions stand last, so each form names them."""

    def way_in(self, language: str) -> WayIn:
        return WayIn(
            name=self.name.data,
            password=self.password.data,
            email=self.email.data or None,
            language=language,
        )


def _in_the_past(_form: Any, field: Any) -> None:
    NumberRange(
        EARLIEST_YEAR, clock.today().year, _l("Please write the year in four digits, such as 1985.")
    )(_form, field)


class VolunteerForm(_Joining):
    full_name = Name(_l("Your real name"), most=30, is_needed=True)
    sex = RadioField(_l("Sex"), choices=codes("sex"), validators=[CHOSEN])
    birth_year = Whole(_l("Year of birth"), validators=[InputRequired(WRITE), _in_the_past])
    mobile = Mobile(_l("Mobile number"), is_needed=True)
    town_code = SelectField(
        _l("The town or street you live in"),
        choices=TOWNS,
        validators=[CHOSEN],
    )
    name = name_field(_l("Sign-in name"))
    password = password_field(_l("Password, at least 10 characters"))
    email = Address(_l("E-mail address for letters, if you have one"))

    def person(self) -> PersonInput:
        return PersonInput(
            full_name=self.full_name.data,
            sex=self.sex.data,
            birth_year=self.birth_year.data,
            mobile=self.mobile.data,
            town_code=self.town_code.data,
        )


def _is_credit_code(_form: Any, field: Any) -> None:
    code = field.data or ""
    if len(code) != CODE_LENGTH:
        raise ValidationError(
            _l(
                "A unified social credit code has 18 characters; this has %(length)s.",
                length=len(code),
            )
        )
    if not uscc.is_valid(code):
        raise ValidationError(
            _l(
                "This code does not check out: please compare it with the certificate, digit by digit. It never has the letters I, O, S, V or Z."
            )
        )


CODE_LENGTH = 18


class OrganizationForm(_Joining):
    organization = Line(
        _l("Name of the organisation, as on its certificate"), most=80, is_needed=True
    )
    kind = SelectField(_l("Kind"), choices=codes("organization_kind"))
    uscc = Code(_l("Unified social credit code"), is_needed=True, validators=[_is_credit_code])
    town_code = SelectField(_l("Town"), choices=TOWNS, validators=[CHOSEN])
    contact_name = Name(_l("Who we may speak to"), most=30, is_needed=True)
    contact_mobile = Phone(_l("Telephone number"), is_needed=True)
    about = Text(_l("What you do, in a few sentences"), most=1000)
    qualifications = Ticks(_l("Qualifications your people hold"), choices=codes("qualification"))
    name = name_field(_l("Sign-in name"))
    password = password_field(_l("Password, at least 10 characters"))
    email = Address(_l("E-mail address for letters, if you have one"))

    def given(self) -> OrganizationInput:
        return OrganizationInput(
            name=self.organization.data,
            kind=self.kind.data,
            uscc=self.uscc.data,
            town_code=self.town_code.data,
            contact_name=self.contact_name.data,
            contact_mobile=self.contact_mobile.data,
            about=self.about.data or "",
            qualifications=tuple(self.qualifications.data or ()),
        )
