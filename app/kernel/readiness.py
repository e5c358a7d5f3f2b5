"""Whether this site can do its work: one finding for each thing it leans on."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import redis
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.kernel import clock, words
from app.kernel.db import db
from app.kernel.events import AuditLine, Job
from app.kernel.heartbeat import heard
from app.kernel.metrics import oldest_due_seconds
from app.kernel.schedule import RunState, ScheduleRun
from app.settings import Settings

SILENCE = timedelta(minutes=3)
"""A worker is heard once a minute."""
LONG_WORK = timedelta(minutes=15)
"""A lane in the middle of long work says nothing; after this long it is missed."""
FORGOTTEN = timedelta(days=7)
"""A lane that has not been heard for so long is not one of this version's any more."""
UNSEALED = timedelta(minutes=10)
BEHIND = timedelta(minutes=15)
LEAST_FREE, LITTLE_FREE = 0.05, 0.10
"""Parts of the disk: below the first nothing may be relied on."""
PATIENCE_SECONDS = 2


class State(StrEnum):
    WELL = "well"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at; `stops_pages` when no page can be served without it."""

    code: str
    state: State
    stops_pages: bool = False
    values: dict[str, Any] = field(default_factory=dict)

    def words(self, *, language: str | None = None) -> str:
        return words.label("readiness", self.code, language=language).format(**self.values)


def _found(code: str, state: State = State.WELL, **values: Any) -> Finding:
    return Finding(code=code, state=state, values=values)


def findings() -> list[Finding]:
    """Everything, the database first; what only it can tell is left out while it is away."""
    settings: Settings = current_app.extensions["settings"]
    base = _database()
    found = [base]
    if base.state is State.WELL:
        found += alarms()
    return [*found, _queue(settings), *_ground(settings), *_carriers(settings)]


def alarms() -> list[Finding]:
    """What the database knows of the work that nobody sees: cheap enough for a page."""
    return [_workers(), _seal(), _schedule(), _failed()]


def heads() -> tuple[str, ...]:
    """The last migrations this version of the site knows."""
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    return tuple(sorted(scripts.get_heads()))


def migrated_to() -> tuple[str, ...]:
    """The migrations the database has had."""
    with db.engine.connect() as connection:
        return tuple(sorted(MigrationContext.configure(connection).get_current_heads()))


def _database() -> Finding:
    try:
        has = migrated_to()
    except OperationalError:
        return Finding(code="database_away", state=State.FAILED, stops_pages=True)
    wanted = heads()
    if has != wanted:
        return Finding(
            code="database_behind",
            state=State.FAILED,
            stops_pages=True,
            values={"has": ", ".join(has) or "—", "wants": ", ".join(wanted)},
        )
    return _found("database", head=", ".join(has))


def _workers() -> Finding:
    workers, now = heard(), clock.now()
    last = max((worker.at for worker in workers), default=None)
    if last is None:
        return _found("worker_never", State.FAILED)
    if now - last > SILENCE:
        return _found("worker_silent", State.FAILED, minutes=_minutes(now - last))
    quiet = [one.name for one in workers if LONG_WORK < now - one.at < FORGOTTEN]
    if quiet:
        return _found("lanes_silent", State.WARNING, lanes=", ".join(quiet))
    return _found("worker", seconds=round((now - last).total_seconds()))


def _seal() -> Finding:
    oldest = db.session.scalar(select(func.min(AuditLine.at)).where(AuditLine.position.is_(None)))
    if oldest is not None and clock.now() - oldest > UNSEALED:
        return _found("seal_behind", State.FAILED, minutes=_minutes(clock.now() - oldest))
    return _found("seal")


def _schedule() -> Finding:
    """What is due is done, of the jobs and of the schedule."""
    now = clock.now()
    waiting = select(func.min(ScheduleRun.try_at)).where(
        ScheduleRun.state == RunState.WAITING, ScheduleRun.try_at <= now
    )
    oldest = db.session.scalar(waiting) or now
    behind = max(now - oldest, timedelta(seconds=oldest_due_seconds()))
    if behind > BEHIND:
        return _found("schedule_behind", State.FAILED, minutes=_minutes(behind))
    return _found("schedule")


def _failed() -> Finding:
    failed = select(func.count(Job.id)).where(Job.done_at.is_(None), Job.error.is_not(None))
    many = db.session.scalar(failed) or 0
    return _found("jobs_failed", State.WARNING, jobs=many) if many else _found("jobs")


def _queue(settings: Settings) -> Finding:
    if not settings.queue.startswith("redis"):
        return _found("queue_file" if settings.queue else "queue_none")
    client = redis.Redis.from_url(
        settings.queue, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
    )
    try:
        client.ping()
    except redis.RedisError:
        return _found("queue_away", State.FAILED)
    finally:
        client.close()
    return _found("queue")


def _ground(settings: Settings) -> Iterator[Finding]:
    if not os.access(settings.instance, os.W_OK):
        yield _found("instance_not_writable", State.FAILED, folder=settings.instance)
        return
    disk = shutil.disk_usage(settings.instance)
    share = disk.free / disk.total
    percent = round(share * 100)
    if share < LEAST_FREE:
        yield _found("disk_full", State.FAILED, percent=percent)
    else:
        is_little = share < LITTLE_FREE
        yield _found("disk", State.WARNING if is_little else State.WELL, percent=percent)
    yield _privacy(settings.instance)


def _privacy(folder: Path) -> Finding:
    """Whether other users of the machine can read what lies in the instance."""
    beyond = stat.S_IRWXG | stat.S_IRWXO
    open_to_others = [one.name for one in folder.iterdir() if one.stat().st_mode & beyond]
    if open_to_others and folder.stat().st_mode & beyond:
        return _found("files_open", State.WARNING, files=", ".join(sorted(open_to_others)[:5]))
    return _found("files")


def _carriers(settings: Settings) -> Iterator[Finding]:
    if settings.is_demo:
        yield _found("demo_outbox")
        return
    yield _found("mail") if settings.smtp_url else _found("mail_none", State.FAILED)
    if settings.text_spool is None:
        yield _found("texts_none", State.WARNING)
    elif not os.access(settings.text_spool, os.W_OK):
        yield _found("texts_closed", State.FAILED, folder=settings.text_spool)
    else:
        yield _found("texts")


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
