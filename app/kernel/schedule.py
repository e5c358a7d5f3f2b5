"""What is due by the hour: the lines of the schedule, and the runs that are kept of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask import current_app
from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import lease
from app.kernel.db import Model, Moment
from app.kernel.errors import Plain
from app.kernel.handlers import Lane
from app.kernel.lease import Leased
from app.kernel.rhythm import Rhythm

log = logging.getLogger(__name__)


class RunState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It met an error and is tried again."""
    ASKING = "asking"
    """It would change far more than usual, and a person is asked."""
    DISMISSED = "dismissed"
    """A person said no; nothing was changed."""
    OVERTAKEN = "overtaken"
    """A newer run of the same entry does its work, or there is nothing left to ask about."""


class CatchUp(StrEnum):
    """What happens to runs that no worker was there for."""

    LATEST = "latest"
    """The newest does the work of all."""
    EACH = "each"
    """Every missed one is carried once, oldest first."""


class NotSettled(Plain, Exception):
    """Some of many could not be settled; `done` of them were."""

    def __init__(self, what: str, done: int) -> None:
        super().__init__(what)
        self.done = done


@dataclass(frozen=True, slots=True)
class OneByOne:
    """Work of many small steps, counted beforehand: far more than usual is asked about first.

    `find` names what is due now; `settle` does one of them in a transaction of its own, and says
    whether there was anything left to do.
    """

    find: Callable[[], Sequence[int]]
    settle: Callable[[int], bool]

    def __call__(self) -> int:
        """Settle everything that is due, whatever single ones meet; how many were settled."""
        return self.all_of(self.find())

    def all_of(self, keys: Sequence[int]) -> int:
        done, failures = 0, []
        for key in keys:
            try:
                done += self.settle(key)
            except Exception as error:  # one that cannot be settled keeps no other waiting
                log.exception("%s could not be settled", key)
                failures.append(lease.told(error))
        if failures:
            raise NotSettled(f"{len(failures)} of {len(keys)}; the first: {failures[0]}", done)
        return done


Once = Callable[[datetime], int]
"""One piece of work for the moment it was due at; how much was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the schedule. `name` is `room.verb_noun`, for ever, with words in `schedule`."""

    name: str
    when: Rhythm
    do: Once | OneByOne
    catch_up: CatchUp = CatchUp.LATEST
    lane: Lane = Lane.CLOCK


class ScheduleRun(Model, Leased):
    """One run of one entry, for the moment it was due at."""

    __tablename__ = "schedule_run"
    __table_args__ = (Index("uq_schedule_run_name_due_at", "name", "due_at", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(20), default=RunState.WAITING, index=True)
    try_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    found: Mapped[int | None]
    """How much it asked about."""
    done: Mapped[int] = mapped_column(default=0)
    """How much it settled."""
    error: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[int | None]
    """The account that said yes or no to an asking run."""
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_failed(self) -> bool:
        return self.state == RunState.FAILED


def entries() -> tuple[Entry, ...]:
    found: tuple[Entry, ...] = current_app.extensions["schedule"]
    return found
