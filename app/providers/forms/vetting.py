"""What an officer narrows the list by, and what goes with a decision."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Optional

from app.kernel.fields import WRITE, Asked, Day, Line, Sought, Text, Version, codes
from app.providers.inputs import CheckInput
from app.providers.queries import ProviderKind, VettingFilter


class VettingAsked(Asked):
    """A code nobody knows asks for the ordinary list."""

    kind = HiddenField()
    state = SelectField(
        _l("Where they stand"),
        choices=codes("vetting_filter"),
        default=VettingFilter.APPLIED.value,
        validators=[Optional()],
    )
    q = Sought(_l("Name, code or telephone number"))

    def wanted(self) -> dict[str, Any]:
        return {
            "kind": _known(ProviderKind, self.kind.data, ProviderKind.VOLUNTEER),
            "only": _known(VettingFilter, self.state.data, VettingFilter.APPLIED),
            "search": self.q.words,
        }


def _known(of: Any, code: str | None, usual: Any) -> Any:
    return of(code) if code in set(of) else usual


class CheckForm(FlaskForm):
    unit = Line(_l("Who was asked"), most=80, is_needed=True)
    reference = Line(_l("Number of their answer"), most=60, is_needed=True)
    valid_until = Day(_l("Counts until"), validators=[InputRequired(WRITE)])

    def given(self) -> CheckInput:
        return CheckInput(
            unit=self.unit.data,
            reference=self.reference.data,
            valid_until=self.valid_until.data,
        )


class DecideForm(FlaskForm):
    version = Version()
    reason = Text(_l("Reason, as the provider will read it"), most=300)
