"""The form of a child's need: its first card is enough, the rest begins with what is usual."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.kernel.disclosure import Revealed
from app.needs.categories import Usual
from app.needs.forms.fields import (
    CHOOSE,
    WRITE,
    Day,
    Span,
    Ticks,
    Whole,
    codes,
    codes_or,
    slots_of,
    spans_of,
    stripped,
)
from app.needs.inputs import NeedInput
from app.needs.models import Need

SPANS, MOST_SPANS = 2, 14
TITLE, SUMMARY = 60, 200
AS_STORED = (
    "title",
    "summary",
    "urgency",
    "per_week",
    "minutes",
    "weeks",
    "starts_on",
    "ends_on",
    "need_by",
    "modes",
    "qualifications",
    "helper_sex",
    "languages",
    "items",
    "openings",
    "visibility",
    "version",
)


class NeedForm(FlaskForm):
    """Everything but the note is filled in before it is opened."""

    note = TextAreaField(
        _l("What is it about?"),
        description=_l("One sentence is enough. Only staff of this place and the bureau read it."),
        validators=[Length(max=2000, message=_l("No more than 2,000 characters."))],
    )
    title = StringField(
        _l("Title everyone may read"),
        validators=[DataRequired(WRITE), Length(max=TITLE, message=_l("At most 60 characters."))],
    )
    summary = TextAreaField(
        _l("Public words"),
        description=_l(
            "Town, age band and what is asked: no name, no village, no school, no number."
        ),
        validators=[
            DataRequired(WRITE),
            Length(max=SUMMARY, message=_l("No more than 200 characters.")),
        ],
    )
    urgency = RadioField(
        _l("How urgent is it?"),
        choices=codes("urgency"),
        default="normal",
        validators=[InputRequired(CHOOSE)],
    )
    times = FieldList(
        FormField(Span),
        label=_l("When it suits the child"),
        min_entries=SPANS,
        max_entries=MOST_SPANS,
    )
    per_week = Whole(
        _l("Times a week"),
        validators=[Optional(), NumberRange(min=1, max=14, message=_l("Between 1 and 14."))],
    )
    minutes = Whole(
        _l("Minutes each time"),
        validators=[Optional(), NumberRange(min=10, max=1440, message=_l("Between 10 and 1,440."))],
    )
    weeks = Whole(
        _l("For how many weeks"),
        validators=[Optional(), NumberRange(min=1, max=104, message=_l("Between 1 and 104."))],
    )
    starts_on = Day(_l("From which day"), validators=[Optional()])
    ends_on = Day(_l("Until which day"), validators=[Optional()])
    need_by = Day(
        _l("Somebody must be found by"),
        description=_l("After this day the need goes to the list of unmet needs."),
        validators=[Optional()],
    )
    modes = Ticks(_l("Where it may happen"), choices=codes("mode", leave_out=("workplace",)))
    meeting_place = StringField(
        _l("Where to meet"),
        description=_l("Shown to the helper only after the family has agreed."),
        validators=[Length(max=120, message=_l("No more than 120 characters."))],
    )
    qualifications = Ticks(_l("Qualification the helper needs"), choices=codes("qualification"))
    helper_sex = SelectField(
        _l("The helper is to be"), choices=codes_or("sex", _l("Woman or man")), default=""
    )
    languages = Ticks(_l("Languages the helper needs"), choices=codes("language"))
    items = Ticks(_l("Things that are needed"), choices=codes("goods_item"))
    openings = Whole(
        _l("How many helpers or sets"),
        default=1,
        validators=[
            InputRequired(WRITE),
            NumberRange(min=1, max=20, message=_l("Between 1 and 20.")),
        ],
    )
    visibility = RadioField(
        _l("Who may read the public words"),
        choices=codes("visibility"),
        default="public",
        validators=[InputRequired(CHOOSE)],
    )
    version = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if not self.modes.data:
            self.modes.errors = [_l("Please choose at least one.")]
            is_valid = False
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [_l("The last day lies before the first.")]
            is_valid = False
        return is_valid

    def given(self) -> NeedInput:
        return NeedInput(
            title=(self.title.data or "").strip(),
            summary=(self.summary.data or "").strip(),
            note=stripped(self.note.data),
            meeting_place=stripped(self.meeting_place.data),
            qualifications=tuple(self.qualifications.data or ()),
            modes=tuple(self.modes.data or ()),
            slots=slots_of(self.times),
            per_week=self.per_week.data,
            minutes=self.minutes.data,
            weeks=self.weeks.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            need_by=self.need_by.data,
            helper_sex=self.helper_sex.data or None,
            languages=tuple(self.languages.data or ()),
            items=tuple(self.items.data or ()),
            urgency=self.urgency.data,
            visibility=self.visibility.data,
            openings=self.openings.data,
        )

    @classmethod
    def usual(cls, usual: Usual, *, summary: str) -> Self:
        """The form as it opens: what is usual for the category."""
        return cls(
            formdata=None,
            data={
                "title": usual.title,
                "summary": summary,
                "modes": usual.modes,
                "qualifications": usual.qualifications,
                "per_week": usual.per_week,
                "minutes": usual.minutes,
                "weeks": usual.weeks,
                "visibility": "restricted" if usual.restricted else "public",
            },
        )

    @classmethod
    def of(cls, need: Need, private: Revealed) -> Self:
        """The form filled with what is stored."""
        return cls(
            formdata=None,
            data={
                **{name: getattr(need, name) for name in AS_STORED},
                "times": spans_of(need.slots),
                "note": private.note,
                "meeting_place": private.meeting_place,
            },
        )
