"""Carrying what follows a committed event: huey runs each job, a sweep finds any that was lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import select, update

from app.kernel import audit, clock
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.events import Event, Job, handler_of
from app.kernel.scope import act_as

log = logging.getLogger(__name__)

Chore = Callable[[], None]
"""Something to do each minute, safe to do twice."""

FIRST_RETRY = timedelta(seconds=20)
LONGEST_RETRY = timedelta(hours=6)


def hand_over(keys: Iterable[int]) -> None:
    """Tell the worker that these jobs are committed; what it does not hear, the sweep finds."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not app.extensions["settings"].queue:
        return
    if "carry" not in app.extensions:
        connect(app)
    for key in keys:
        app.extensions["carry"](key)


def run(key: int) -> bool:
    """Do one job if it is due and nobody else has it; True when it was done now."""
    job = _claim(key)
    if job is None:
        return False
    name, event = job
    try:
        with current_app._get_current_object().app_context():  # type: ignore[attr-defined]
            act_as(SYSTEM)
            handler_of(name)(event)
    except Exception as error:  # whatever a handler meets is kept on its job and retried
        log.exception("job %s (%s) failed", key, name)
        _settle(key, error=f"{type(error).__name__}: {error}")
        return False
    _settle(key, error=None)
    return True


def run_due() -> int:
    """Do every job that is due, and those that follow from them; how many were done."""
    done = 0
    while True:
        due = select(Job.id).where(Job.done_at.is_(None), Job.due_at <= clock.now())
        keys = db.session.scalars(due.order_by(Job.id)).all()
        db.session.rollback()
        if not keys:
            return done
        done += sum(run(key) for key in keys)


def _claim(key: int) -> tuple[str, Event] | None:
    db.session.rollback()
    now = clock.now()
    job = db.session.scalars(select(Job).where(Job.id == key)).one_or_none()
    if job is None or job.done_at is not None or job.due_at > now:
        db.session.rollback()
        return None
    wait = min(FIRST_RETRY * 2**job.attempts, LONGEST_RETRY)
    claim = (
        update(Job)
        .where(Job.id == key, Job.done_at.is_(None), Job.due_at == job.due_at)
        .values(attempts=Job.attempts + 1, due_at=now + wait)
        .execution_options(synchronize_session=False)
    )
    found = job.handler, Event.of(job.event, job.payload)
    is_ours = db.session.execute(claim).rowcount == 1  # type: ignore[attr-defined]
    db.session.commit()
    return found if is_ours else None


def _settle(key: int, *, error: str | None) -> None:
    db.session.rollback()
    values: dict[str, Any] = {"error": error}
    if error is None:
        values["done_at"] = clock.now()
    db.session.execute(update(Job).where(Job.id == key).values(**values))
    db.session.commit()


def connect(app: Flask) -> Huey:
    """Connect the site to its queue: the worker at start, a web process with its first job."""
    settings = app.extensions["settings"]
    if settings.queue.startswith("redis"):
        huey: Huey = RedisHuey("tongqiao", url=settings.queue)
    else:
        huey = SqliteHuey("tongqiao", filename=str(settings.instance / "queue.db"))

    @huey.task()
    def carry(key: int) -> None:
        with app.app_context():
            run(key)

    @huey.periodic_task(crontab(minute="*"))
    def each_minute() -> None:
        with app.app_context():
            for chore in app.extensions["chores"]:
                chore()
            run_due()
            audit.seal()

    app.extensions["carry"] = carry
    return huey
