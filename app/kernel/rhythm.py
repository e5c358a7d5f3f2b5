"""When a schedule's entry comes round: each minute, each hour, each day at an hour in China."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from app.kernel import clock


class Rhythm(Protocol):
    """Moments that follow one another."""

    def last(self, now: datetime) -> datetime:
        """The newest moment that is not after `now`."""

    def next(self, moment: datetime) -> datetime:
        """The first moment after this one."""


@dataclass(frozen=True, slots=True)
class Every:
    """Each whole `step` of time, `offset` later; the step divides a day."""

    step: timedelta
    offset: timedelta = timedelta(0)

    def last(self, now: datetime) -> datetime:
        start = datetime(2000, 1, 1, tzinfo=UTC) + self.offset
        return start + (now - start) // self.step * self.step

    def next(self, moment: datetime) -> datetime:
        return self.last(moment) + self.step


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at this time on a clock in China."""

    hour: int
    minute: int = 0

    def last(self, now: datetime) -> datetime:
        today = self._on(now, days=0)
        return today if today <= now else self._on(now, days=-1)

    def next(self, moment: datetime) -> datetime:
        today = self._on(moment, days=0)
        return today if today > moment else self._on(moment, days=1)

    def _on(self, moment: datetime, *, days: int) -> datetime:
        day = clock.local(moment) + timedelta(days=days)
        local = day.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return local.astimezone(UTC)


EACH_MINUTE = Every(timedelta(minutes=1))


def hourly(minute: int) -> Every:
    """Once an hour, so many minutes after the full hour."""
    return Every(timedelta(hours=1), timedelta(minutes=minute))


def between(rhythm: Rhythm, after: datetime, until: datetime) -> Iterator[datetime]:
    """The moments after the one and not after the other, oldest first."""
    moment = rhythm.next(after)
    while moment <= until:
        yield moment
        moment = rhythm.next(moment)
