"""Carrying what follows a committed event: each job once at a time, again when it failed."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from flask import Flask, current_app
from sqlalchemy import ColumnElement, select

from app.kernel import clock, lease
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.errors import Plain
from app.kernel.events import Event, Job
from app.kernel.handlers import HANDLERS, Handler, Lane
from app.kernel.limits import limited
from app.kernel.queue import queue_of
from app.kernel.scope import act_as

log = logging.getLogger(__name__)

AT_ONCE = 200
"""How many due jobs are listed at a time."""


class Undecodable(Plain, LookupError):
    """A stored job that this version cannot read: its handler or its event is not known."""


def hand_over(owed: Iterable[tuple[Lane, int]]) -> None:
    """Tell the workers that these jobs are committed; what they do not hear, they find."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not app.extensions["settings"].queue:
        return
    for lane, key in owed:
        queue_of(app).ring(lane, key)


def run(key: int) -> bool:
    """Do one job if it is due and nobody else has it; True when it was done now."""
    found = _find(key)
    if found is None:
        return False
    try:
        handler, event = decode(found)
    except Undecodable as error:
        _park(key, error)
        return False
    now, tries = clock.now(), found.attempts + 1
    values = {"attempts": tries, "due_at": now + lease.wait_after(tries)}
    if found.leased_by is not None:
        values["error"] = lease.DIED
    token = lease.take(Job, key, *_is_owed(), lease.is_due(Job.due_at, now), **values)
    if token is None:
        return False
    return _carry(found, token, handler, event)


def run_due(lane: Lane | None = None) -> int:
    """Do every job that is due, and those that follow from them; how many were done."""
    done = 0
    while keys := due(lane):
        done += sum(run(key) for key in keys)
    return done


def due(lane: Lane | None = None) -> list[int]:
    """The oldest jobs that may be done now, `AT_ONCE` at most."""
    now = clock.now()
    wanted = select(Job.id).where(*_is_owed(), lease.is_due(Job.due_at, now), Job.is_free(now))
    if lane is not None:
        wanted = wanted.where(Job.lane == lane)
    keys = db.session.scalars(wanted.order_by(Job.id).limit(AT_ONCE)).all()
    db.session.rollback()
    return list(keys)


def decode(job: Job) -> tuple[Handler, Event]:
    """The function and the event that a stored job names."""
    named = HANDLERS.get(job.handler)
    if named is None:
        raise Undecodable(f"no handler is called {job.handler}")
    kind = Event.REGISTRY.get(job.event)
    if kind is None:
        raise Undecodable(f"no event is called {job.event}")
    try:
        return named.function, kind(**job.payload)
    except TypeError as error:
        raise Undecodable(f"{job.event} has another shape: {error}") from error


def _find(key: int) -> Job | None:
    db.session.rollback()
    now = clock.now()
    due = select(Job).where(Job.id == key, *_is_owed(), lease.is_due(Job.due_at, now))
    job = db.session.scalars(due.where(Job.is_free(now))).one_or_none()
    if job is not None:
        db.session.expunge(job)
    db.session.rollback()
    return job


def _is_owed() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Job.done_at.is_(None), Job.parked_at.is_(None)


def _carry(job: Job, token: str, handler: Handler, event: Event) -> bool:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        with lease.kept(Job, job.id, token), limited(Lane(job.lane)), app.app_context():
            act_as(SYSTEM)
            handler(event)
    except Exception as error:  # whatever a handler meets is kept on its job and retried
        log.exception("job %s (%s) failed", job.id, job.handler)
        due_at = clock.now() + lease.wait_after(job.attempts + 1)
        lease.give_back(Job, job.id, token, error=lease.told(error), due_at=due_at)
        return False
    return lease.give_back(Job, job.id, token, error=None, done_at=clock.now())


def _park(key: int, error: Undecodable) -> None:
    log.error("job %s is put aside: %s", key, error)
    if token := lease.take(Job, key, *_is_owed()):
        lease.give_back(Job, key, token, parked_at=clock.now(), error=lease.told(error))
