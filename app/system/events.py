"""What those who watch the platform do to it, which is little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailExported(Event):
    """Which lines were taken out of the house, by the filters that were set, how many, up to which."""

    NAME: ClassVar[str] = "system.trail_exported"
    lines: int
    last_line: int
    filters: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailVerified(Event):
    """The chain was walked from its first line; `problem` is None when it is whole."""

    NAME: ClassVar[str] = "system.trail_verified"
    sealed: int
    unsealed: int
    broken_line: int | None
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRetried(Event):
    NAME: ClassVar[str] = "system.job_retried"
    job_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSet(Event):
    """A number of the bureau counts from a day on; `second` is who confirmed a dangerous one."""

    NAME: ClassVar[str] = "system.option_set"
    name: str
    value: int
    from_on: str
    second: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersignDecided(Event):
    """A second person said yes or no; `state` is which."""

    NAME: ClassVar[str] = "system.countersign_decided"
    countersign_id: int
    verb: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersignExpired(Event):
    """Nobody decided in time."""

    NAME: ClassVar[str] = "system.countersign_expired"
    countersign_id: int
    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearAnnounced(Event):
    """The public holidays of a year are entered; so many open deadlines moved with them."""

    NAME: ClassVar[str] = "system.year_announced"
    year: int
    days: int
    deadlines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysEntered(Event):
    """Days of one kind stand in the calendar; both ends are ISO days and included."""

    NAME: ClassVar[str] = "system.days_entered"
    kind: str
    first_on: str
    last_on: str
    deadlines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysTaken(Event):
    """Days of one kind were taken out of the calendar again."""

    NAME: ClassVar[str] = "system.days_taken"
    kind: str
    first_on: str
    last_on: str
    deadlines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRetried(Event):
    """A failed run of the schedule is due again."""

    NAME: ClassVar[str] = "system.run_retried"
    run_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDecided(Event):
    """A run that would change `found` rows, far more than usual, was allowed or said no to."""

    NAME: ClassVar[str] = "system.run_decided"
    run_id: int
    name: str
    found: int
    is_allowed: bool
