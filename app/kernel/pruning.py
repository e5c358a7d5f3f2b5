"""Forgetting what was only kept to be seen: jobs that are done, and old runs of the schedule."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select

from app.kernel import clock, drafts, files, lease, once, shown
from app.kernel.db import db
from app.kernel.events import Job
from app.kernel.schedule import RunState, ScheduleRun
from app.kernel.usual import is_after_gap

NAME = "kernel.prune"
KEPT = timedelta(days=90)
"""How long a run of the schedule that did something, and how long any other, is kept."""
JOBS_KEPT = timedelta(days=30)
EMPTY_RUNS_KEPT = timedelta(days=2)
NEWEST_RUNS = 50
"""So many runs of each entry stay whatever their age: they say what was carried already."""
AT_ONCE = 1_000
"""Rows of one transaction: nobody waits long for the database."""


def prune(due_at: datetime) -> int:
    """Delete jobs that were done a month ago, runs that tell nothing more, used keys and drafts
    that have had their time, files that no row names; how many.

    After a gap nothing: a clock that is ahead would take what people have typed today for old.
    """
    now = clock.now()
    if is_after_gap(NAME, due_at, now):
        return 0
    jobs = _delete(Job, select(Job.id).where(Job.done_at < now - JOBS_KEPT))
    names = db.session.scalars(select(ScheduleRun.name).distinct()).all()
    runs = sum(_delete(ScheduleRun, _old_runs(name, now)) for name in names)
    sent = once.prune_keys(now - once.KEPT) + drafts.prune_drafts(now - drafts.KEPT)
    unseen = shown.forget_shown(now)
    return jobs + runs + sent + unseen + files.sweep(now)


def _old_runs(name: str, now: datetime) -> Select[tuple[int]]:
    newest = (
        select(ScheduleRun.due_at)
        .where(ScheduleRun.name == name)
        .order_by(ScheduleRun.due_at.desc())
        .limit(1)
        .offset(NEWEST_RUNS)
        .scalar_subquery()
    )
    return select(ScheduleRun.id).where(
        ScheduleRun.name == name,
        ScheduleRun.due_at <= newest,
        (ScheduleRun.due_at < now - KEPT) | _is_empty(now),
    )


def _is_empty(now: datetime) -> ColumnElement[bool]:
    over = ScheduleRun.state.in_((RunState.DONE, RunState.OVERTAKEN))
    return over & (ScheduleRun.done == 0) & (ScheduleRun.due_at < now - EMPTY_RUNS_KEPT)


def _delete(model: type[Any], keys: Select[tuple[int]]) -> int:
    gone = 0
    while True:
        lease.write()
        batch = db.session.scalars(keys.limit(AT_ONCE)).all()
        db.session.execute(delete(model).where(model.id.in_(batch)))
        db.session.commit()
        gone += len(batch)
        if len(batch) < AT_ONCE:
            return gone
