"""How much of one kind happens on a usual day: far more than that is asked about, not done."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.schedule import ScheduleRun

ALWAYS = 10
"""So many a day are never asked about."""
TIMES = 3
"""So many times the busiest day are still usual."""
DAYS = 30
"""How far back the busiest day is looked for."""


def is_usual(run: ScheduleRun, found: int, now: datetime) -> bool:
    """Whether a run may settle so many: as today allows, or as a person allowed who was asked."""
    if found == 0:
        return True
    days = _by_day(run.name, now)
    today = days.pop(clock.local(now).date(), 0)
    most = max(ALWAYS, TIMES * max(days.values(), default=0))
    if run.decided_by is not None:
        return found <= (run.found or 0) + most
    return today + found <= most


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
