"""How much of one kind happens on a usual day: far more than that is asked about, not done."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.schedule import ScheduleRun

ALWAYS = 10
"""So many a day are never asked about."""
TIMES = 3
"""So many times the busiest day are still usual."""
DAYS = 30
"""How far back the busiest day is looked for."""
GAP = timedelta(days=7)
"""So long after the run before, the clock may be wrong: any number is asked about."""


def is_usual(run: ScheduleRun, found: int, now: datetime) -> bool:
    """Whether a run may settle so many: as today allows, or as a person allowed who was asked."""
    if found == 0:
        return True
    if run.decided_by is None and is_after_gap(run.name, run.due_at, now):
        return False
    days = _by_day(run.name, now)
    today = days.pop(clock.local(now).date(), 0)
    most = max(ALWAYS, TIMES * max(days.values(), default=0))
    if run.decided_by is not None:
        return found <= (run.found or 0) + most
    return today + found <= most


def is_after_gap(name: str, due_at: datetime, now: datetime) -> bool:
    """Whether the run before the one of `due_at` is far away, by the clock as it is now."""
    before = select(func.max(ScheduleRun.due_at)).where(
        ScheduleRun.name == name, ScheduleRun.due_at < due_at, ScheduleRun.due_at <= now
    )
    last = db.session.scalar(before)
    return last is not None and now - last > GAP


def _by_day(name: str, now: datetime) -> Counter[date]:
    """Day → how many were settled without asking, in the days before and today."""
    settled = select(ScheduleRun.finished_at, ScheduleRun.done).where(
        ScheduleRun.name == name,
        ScheduleRun.done > 0,
        ScheduleRun.decided_by.is_(None),
        ScheduleRun.due_at > now - timedelta(days=DAYS),
        ScheduleRun.due_at <= now,
    )
    days: Counter[date] = Counter()
    for finished_at, done in db.session.execute(settled):
        days[clock.local(finished_at).date()] += done
    return days
