"""What offers and jobs are both asked."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Optional

from app.kernel.fields import (
    WRITE,
    Day,
    FormWithHours,
    Line,
    Text,
    Version,
    WeeklyHours,
    Whole,
    between,
    last_day_not_before,
)


class PostingForm(FormWithHours):
    """Common to offers and jobs."""

    title = Line(_l("Title"), most=60, is_needed=True)
    description = Text(_l("In more words"), most=1000)
    capacity = Whole(_l("How many places"), validators=[InputRequired(WRITE), between(1, 10_000)])
    times = WeeklyHours(_l("Weekly times"))
    starts_on = Day(_l("First day"), validators=[Optional()])
    ends_on = Day(_l("Last day"), validators=[Optional(), last_day_not_before("starts_on")])
    version = Version()

    def common(self) -> dict[str, Any]:
        return {
            "title": self.title.data,
            "description": self.description.data or "",
            "capacity": self.capacity.data,
            "slots": self.times.slots(),
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
        }
