"""Reading the jobs and the schedule: what is owed, what failed, what asks, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.kernel import clock, lease, words
from app.kernel.db import db
from app.kernel.events import Job
from app.kernel.schedule import Entry, RunState, ScheduleRun, entries


class Show(StrEnum):
    """Which jobs of the board."""

    ALL = "all"
    FAILED = "failed"
    PARKED = "parked"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilters:
    """What narrows the board; None leaves a column open."""

    show: Show = Show.ALL
    lane: str | None = None
    handler: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry of the schedule with the newest run of it and the moment of the next."""

    entry: Entry
    last: ScheduleRun | None
    next: datetime


def jobs(filters: JobFilters) -> Select[tuple[Job]]:
    """The jobs that fit, in no order yet."""
    wanted = select(Job).where(_condition(filters.show, clock.now()))
    if filters.lane is not None:
        wanted = wanted.where(Job.lane == filters.lane)
    if filters.handler is not None:
        wanted = wanted.where(Job.handler == filters.handler)
    return wanted


def job_counts() -> dict[Show, int]:
    """How many jobs are owed, failed at least once, were put aside, and are carried now."""
    now = clock.now()
    shown = (Show.ALL, Show.FAILED, Show.PARKED, Show.RUNNING)
    counts = (func.count().filter(_condition(show, now)) for show in shown)
    row = db.session.execute(select(*counts).where(Job.done_at.is_(None))).one()
    return dict(zip(shown, row, strict=True))


def _condition(show: Show, now: datetime) -> ColumnElement[bool]:
    is_owed = Job.done_at.is_(None)
    return {
        Show.ALL: is_owed,
        Show.FAILED: and_(is_owed, Job.error.is_not(None)),
        Show.PARKED: and_(is_owed, Job.parked_at.is_not(None)),
        Show.RUNNING: and_(is_owed, ~Job.is_free(now)),
        Show.DONE: Job.done_at.is_not(None),
    }[show]


def entry_lines() -> tuple[EntryLine, ...]:
    """Every entry of the schedule, in its order."""
    newest = (
        select(func.max(ScheduleRun.id))
        .where(ScheduleRun.due_at <= clock.now() + lease.NEAR_ENOUGH)
        .group_by(ScheduleRun.name)
    )
    last = {
        run.name: run
        for run in db.session.scalars(select(ScheduleRun).where(ScheduleRun.id.in_(newest)))
    }
    now = clock.now()
    return tuple(
        EntryLine(entry=one, last=last.get(one.name), next=one.when.next(now)) for one in entries()
    )


def runs(state: RunState | None) -> Select[tuple[ScheduleRun]]:
    """Runs in this state; of all, those that did something or met something. In no order yet."""
    wanted = select(ScheduleRun)
    if state is not None:
        return wanted.where(ScheduleRun.state == state)
    is_worth_telling = (ScheduleRun.done > 0) | ScheduleRun.state.not_in(
        (RunState.DONE, RunState.OVERTAKEN)
    )
    return wanted.where(is_worth_telling)


def asking() -> Sequence[ScheduleRun]:
    """Runs that would change far more than usual, and wait for a person."""
    waiting = select(ScheduleRun).where(ScheduleRun.state == RunState.ASKING)
    return db.session.scalars(waiting.order_by(ScheduleRun.id)).all()


def failed_runs() -> int:
    """Runs of the schedule that failed and are tried again."""
    failed = select(func.count(ScheduleRun.id)).where(ScheduleRun.state == RunState.FAILED)
    return db.session.scalar(failed) or 0


def handler_words(name: str) -> str | None:
    """What a handler does, in words; None for a name that this version does not know."""
    return words.label("job", name) if name in words.codes("job") else None


def entry_words(name: str) -> str | None:
    """What an entry of the schedule does, in words; None for one of another version."""
    return words.label("schedule", name) if name in words.codes("schedule") else None
