"""What offers and jobs are both asked."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.offers.forms.fields import WRITE, Day, Span, Whole
from app.offers.inputs import Slots

SPANS = 2


class PostingForm(FlaskForm):
    """Common to offers and jobs."""

    title = StringField(
        _l("Title"),
        validators=[DataRequired(WRITE), Length(max=60, message=_l("At most 60 characters."))],
    )
    description = TextAreaField(
        _l("In more words"), validators=[Length(max=1000, message=_l("At most 1,000 characters."))]
    )
    capacity = Whole(
        _l("How many places"),
        validators=[
            InputRequired(WRITE),
            NumberRange(min=1, max=10_000, message=_l("Between 1 and 10,000.")),
        ],
    )
    times = FieldList(FormField(Span), label=_l("Weekly times"), min_entries=SPANS, max_entries=7)
    starts_on = Day(_l("First day"), validators=[Optional()])
    ends_on = Day(_l("Last day"), validators=[Optional()])
    version = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [_l("The last day lies before the first.")]
            return False
        return is_valid

    def slots(self) -> Slots:
        found = {slot for span in self.times for slot in span.form.slots()}
        return tuple(sorted(found))

    def common(self) -> dict[str, Any]:
        return {
            "title": (self.title.data or "").strip(),
            "description": (self.description.data or "").strip(),
            "capacity": self.capacity.data,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
        }
