"""Small forms: a reason, a number of places."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.offers.forms.fields import WRITE, Whole


class ReasonForm(FlaskForm):
    """Why something goes back or out of sight."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("The organisation reads this sentence."),
        validators=[Length(max=300, message=_l("At most 300 characters."))],
    )


class PlacesForm(FlaskForm):
    capacity = Whole(
        _l("How many places"),
        validators=[
            InputRequired(WRITE),
            NumberRange(min=1, max=10_000, message=_l("Between 1 and 10,000.")),
        ],
    )
