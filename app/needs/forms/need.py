"""The form of a child's need: its first card is enough, the rest begins with what is usual."""

from __future__ import annotations

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.kernel.disclosure import Revealed
from app.kernel.fields import (
    CHOSEN,
    WRITE,
    Day,
    FormWithHours,
    Line,
    Text,
    Ticks,
    Version,
    WeeklyHours,
    Whole,
    between,
    codes,
    codes_or,
    last_day_not_before,
    some_chosen,
)
from app.needs.categories import Usual
from app.needs.inputs import NeedInput
from app.needs.models import Need

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


class NeedForm(FormWithHours):
    """Everything but the note is filled in before it is opened."""

    note = Text(
        _l("What is it about?"),
        description=_l("One sentence is enough. Only staff of this place and the bureau read it."),
        most=2000,
    )
    title = Line(_l("Title for the office and the helper"), most=TITLE, is_needed=True)
    is_another = BooleanField(_l("This is another need, beside the one that is under way"))
    summary = Text(
        _l("What it is about"),
        description=_l(
            "Town, age band and what is asked: no name, no village, no school, no number."
        ),
        most=SUMMARY,
        is_needed=True,
    )
    urgency = RadioField(
        _l("How urgent is it?"),
        choices=codes("urgency"),
        default="normal",
        validators=[CHOSEN],
    )
    times = WeeklyHours(_l("When it suits the child"))
    per_week = Whole(_l("Times a week"), validators=[Optional(), between(1, 14)])
    minutes = Whole(_l("Minutes each time"), validators=[Optional(), between(10, 1440)])
    weeks = Whole(_l("For how many weeks"), validators=[Optional(), between(1, 104)])
    starts_on = Day(_l("From which day"), validators=[Optional()])
    ends_on = Day(_l("Until which day"), validators=[Optional(), last_day_not_before("starts_on")])
    need_by = Day(
        _l("Somebody must be found by"),
        description=_l("After this day the need goes to the list of unmet needs."),
        validators=[Optional()],
    )
    modes = Ticks(
        _l("Where it may happen"),
        choices=codes("mode", leave_out=("workplace",)),
        validators=[some_chosen],
    )
    meeting_place = Line(
        _l("Where to meet"),
        description=_l("Shown to the helper only after the family has agreed."),
        most=120,
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
        validators=[InputRequired(WRITE), between(1, 20)],
    )
    visibility = RadioField(
        _l("Who may find it on a list"),
        choices=codes("visibility"),
        default="public",
        validators=[CHOSEN],
    )
    version = Version()

    def given(self) -> NeedInput:
        return NeedInput(
            title=self.title.data,
            summary=self.summary.data,
            note=self.note.data or None,
            meeting_place=self.meeting_place.data or None,
            qualifications=tuple(self.qualifications.data or ()),
            modes=tuple(self.modes.data or ()),
            slots=self.times.slots(),
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
                "times": need.slots,
                "note": private.note,
                "meeting_place": private.meeting_place,
            },
        )
