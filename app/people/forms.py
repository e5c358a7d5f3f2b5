"""The shape of what people type about their accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Email, Length, Optional

from app.kernel import words
from app.kernel.access import Role
from app.people.actions import PLACE_DIGITS, PLACELESS

NEEDED = DataRequired(_l("This question needs an answer."))


class SignInForm(FlaskForm):
    name = StringField(_l("Sign-in name"), [NEEDED, Length(max=60)])
    password = PasswordField(_l("Password"), [NEEDED, Length(max=200)])


class PasswordForm(FlaskForm):
    current = PasswordField(_l("Your password until now"), [NEEDED, Length(max=200)])
    new = PasswordField(_l("New password, at least 10 characters"), [NEEDED, Length(max=200)])


class ContactForm(FlaskForm):
    email = EmailField(
        _l("E-mail address for letters"),
        [Optional(), Length(max=200), Email(_l("This is not an e-mail address."))],
    )
    language = SelectField(
        _l("Language of pages and letters"),
        choices=[(words.CHINESE, "中文"), (words.ENGLISH, "English")],
    )


class AppointForm(FlaskForm):
    role = SelectField(_l("Role"))
    place = StringField(_l("Code of the village, town or county"), [Optional(), Length(max=12)])
    starts_on = DateField(_l("From"), [NEEDED])
    ends_on = DateField(_l("Until, if it ends"), [Optional()])

    def __init__(self, *arguments: object, **values: object) -> None:
        super().__init__(*arguments, **values)
        roles = [role for role in Role if role in PLACE_DIGITS or role in PLACELESS]
        self.role.choices = [(role.value, words.label("role", role)) for role in roles]
