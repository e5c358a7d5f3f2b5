"""What somebody is asked who signs up."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from stdnum.cn import uscc
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.kernel import clock
from app.people.forms import NEEDED, TOO_LONG, email_field, name_field, password_field, trimmed
from app.providers.forms.fields import (
    Ticks,
    Whole,
    codes,
    line_field,
    mobile_field,
    towns_to_choose,
)
from app.providers.inputs import OrganizationInput, PersonInput, WayIn

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
    full_name = line_field(_l("Your real name"), most=30)
    sex = RadioField(_l("Sex"), choices=codes("sex"), validators=[InputRequired(NEEDED)])
    birth_year = Whole(_l("Year of birth"), validators=[InputRequired(NEEDED), _in_the_past])
    mobile = mobile_field(_l("Mobile number"))
    town_code = SelectField(
        _l("The town or street you live in"),
        choices=towns_to_choose,
        validators=[InputRequired(NEEDED)],
    )
    name = name_field(_l("Sign-in name"))
    password = password_field(_l("Password, at least 10 characters"))
    email = email_field(_l("E-mail address for letters, if you have one"))

    def person(self) -> PersonInput:
        return PersonInput(
            full_name=self.full_name.data,
            sex=self.sex.data,
            birth_year=self.birth_year.data,
            mobile=self.mobile.data,
            town_code=self.town_code.data,
        )


def compact(text: str | None) -> str | None:
    """A credit code as it is kept: capitals, no spaces, no hyphens."""
    if not text:
        return text
    return re.sub(r"[\s\-－]", "", unicodedata.normalize("NFKC", text)).upper()


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
    organization = line_field(_l("Name of the organisation, as on its certificate"), most=80)
    kind = SelectField(_l("Kind"), choices=codes("organization_kind"))
    uscc = StringField(
        _l("Unified social credit code"),
        filters=[compact],
        validators=[DataRequired(NEEDED), _is_credit_code],
    )
    town_code = SelectField(_l("Town"), choices=towns_to_choose, validators=[InputRequired(NEEDED)])
    contact_name = line_field(_l("Who we may speak to"), most=30)
    contact_mobile = mobile_field(_l("Mobile number"))
    about = TextAreaField(
        _l("What you do, in a few sentences"),
        filters=[trimmed],
        validators=[Length(max=1000, message=TOO_LONG)],
    )
    qualifications = Ticks(_l("Qualifications your people hold"), choices=codes("qualification"))
    name = name_field(_l("Sign-in name"))
    password = password_field(_l("Password, at least 10 characters"))
    email = email_field(_l("E-mail address for letters, if you have one"))

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
