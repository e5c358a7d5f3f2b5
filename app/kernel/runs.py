"""Filing the schedule's runs when they come due, and carrying each of them by itself."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.kernel import clock, lease
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.handlers import Lane
from app.kernel.limits import limited
from app.kernel.rhythm import between
from app.kernel.schedule import (
    CatchUp,
    Entry,
    NotSettled,
    OneByOne,
    RunState,
    ScheduleRun,
    entries,
)
from app.kernel.scope import act_as
from app.kernel.usual import is_usual

log = logging.getLogger(__name__)

MOST_CAUGHT_UP = 31
"""How many missed runs of one entry are made up for; a longer gap is of a wrong clock."""
FAR = timedelta(days=40)
"""How far the runs of one entry may be apart and still follow one another."""
REST_AFTER_NO = timedelta(days=1)
"""How long an entry rests after a person said no to one of its runs."""
ASKED_AGAIN_AFTER = timedelta(minutes=1)
"""How often it is looked whether an asking run still has a reason to ask."""

UNDONE = (RunState.WAITING, RunState.RUNNING, RunState.FAILED)


def run_due(lane: Lane | None = None) -> int:
    """File what has come due and carry it, oldest first; how many runs were done now."""
    wanted = {one.name: one for one in entries() if lane in (None, one.lane)}
    for entry in wanted.values():
        try:
            _file(entry, clock.now())
        except Exception:  # one entry that cannot be filed keeps no other waiting
            log.exception("%s was not filed", entry.name)
            db.session.rollback()
    return sum(_carry(wanted[run.name], run) for run in _due(wanted))


def _file(entry: Entry, now: datetime) -> None:
    last = _last_filed(entry.name, now)
    missed = [] if _is_busy(entry.name, now) else _missed(entry, last, now)
    db.session.rollback()
    if not missed:
        return
    lease.write()
    db.session.execute(delete(ScheduleRun).where(_is_ahead(entry.name, now)))
    if entry.catch_up is CatchUp.LATEST:
        _overtake(entry.name, now)
    db.session.add_all(ScheduleRun(name=entry.name, due_at=at, try_at=at) for at in missed)
    try:
        db.session.commit()
    except IntegrityError:  # another worker has filed them in this very moment
        db.session.rollback()


def _missed(entry: Entry, last: datetime | None, now: datetime) -> list[datetime]:
    """The moments that have come since the last run; an entry that is new begins with its newest."""
    newest = entry.when.last(now)
    if last is None:
        return [newest]
    if entry.catch_up is CatchUp.LATEST:
        return [newest] if newest > last else []
    return list(deque(between(entry.when, last, newest), maxlen=MOST_CAUGHT_UP))


def _last_filed(name: str, now: datetime) -> datetime | None:
    """The newest moment up to now that a run was filed for.

    A run that was filed before its own forerunner is of a minute when the clock was ahead. It is
    forgotten: its day comes only now. (A forerunner that is far away is itself of a wrong clock.)
    """
    newest = (
        select(ScheduleRun.id, ScheduleRun.due_at)
        .where(ScheduleRun.name == name, ScheduleRun.due_at <= now)
        .order_by(ScheduleRun.due_at.desc())
        .limit(2)
    )
    while True:
        rows = db.session.execute(newest).all()
        if len(rows) < 2 or rows[0].id > rows[1].id or rows[0].due_at - rows[1].due_at > FAR:
            return rows[0].due_at if rows else None
        lease.write()
        db.session.execute(delete(ScheduleRun).where(ScheduleRun.id == rows[0].id))
        db.session.commit()


def _is_ahead(name: str, now: datetime) -> ColumnElement[bool]:
    """Filed while the clock was ahead, and not begun."""
    return and_(
        ScheduleRun.name == name,
        ScheduleRun.state == RunState.WAITING,
        ScheduleRun.due_at > now + lease.NEAR_ENOUGH,
    )


def _is_busy(name: str, now: datetime) -> bool:
    """Whether a run of this name is carried, asks, was allowed by a person, or was said no to."""
    is_carried = and_(ScheduleRun.state == RunState.RUNNING, ~ScheduleRun.is_free(now))
    is_allowed = and_(ScheduleRun.state.in_(UNDONE), ScheduleRun.decided_by.is_not(None))
    rests = and_(
        ScheduleRun.state == RunState.DISMISSED,
        ScheduleRun.decided_at <= now,
        ScheduleRun.decided_at > now - REST_AFTER_NO,
    )
    asks = ScheduleRun.state == RunState.ASKING
    busy = select(ScheduleRun.id).where(
        ScheduleRun.name == name, or_(is_carried, is_allowed, rests, asks)
    )
    return db.session.scalars(busy.limit(1)).first() is not None


def _overtake(name: str, now: datetime) -> None:
    """The run that is filed now does the work of those that were not done."""
    db.session.execute(
        update(ScheduleRun)
        .where(
            ScheduleRun.name == name,
            ScheduleRun.state.in_(UNDONE),
            ScheduleRun.is_free(now),
        )
        .values(state=RunState.OVERTAKEN, finished_at=now)
        .execution_options(synchronize_session=False)
    )


def _due(names: Iterable[str]) -> list[ScheduleRun]:
    now = clock.now()
    due = (
        select(ScheduleRun)
        .where(
            ScheduleRun.name.in_(tuple(names)),
            *_can_be_carried(now),
            or_(
                ScheduleRun.due_at <= now + lease.NEAR_ENOUGH,
                ScheduleRun.state == RunState.ASKING,
            ),
        )
        .order_by(ScheduleRun.due_at, ScheduleRun.id)
    )
    found = list(db.session.scalars(due))
    for run in found:
        db.session.expunge(run)
    db.session.rollback()
    return found


def _can_be_carried(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ScheduleRun.state.in_((*UNDONE, RunState.ASKING)),
        lease.is_due(ScheduleRun.try_at, now),
        ScheduleRun.is_free(now),
    )


def _carry(entry: Entry, run: ScheduleRun) -> bool:
    now = clock.now()
    asks = run.state == RunState.ASKING  # it goes on asking while it is looked at again
    tries = run.tries + (not asks)
    token = lease.take(
        ScheduleRun,
        run.id,
        *_can_be_carried(now),
        state=RunState.ASKING if asks else RunState.RUNNING,
        started_at=now,
        tries=tries,
        try_at=now + lease.wait_after(tries),
        error=lease.DIED if run.state == RunState.RUNNING else run.error,
    )
    if token is None:
        return False
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        with lease.kept(ScheduleRun, run.id, token), limited(entry.lane), app.app_context():
            act_as(SYSTEM)
            came = _do(entry, run, now)
    except Exception as error:  # whatever a run meets is kept on it, and it is tried again
        log.exception("%s of %s failed", run.name, run.due_at)
        came = _failed(error, tries)
    lease.give_back(ScheduleRun, run.id, token, finished_at=clock.now(), **came)
    return bool(came["state"] == RunState.DONE)


def _do(entry: Entry, run: ScheduleRun, now: datetime) -> dict[str, Any]:
    """Do the work of a run, or ask first; what is then written on it."""
    if not isinstance(entry.do, OneByOne):
        return {"state": RunState.DONE, "done": entry.do(run.due_at), "error": None}
    keys = entry.do.find()
    if not is_usual(run, len(keys), now):
        log.warning("%s asks before it settles %s", run.name, len(keys))
        try_at = now + ASKED_AGAIN_AFTER
        return {"state": RunState.ASKING, "found": len(keys), "try_at": try_at, "error": None}
    return {"state": RunState.DONE, "done": entry.do.all_of(keys), "error": None}


def _failed(error: Exception, tries: int) -> dict[str, Any]:
    return {
        "state": RunState.FAILED,
        "done": error.done if isinstance(error, NotSettled) else 0,
        "error": lease.told(error),
        "try_at": clock.now() + lease.wait_after(tries),
    }
