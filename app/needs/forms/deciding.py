"""What is typed while a need is checked and decided."""

from __future__ import annotations

from typing import Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.needs.forms.fields import CHOOSE, WRITE, Ticks, codes
from app.needs.forms.need import SUMMARY, TITLE
from app.needs.inputs import Approval
from app.needs.models import Need

WHOLLY = "wholly"


class ReasonForm(FlaskForm):
    """Why a need goes back, is not accepted, or is taken back."""

    reason = TextAreaField(
        _l("Why is that?"),
        validators=[Length(max=300, message=_l("At most 300 characters."))],
    )


class ApproveForm(FlaskForm):
    """What is settled with a yes. Which services there are, the action knows."""

    benefit = RadioField(
        _l("Does a public benefit cover it?"),
        choices=codes("benefit"),
        validators=[InputRequired(CHOOSE)],
    )
    title = StringField(
        _l("Title everyone may read"),
        validators=[DataRequired(WRITE), Length(max=TITLE, message=_l("At most 60 characters."))],
    )
    summary = TextAreaField(
        _l("Public words"),
        validators=[
            DataRequired(WRITE),
            Length(max=SUMMARY, message=_l("No more than 200 characters.")),
        ],
    )
    visibility = RadioField(
        _l("Who may read the public words"),
        choices=codes("visibility"),
        validators=[InputRequired(CHOOSE)],
    )
    designated = Ticks(
        _l("Services that may help"),
        description=_l("Only for a need kept to named organisations."),
        choices=[],
        validate_choice=False,
    )
    version = HiddenField()

    @property
    def is_covered(self) -> bool:
        return bool(self.benefit.data == WHOLLY)

    def approval(self) -> Approval:
        return Approval(
            title=(self.title.data or "").strip(),
            summary=(self.summary.data or "").strip(),
            visibility=self.visibility.data,
            designated=tuple(self.designated.data or ()),
            benefit=self.benefit.data,
        )

    @classmethod
    def of(cls, need: Need) -> Self:
        return cls(
            formdata=None,
            data={
                "title": need.title,
                "summary": need.summary,
                "visibility": need.visibility,
                "designated": need.designated or [],
                "version": need.version,
            },
        )


class ManyForm(FlaskForm):
    """What is confirmed once for several plain needs; their ids are ticked beside them."""

    is_without_benefit = BooleanField(_l("I have checked: no public benefit covers any of these"))
