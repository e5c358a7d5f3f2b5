"""The form of a guardian's wish for work near home."""

from __future__ import annotations

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app.kernel import words
from app.kernel.fields import (
    WRITE,
    FormWithHours,
    Text,
    Ticks,
    Version,
    WeeklyHours,
    Whole,
    between,
    codes,
)
from app.needs.inputs import WorkInput
from app.needs.models import Need

CHINESE_STOP = "；"


class WorkForm(FormWithHours):
    about = Text(
        _l("What can you do, and what would suit you?"),
        description=_l(
            "For instance: I can sew. I take the children to school at half past seven. No name, no village."
        ),
        most=150,
        is_needed=True,
    )
    times = WeeklyHours(
        _l("When you are free to work"),
        needed=_l("Please give at least one weekly time."),
    )
    max_km = Whole(
        _l("How far from home, in kilometres, at most"),
        default=5,
        validators=[InputRequired(WRITE), between(1, 50)],
    )
    wishes = Ticks(_l("What matters to you"), choices=codes("work_wish"))
    version = Version()

    def given(self, *, town: str) -> WorkInput:
        """Employers read Chinese, whatever the language of this page."""
        wishes = tuple(self.wishes.data or ())
        kilometres = self.max_km.data
        asked = [f"希望在离家{kilometres}公里内"]
        asked += [words.label("work_wish", one, language=words.CHINESE) for one in wishes]
        about = self.about.data.rstrip("。；;.")
        return WorkInput(
            title="为家长找一份离家近的工作",
            summary=f"{town}，{about}{CHINESE_STOP}{'，'.join(asked)}。",
            slots=self.times.slots(),
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
                "times": need.slots,
                "max_km": int(need.max_km or 5),
                "wishes": need.items,
                "version": need.version,
            },
        )
