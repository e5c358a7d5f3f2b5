"""The shape of decisions, answers and filters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from app.kernel.fields import CHOSEN, WRITE, Asked, Day, Sought, Text, codes, codes_or
from app.matches.queries.desk import DECIDED, TO_DECIDE, QueueFilter
from app.places.choices import towns_or

ALL = _l("All")
NEVER_CHOSEN = ("need_withdrawn",)
"""Reasons only the platform gives."""


class RejectForm(FlaskForm):
    reason = RadioField(
        _l("Why not"),
        choices=codes("reject_reason", leave_out=NEVER_CHOSEN),
        validators=[CHOSEN],
    )
    remark = Text(
        _l("A remark for colleagues"),
        description=_l("Nothing about the child; helpers do not read it."),
        most=300,
    )


class ReplaceForm(FlaskForm):
    """`supply` is checked by the rules, not by the form: anybody who fits may be chosen."""

    supply = RadioField(_l("Who instead"), validate_choice=False, validators=[CHOSEN])


class ProposeForm(ReplaceForm):
    supply = RadioField(_l("Who would help"), validate_choice=False, validators=[CHOSEN])


class EndForm(FlaskForm):
    reason = RadioField(
        _l("How it ended"), choices=codes("end_reason", leave_out=NEVER_CHOSEN), validators=[CHOSEN]
    )


class DeclineForm(FlaskForm):
    reason = RadioField(
        _l("What stands in the way"),
        choices=codes("decline_reason", leave_out=NEVER_CHOSEN),
        validators=[CHOSEN],
    )


class KnockForm(FlaskForm):
    """What only the family knows, before anything of it is shown."""

    born_on = Day(_l("The child's birthday"), validators=[InputRequired(WRITE)])


class ConsentForm(FlaskForm):
    """The buttons themselves are the answer: `answer` is yes or no. The birthday goes along."""

    born_on = Day(widget=HiddenInput(), validators=[Optional()])
    child_view = RadioField(
        _l("What does the child say?"),
        choices=codes("child_view"),
        validators=[Optional()],
    )
    answer = HiddenField()


class WitnessForm(FlaskForm):
    """What the family said on the telephone. Several stand on one page, each with a prefix."""

    child_view = RadioField(
        _l("What does the child say?"), choices=codes("child_view"), validators=[Optional()]
    )


class ApplyForm(FlaskForm):
    supply = HiddenField(validators=[Optional()])


class QueueAsked(Asked):
    """What the queue is narrowed by."""

    category = SelectField(
        _l("Kind of help"),
        choices=codes_or("service_category", ALL),
        default="",
        validators=[Optional()],
    )
    town = SelectField(
        _l("Town"),
        choices=towns_or(ALL),
        default="",
        validators=[Optional()],
    )
    origin = SelectField(
        _l("Where it came from"),
        choices=codes_or("match_origin", ALL),
        default="",
        validators=[Optional()],
    )
    state = SelectField(
        _l("How it stands"),
        choices=codes_or("match_state", ALL),
        default="",
        validators=[Optional()],
    )
    plain = BooleanField(_l("Only plain ones"))
    q = Sought(_l("Title or number"))
    tab = HiddenField()

    @property
    def shown_tab(self) -> str:
        return DECIDED if self.tab.data == DECIDED else TO_DECIDE

    def wanted(self) -> QueueFilter:
        """What was asked; a code nobody knows asks nothing."""
        return QueueFilter(
            category=self.asked("category"),
            town=self.asked("town"),
            origin=self.asked("origin"),
            state=self.asked("state"),
            plain_only=self.plain.data,
            search=self.q.words,
        )


class UnmetAsked(Asked):
    q = Sought(_l("Title or number"))
    reason = SelectField(
        _l("Reason"),
        choices=codes_or("match_rule", ALL),
        default="",
        validators=[Optional()],
    )
    category = SelectField(
        _l("Kind of help"),
        choices=codes_or("service_category", ALL),
        default="",
        validators=[Optional()],
    )
