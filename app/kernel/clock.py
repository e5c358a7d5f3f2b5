"""The one place that knows what time it is, so that a test may hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_held: list[datetime] = []


def now() -> datetime:
    """The moment, aware, in UTC."""
    return _held[-1] if _held else datetime.now(UTC)


def today() -> date:
    """The calendar day in China."""
    return now().astimezone(LOCAL).date()


def local(moment: datetime) -> datetime:
    """The same moment on a clock in China."""
    return moment.astimezone(LOCAL)


@contextmanager
def held(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` for the time of a `with` block, in every thread."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    _held.append(moment)
    try:
        yield
    finally:
        _held.pop()
