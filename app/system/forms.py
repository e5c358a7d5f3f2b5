"""What narrows the trail, the board of jobs and the runs of the schedule."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from app.kernel import words
from app.kernel.access import Role
from app.kernel.handlers import HANDLERS, Lane
from app.kernel.schedule import RunState
from app.system.owed import JobFilters, Show
from app.system.queries import Filters, event_names


class TrailForm(FlaskForm):
    """A GET form: it changes nothing and carries no token."""

    class Meta:
        csrf = False

    since = DateField(_l("From (day)"), validators=[Optional()])
    until = DateField(_l("To (day)"), validators=[Optional()])
    event = SelectField(_l("Event"), validators=[Optional()])
    role = SelectField(_l("Role"), validators=[Optional()])
    account = IntegerField(_l("Account number"), validators=[Optional(), NumberRange(min=1)])
    child = IntegerField(_l("Child number"), validators=[Optional(), NumberRange(min=1)])

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
