"""What is typed while a need is checked and decided."""

from __future__ import annotations

from typing import Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField

from app.kernel.fields import CHOSEN, Line, Text, Ticks, Version, codes
from app.needs.forms.need import SUMMARY, TITLE
from app.needs.inputs import Approval
from app.needs.models import Need

WHOLLY = "wholly"


class ReasonForm(FlaskForm):
    """Why a need goes back, is not accepted, or is taken back."""

    reason = Text(_l("Why is that?"), most=300)


class ApproveForm(FlaskForm):
    """What is settled with a yes. Which services there are, the action knows."""

    benefit = RadioField(
        _l("Does a public benefit cover it?"),
        choices=codes("benefit"),
        validators=[CHOSEN],
    )
    title = Line(_l("Title for the office and the helper"), most=TITLE, is_needed=True)
    summary = Text(_l("What it is about"), most=SUMMARY, is_needed=True)
    visibility = RadioField(
        _l("Who may find it on a list"),
        choices=codes("visibility"),
        validators=[CHOSEN],
    )
    designated = Ticks(
        _l("Services that may help"),
        description=_l("Only for a need kept to named organisations."),
        choices=[],
        validate_choice=False,
    )
    version = Version()

    @property
    def is_covered(self) -> bool:
        return bool(self.benefit.data == WHOLLY)

    def approval(self) -> Approval:
        return Approval(
            title=self.title.data,
            summary=self.summary.data,
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
