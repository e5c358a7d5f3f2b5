"""The writes of those who watch: taking lines out, proving the chain, trying again, deciding runs."""

from __future__ import annotations

from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.audit import Verdict
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.events import Job
from app.kernel.schedule import RunState, ScheduleRun
from app.system import queries
from app.system.events import JobRetried, RunDecided, RunRetried, TrailExported, TrailVerified

MOST_LINES = 50_000


@action(Can.EXPORT_TRAIL, once=False)
def export_trail(actor: Actor, *, filters: queries.Filters) -> TrailExported:
    """Note that the lines that fit were taken out, before they are."""
    fitting = queries.lines(filters).subquery()
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
    """Make a job due now, also one that was put aside; what it met last stays on it until then."""
    job = db.session.scalars(select(Job).where(Job.id == key)).one_or_none()
    if job is None:
        raise NotFound(f"Job {key}")
    if job.done_at is not None:
        raise Refused("system.job_done")
    job.due_at, job.parked_at = clock.now(), None
    return JobRetried(job_id=key)


@action(Can.RETRY_JOB)
def retry_run(actor: Actor, key: int) -> RunRetried:
    """Make a failed run of the schedule due now."""
    run = _run(key)
    if not run.is_failed:
        raise Refused("system.run_not_failed")
    run.try_at = clock.now()
    return RunRetried(run_id=key)


@action(Can.DECIDE_RUN)
def decide_run(actor: Actor, key: int, *, is_allowed: bool) -> RunDecided:
    """Answer a run that asks. Allowed, it settles as many as it asked about; otherwise nothing is
    changed, and its entry rests for a day."""
    run = _run(key)
    if run.state != RunState.ASKING:
        raise Refused("system.run_not_asking")
    run.state = RunState.WAITING if is_allowed else RunState.DISMISSED
    run.decided_by, run.decided_at = actor.account_id, clock.now()
    run.try_at = clock.now()
    run.leased_by = run.leased_until = None  # a worker that looks at it now writes nothing on it
    return RunDecided(run_id=key, name=run.name, found=run.found or 0, is_allowed=is_allowed)


def _run(key: int) -> ScheduleRun:
    wanted = select(ScheduleRun).where(ScheduleRun.id == key).with_for_update()
    run = db.session.scalars(wanted).one_or_none()
    if run is None:
        raise NotFound(f"Run {key}")
    return run
