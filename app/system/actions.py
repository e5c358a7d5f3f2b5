"""The three writes of those who watch: taking lines out, proving the chain, trying a job again."""

from __future__ import annotations

from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.audit import Verdict
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.events import Job
from app.system import queries
from app.system.events import JobRetried, TrailExported, TrailVerified

MOST_LINES = 50_000


@action(Can.EXPORT_TRAIL)
def export_trail(actor: Actor, *, filters: queries.Filters) -> TrailExported:
    """Note that the lines that fit were taken out, before they are."""
    fitting = queries.lines(filters).order_by(None).subquery()
    found, last = db.session.execute(select(func.count(), func.max(fitting.c.id))).one()
    if not found:
        raise Refused("system.nothing_to_export")
    if found > MOST_LINES:
        raise Refused("system.export_too_long", lines=found, most=MOST_LINES)
    return TrailExported(lines=found, last_line=last, filters=filters.as_codes())


@action(Can.VERIFY_TRAIL)
def note_verdict(actor: Actor, *, verdict: Verdict) -> TrailVerified:
    """Keep what a walk along the chain found."""
    return TrailVerified(
        sealed=verdict.sealed,
        unsealed=verdict.unsealed,
        broken_line=verdict.broken_line,
        problem=verdict.problem,
    )


@action(Can.RETRY_JOB)
def retry_job(actor: Actor, key: int) -> JobRetried:
    """Make a job due now; what it met last stays on it until it has gone through."""
    job = db.session.scalars(select(Job).where(Job.id == key)).one_or_none()
    if job is None:
        raise NotFound(f"Job {key}")
    if job.done_at is not None:
        raise Refused("system.job_done")
    job.due_at = clock.now()
    return JobRetried(job_id=key)
