"""The lists of those who watch: the trail, the jobs, the runs of the schedule."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.kernel import words
from app.kernel.access import Actor
from app.kernel.events import AuditLine, Job
from app.kernel.listing import Cell, Column, Listing
from app.kernel.schedule import ScheduleRun
from app.system import owed, queries
from app.system.forms import JobsForm, RunsForm, TrailForm
from app.system.owed import JobFilters, Show


def _details(line: AuditLine) -> Cell:
    return json.dumps(line.payload, ensure_ascii=False, sort_keys=True)


def _role(line: AuditLine) -> Cell:
    return words.label("role", line.role)


LINES = (
    Column(name="line", words=_l("Line"), of=lambda line: line.id, sort=(AuditLine.id,)),
    Column(name="at", words=_l("When"), of=lambda line: line.at, sort=(AuditLine.at,)),
    Column(
        name="account",
        words=_l("Account"),
        of=lambda line: line.account_id,
        sort=(AuditLine.account_id,),
    ),
    Column(name="role", words=_l("Role"), of=_role, sort=(AuditLine.role,)),
    Column(name="event", words=_l("Event"), of=lambda line: line.event, sort=(AuditLine.event,)),
    Column(
        name="child", words=_l("Child"), of=lambda line: line.child_id, sort=(AuditLine.child_id,)
    ),
    Column(name="field", words=_l("Field"), of=lambda line: line.field),
    Column(name="details", words=_l("Details"), of=_details),
    Column(name="position", words=_l("In the chain"), of=lambda line: line.position),
    Column(name="digest", words=_l("Digest"), of=lambda line: line.digest),
)


def _lines(_actor: Actor, asked: TrailForm) -> Select[tuple[AuditLine]]:
    return queries.lines(asked.filters() if not asked.errors else queries.Filters())


def _trail_form(_actor: Actor, args: Any) -> TrailForm:
    return TrailForm(args)


TRAIL = Listing(
    name="system.trail",
    title=_l("Audit trail"),
    form=_trail_form,
    columns=lambda _actor, _asked: LINES,
    statement=_lines,
    order=lambda _asked: (AuditLine.id.desc(),),
    size=queries.SIZE,
    is_exported=False,
)
"""It leaves by a deed of its own, whose line says the filters and the last line taken."""


def _filters(asked: JobsForm) -> JobFilters:
    return JobFilters() if asked.errors else asked.filters()


def _jobs(_actor: Actor, asked: JobsForm) -> Select[tuple[Job]]:
    return owed.jobs(_filters(asked))


def _job_order(asked: JobsForm) -> tuple[Any, ...]:
    if _filters(asked).show is Show.DONE:
        return Job.done_at.desc(), Job.id.desc()
    return Job.due_at, Job.id


def _jobs_form(_actor: Actor, args: Any) -> JobsForm:
    return JobsForm(args)


def _job_columns(_actor: Actor, asked: JobsForm) -> tuple[Column, ...]:
    is_done = _filters(asked).show is Show.DONE
    return (
        Column(name="job", words=_l("Job"), of=lambda job: job.id, sort=(Job.id,)),
        Column(
            name="handler",
            words=_l("What is done"),
            of=lambda job: owed.handler_words(job.handler) or job.handler,
            sort=(Job.handler,),
        ),
        Column(name="event", words=_l("Event"), of=lambda job: job.event, sort=(Job.event,)),
        Column(
            name="lane",
            words=_l("Lane"),
            of=lambda job: words.label("lane", job.lane),
            sort=(Job.lane,),
        ),
        Column(
            name="due",
            words=_l("Done at") if is_done else _l("Due"),
            of=lambda job: job.done_at or job.due_at,
            sort=(Job.done_at if is_done else Job.due_at,),
        ),
        Column(name="tries", words=_l("Tries"), of=lambda job: job.attempts, sort=(Job.attempts,)),
        Column(name="error", words=_l("What it met"), of=lambda job: job.error, sort=(Job.error,)),
    )


JOBS = Listing(
    name="system.jobs",
    title=_l("Jobs board"),
    form=_jobs_form,
    columns=_job_columns,
    statement=_jobs,
    order=_job_order,
    steps=frozenset(("system.retry_job",)),
)


def _runs(_actor: Actor, asked: RunsForm) -> Select[tuple[ScheduleRun]]:
    return owed.runs(None if asked.errors else asked.wanted())


def _runs_form(_actor: Actor, args: Any) -> RunsForm:
    return RunsForm(args)


def _entry(run: ScheduleRun) -> Cell:
    return owed.entry_words(run.name) or run.name


def _run_state(run: ScheduleRun) -> Cell:
    return words.label("run_state", run.state)


RUN_COLUMNS = (
    Column(name="due", words=_l("Due"), of=lambda run: run.due_at, sort=(ScheduleRun.due_at,)),
    Column(name="entry", words=_l("What is done"), of=_entry, sort=(ScheduleRun.name,)),
    Column(name="state", words=_l("State"), of=_run_state, sort=(ScheduleRun.state,)),
    Column(
        name="done", words=_l("Things changed"), of=lambda run: run.done, sort=(ScheduleRun.done,)
    ),
    Column(name="tries", words=_l("Tries"), of=lambda run: run.tries, sort=(ScheduleRun.tries,)),
    Column(name="error", words=_l("What it met"), of=lambda run: run.error),
)

RUNS = Listing(
    name="system.schedule",
    title=_l("Runs"),
    form=_runs_form,
    columns=lambda _actor, _asked: RUN_COLUMNS,
    statement=_runs,
    order=lambda _asked: (ScheduleRun.id.desc(),),
    steps=frozenset(("system.retry_run", "system.allow_run", "system.dismiss_run")),
)
