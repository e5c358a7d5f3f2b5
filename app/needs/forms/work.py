"""The form of a guardian's wish for work near home."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.kernel import words
from app.needs.forms.fields import WRITE, Ticks, Whole, codes
from app.needs.inputs import Slots, WorkInput
from app.needs.models import Need
from app.providers.forms.fields import Span, joined, spans_of

SPANS, MOST_SPANS = 3, 14
CHINESE_STOP = "；"


class WorkForm(FlaskForm):
    about = TextAreaField(
        _l("What can you do, and what would suit you?"),
        description=_l(
            "For instance: I can sew. I take the children to school at half past seven. No name, no village."
        ),
        validators=[
            InputRequired(WRITE),
            Length(max=150, message=_l("No more than 150 characters.")),
        ],
    )
    times = FieldList(
        FormField(Span),
        label=_l("When you are free to work"),
        min_entries=SPANS,
        max_entries=MOST_SPANS,
    )
    max_km = Whole(
        _l("How far from home, in kilometres, at most"),
        default=5,
        validators=[
            InputRequired(WRITE),
            NumberRange(min=1, max=50, message=_l("Between 1 and 50.")),
        ],
    )
    wishes = Ticks(_l("What matters to you"), choices=codes("work_wish"))
    version = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if not self.slots() and not self.times.errors:
            self.times.errors = [_l("Please give at least one weekly time.")]
            is_valid = False
        return is_valid

    def slots(self) -> Slots:
        return tuple(
            (day, start, end)
            for day, start, end in joined([slot for span in self.times for slot in span.slots()])
        )

    def given(self, *, town: str) -> WorkInput:
        """Employers read Chinese, whatever the language of this page."""
        wishes = tuple(self.wishes.data or ())
        kilometres = self.max_km.data
        asked = [f"希望在离家{kilometres}公里内"]
        asked += [words.label("work_wish", one, language=words.CHINESE) for one in wishes]
        about = (self.about.data or "").strip().rstrip("。；;.")
        return WorkInput(
            title="为家长找一份离家近的工作",
            summary=f"{town}，{about}{CHINESE_STOP}{'，'.join(asked)}。",
            slots=self.slots(),
            max_km=float(kilometres),
            wishes=wishes,
        )

    @classmethod
    def of(cls, need: Need, *, town: str) -> Self:
        """The form filled with what is stored."""
        about = need.summary.removeprefix(f"{town}，").rpartition(CHINESE_STOP)[0]
        return cls(
            formdata=None,
            data={
                "about": about,
                "times": spans_of(need.slots),
                "max_km": int(need.max_km or 5),
                "wishes": need.items,
                "version": need.version,
            },
        )
