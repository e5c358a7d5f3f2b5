"""The shape of what people type about their accounts."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, SelectField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.kernel import words
from app.kernel.access import Role
from app.kernel.fields import TOO_LONG, WRITE, Address, Asked, Line, SignInName, Sought
from app.people.actions import COUNTY_WIDE, PLACE_DIGITS
from app.places import queries as places
from app.post.channels import Wish

NAME_SHAPE = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}", re.IGNORECASE)


OFFERED = (*PLACE_DIGITS, *COUNTY_WIDE)
WORN = tuple(role for role in Role if role not in (Role.VISITOR, Role.SYSTEM))


def name_field(label: Any) -> SignInName:
    """The question for a new sign-in name."""
    shape = Regexp(
        re.compile(NAME_SHAPE.pattern + r"\Z", re.IGNORECASE),
        message=_l("Please use 3 to 40 letters or digits, such as zhou.lan or 13800000000."),
    )
    return SignInName(label, is_needed=True, validators=[shape])


def password_field(label: Any) -> PasswordField:
    return PasswordField(
        label, validators=[InputRequired(WRITE), Length(max=200, message=TOO_LONG)]
    )


class SignInForm(FlaskForm):
    name = SignInName(_l("Sign-in name"), most=60, is_needed=True)
    password = password_field(_l("Password"))


class PasswordForm(FlaskForm):
    current = password_field(_l("Your password until now"))
    new = password_field(_l("New password, at least 10 characters"))


class ActivateForm(FlaskForm):
    password = password_field(_l("New password, at least 10 characters"))


class ContactForm(FlaskForm):
    email = Address(_l("E-mail address for letters"))
    language = SelectField(
        _l("Language of pages and letters"),
        choices=[(words.CHINESE, "中文"), (words.ENGLISH, "English")],
    )
    mail_wish = SelectField(
        _l("Mail of what is not urgent"),
        choices=lambda: [(one.value, words.label("mail_wish", one)) for one in Wish],
    )
    wants_texts = BooleanField(_l("Texts when a meeting changes or something came back"))


class NewAccountForm(FlaskForm):
    name = name_field(_l("Sign-in name"))
    display_name = Line(_l("Name"), most=60, is_needed=True)
    email = Address(_l("E-mail address for letters"))


class AppointForm(FlaskForm):
    role = SelectField(
        _l("Role"), choices=lambda: [(role.value, words.label("role", role)) for role in OFFERED]
    )
    place = SelectField(_l("For which place"), choices=lambda: _places(), validators=[Optional()])


class AccountsAsked(Asked):
    """What the list of accounts is narrowed by."""

    q = Sought(_l("Name, sign-in name or mobile number"))
    role = SelectField(
        _l("Role"),
        choices=lambda: [
            ("", _l("All")),
            *((role.value, words.label("role", role)) for role in WORN),
        ],
        default="",
        validators=[Optional()],
    )
    locked = BooleanField(_l("Only those locked after wrong tries"))


class DoorsAsked(Asked):
    """Whom a demo site's door is looked for."""

    q = Sought(_l("Name, sign-in name or mobile number"))


def _places() -> dict[Any, list[tuple[str, str]]]:
    """Towns first, then each town's villages, under the town's name."""
    towns = places.towns()
    groups: dict[Any, list[tuple[str, str]]] = {
        _("Not for one place"): [("", _("The whole county"))],
        _("Towns and streets"): [(town.code, town.name) for town in towns],
    }
    for town in towns:
        groups[town.name] = [(one.code, one.full_name) for one in places.villages(town.code)]
    return groups
