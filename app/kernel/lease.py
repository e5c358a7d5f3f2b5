"""Holding a row for the time of one's work: renewed while the work goes on, free when it died."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, String, or_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import WRITING, Moment, db
from app.kernel.logs import said_of

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long after a worker's death its work is taken up again."""
HEARTBEAT_SECONDS = 30.0
"""How often a lease is renewed: three may be missed while the database is busy."""
FIRST_RETRY = timedelta(seconds=20)
LONGEST_RETRY = timedelta(hours=6)
DIED = "the worker stopped in the middle of it"
NEAR_ENOUGH = timedelta(minutes=5)
"""How far the clocks of two machines may be apart."""


class Leased:
    """Columns of a row that one worker at a time works on; `leased_by` is one try's own token."""

    id: Any
    leased_by: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None] = mapped_column(Moment)

    @classmethod
    def is_free(cls, now: datetime) -> ColumnElement[bool]:
        """Nobody's, or of a worker that died. A lease far in the future is of a wrong clock."""
        until = cls.leased_until
        return or_(until.is_(None), until <= now, until > now + LEASE + NEAR_ENOUGH)


def is_due(moment: Any, now: datetime) -> ColumnElement[bool]:
    """Due by now. Nothing is ever put off for longer than `LONGEST_RETRY`: what seems to be was
    written while the clock was wrong, and is due at once."""
    return or_(moment <= now, moment > now + LONGEST_RETRY + NEAR_ENOUGH)


def wait_after(tries: int) -> timedelta:
    """How long to wait after the `tries`-th try: 20 seconds, then twice as long, up to six hours."""
    doublings = min(max(tries - 1, 0), 12)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def write() -> None:
    """Begin a transaction of the kernel's own, that writes."""
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})


def take(model: type[Leased], key: int, *where: ColumnElement[bool], **values: Any) -> str | None:
    """Take a free row for one try, and commit; the try's token, or None when another was first."""
    now, token = clock.now(), secrets.token_hex(16)
    write()
    taken = db.session.execute(
        update(model)
        .where(model.id == key, model.is_free(now), *where)
        .values(leased_by=token, leased_until=now + LEASE, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return token if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def give_back(model: type[Leased], key: int, token: str, **values: Any) -> bool:
    """Write what came of a try and let go; False when the row is no longer this try's."""
    write()
    kept = db.session.execute(
        update(model)
        .where(model.id == key, model.leased_by == token)
        .values(leased_by=None, leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return kept.rowcount == 1  # type: ignore[attr-defined,no-any-return]


@contextmanager
def kept(model: type[Leased], key: int, token: str) -> Iterator[None]:
    """Renew the lease from a thread of its own, for as long as the block takes."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            with app.app_context():
                try:
                    _renew(model, key, token)
                except SQLAlchemyError:
                    log.warning("the lease of %s %s was not renewed", model.__name__, key)

    heart = threading.Thread(target=beat, name=f"lease-{model.__name__}-{key}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _renew(model: type[Leased], key: int, token: str) -> None:
    write()
    db.session.execute(
        update(model)
        .where(model.id == key, model.leased_by == token)
        .values(leased_until=clock.now() + LEASE)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def told(error: BaseException) -> str:
    """An error as it stands on the row, for an administrator who may see no name."""
    return said_of(error)[:500]
