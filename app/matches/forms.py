"""The shape of decisions, answers and filters."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.kernel import words
from app.places import queries as places

CHOOSE = _l("Please choose one.")
NEVER_CHOSEN = ("need_withdrawn",)
"""Reasons only the platform gives."""


def _codes(name: str) -> list[tuple[str, str]]:
    return [one for one in words.choices(name) if one[0] not in NEVER_CHOSEN]


def _or_all(choices: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [("", _l("All")), *choices]


class RejectForm(FlaskForm):
    reason = RadioField(
        _l("Why not"),
        choices=lambda: _codes("reject_reason"),
        validators=[InputRequired(CHOOSE)],
    )
    remark = TextAreaField(
        _l("A remark for colleagues"),
        description=_l("Nothing about the child; helpers do not read it."),
        validators=[Optional(), Length(max=300, message=_l("At most 300 characters."))],
    )


class ReplaceForm(FlaskForm):
    """`supply` is checked by the rules, not by the form: anybody who fits may be chosen."""

    supply = RadioField(
        _l("Who instead"), validate_choice=False, validators=[InputRequired(CHOOSE)]
    )


class ProposeForm(ReplaceForm):
    supply = RadioField(
        _l("Who would help"), validate_choice=False, validators=[InputRequired(CHOOSE)]
    )


class EndForm(FlaskForm):
    reason = RadioField(
        _l("How it ended"), choices=lambda: _codes("end_reason"), validators=[InputRequired(CHOOSE)]
    )


class DeclineForm(FlaskForm):
    reason = RadioField(
        _l("What stands in the way"),
        choices=lambda: _codes("decline_reason"),
        validators=[InputRequired(CHOOSE)],
    )


class ConsentForm(FlaskForm):
    """The buttons themselves are the answer: `answer` is yes or no."""

    child_view = RadioField(
        _l("What does the child say?"),
        choices=lambda: _codes("child_view"),
        validators=[Optional()],
    )
    answer = StringField(_l("Your answer"))


class ApplyForm(FlaskForm):
    supply = StringField(_l("With which offer"), validators=[Optional(), Length(max=20)])


class QueueAsked(FlaskForm):
    """What the queue is narrowed by: read from the address, nothing is written."""

    class Meta:
        csrf = False

    category = SelectField(
        _l("Kind of help"),
        choices=lambda: _or_all(_codes("service_category")),
        default="",
        validators=[Optional()],
    )
    town = SelectField(
        _l("Town"),
        choices=lambda: _or_all([(one.code, one.name) for one in places.towns()]),
        default="",
        validators=[Optional()],
    )
    origin = SelectField(
        _l("Where it came from"),
        choices=lambda: _or_all(_codes("match_origin")),
        default="",
        validators=[Optional()],
    )
    state = SelectField(
        _l("How it stands"),
        choices=lambda: _or_all(_codes("match_state")),
        default="",
        validators=[Optional()],
    )
    plain = BooleanField(_l("Only plain ones"))


class UnmetAsked(FlaskForm):
    class Meta:
        csrf = False

    reason = SelectField(
        _l("Reason"),
        choices=lambda: _or_all(_codes("match_rule")),
        default="",
        validators=[Optional()],
    )
    category = SelectField(
        _l("Kind of help"),
        choices=lambda: _or_all(_codes("service_category")),
        default="",
        validators=[Optional()],
    )
