"""Small forms: a reason, a number of places."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from app.kernel.fields import WRITE, Text, Whole, between


class ReasonForm(FlaskForm):
    """Why something goes back or out of sight."""

    reason = Text(_l("Reason"), description=_l("The organisation reads this sentence."), most=300)


class PlacesForm(FlaskForm):
    capacity = Whole(_l("How many places"), validators=[InputRequired(WRITE), between(1, 10_000)])
