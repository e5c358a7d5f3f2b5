"""What an officer narrows the list by, and what goes with a decision."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.people.forms import NEEDED, TOO_LONG, trimmed
from app.providers.forms.fields import Day, codes, line_field
from app.providers.inputs import CheckInput
from app.providers.queries import ProviderKind, VettingFilter


class VettingAsked(FlaskForm):
    """Read from the address; a code nobody knows asks for the ordinary list."""

    class Meta:
        csrf = False

    kind = HiddenField(filters=[trimmed])
    state = SelectField(
        _l("Where they stand"),
        choices=codes("vetting_filter"),
        default=VettingFilter.APPLIED.value,
        validators=[Optional()],
    )
    q = StringField(_l("Name, number or mobile number"), filters=[trimmed])

    def wanted(self) -> dict[str, Any]:
        return {
            "kind": _known(ProviderKind, self.kind.data, ProviderKind.VOLUNTEER),
            "only": _known(VettingFilter, self.state.data, VettingFilter.APPLIED),
            "search": (self.q.data or "")[:60],
        }


def _known(of: Any, code: str | None, usual: Any) -> Any:
    return of(code) if code in set(of) else usual


class CheckForm(FlaskForm):
    unit = line_field(_l("Who was asked"), most=80)
    reference = line_field(_l("Number of their answer"), most=60)
    valid_until = Day(_l("Counts until"), validators=[InputRequired(NEEDED)])

    def given(self) -> CheckInput:
        return CheckInput(
            unit=self.unit.data,
            reference=self.reference.data,
            valid_until=self.valid_until.data,
        )


class DecideForm(FlaskForm):
    version = HiddenField()
    reason = TextAreaField(
        _l("Reason, as the provider will read it"),
        filters=[trimmed],
        validators=[Length(max=300, message=TOO_LONG)],
    )

    def seen_version(self) -> int:
        """The row's version the officer looked at; 0, which no row has, when it was tampered with."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() else 0
