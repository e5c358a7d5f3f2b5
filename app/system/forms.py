"""What narrows trail, jobs and runs, and what is asked of who keeps numbers and calendar."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional

from app.kernel import clock, words
from app.kernel.access import Role
from app.kernel.calendar import DayKind
from app.kernel.fields import WRITE, Day, Line, Text, Whole, codes
from app.kernel.handlers import HANDLERS, Lane
from app.kernel.schedule import RunState
from app.system.owed import JobFilters, Show
from app.system.queries import Filters, event_names
from app.system.queries.keeping import OptionLine


class TrailForm(FlaskForm):
    """A GET form: it changes nothing and carries no token."""

    class Meta:
        csrf = False

    since = Day(_l("From (day)"), validators=[Optional()])
    until = Day(_l("To (day)"), validators=[Optional()])
    event = SelectField(_l("Event"), validators=[Optional()])
    role = SelectField(_l("Role"), validators=[Optional()])
    account = Whole(_l("Account number"), validators=[Optional(), NumberRange(min=1)])
    child = Whole(_l("Child number"), validators=[Optional(), NumberRange(min=1)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.event.choices = [("", _l("All events")), *((name, name) for name in event_names())]
        self.role.choices = [
            ("", _l("All roles")),
            *((role.value, words.label("role", role.value)) for role in Role),
        ]

    def filters(self) -> Filters:
        """What was asked for; empty answers leave a column open."""
        return Filters(**{name: field.data or None for name, field in self._fields.items()})


class OptionForm(FlaskForm):
    value = Whole(_l("New value"), validators=[InputRequired(WRITE)])
    from_on = Day(_l("Counts from"), validators=[InputRequired(WRITE)])
    reason = Text(_l("Why"), most=300)

    @classmethod
    def of(cls, line: OptionLine) -> Self:
        return cls(formdata=None, value=line.value, from_on=clock.today())


class NoticeForm(FlaskForm):
    notice = Text(
        _l("The announcement, pasted whole, or one day a line"), most=6000, is_needed=True
    )


class DaysForm(FlaskForm):
    kind = SelectField(
        _l("What kind of days"),
        choices=codes("calendar_kind"),
        default=DayKind.SCHOOL_HOLIDAY.value,
    )
    name = Line(_l("What it is called"), most=40, is_needed=True)
    first_on = Day(_l("First day"), validators=[InputRequired(WRITE)])
    last_on = Day(_l("Last day, if there are several"), validators=[Optional()])


class TakeForm(FlaskForm):
    """The hidden words of one line's button."""

    kind = HiddenField(validators=[AnyOf([kind.value for kind in DayKind])])
    first_on = Day(validators=[InputRequired()])
    last_on = Day(validators=[InputRequired()])


class JobsForm(FlaskForm):
    """A GET form: it changes nothing and carries no token."""

    class Meta:
        csrf = False

    show = SelectField(_l("State"), validators=[Optional()])
    lane = SelectField(_l("Lane"), validators=[Optional()])
    handler = SelectField(_l("Job"), validators=[Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.show.choices = words.choices("job_show")
        self.lane.choices = [
            ("", _l("All lanes")),
            *((lane.value, words.label("lane", lane)) for lane in Lane if lane != Lane.CLOCK),
        ]
        self.handler.choices = [
            ("", _l("All jobs")),
            *((name, words.label("job", name)) for name in words.codes("job") if name in HANDLERS),
        ]

    def filters(self) -> JobFilters:
        return JobFilters(
            show=Show(self.show.data or Show.ALL),
            lane=self.lane.data or None,
            handler=self.handler.data or None,
        )


class RunsForm(FlaskForm):
    """A GET form: it changes nothing and carries no token."""

    class Meta:
        csrf = False

    state = SelectField(_l("State"), validators=[Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.state.choices = [("", _l("What did or met something")), *words.choices("run_state")]

    def wanted(self) -> RunState | None:
        return RunState(self.state.data) if self.state.data else None
