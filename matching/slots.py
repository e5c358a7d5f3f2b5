"""Weekly time slots: when somebody is free, or wanted, in an ordinary week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
# Offices write few different slots; so many of them are read only once.
REMEMBERED = 1 << 14


@dataclass(frozen=True, order=True)
class Slot:
    """A stretch of one weekday, from `start` up to and not including `end`.

    Parameters
    ----------
    weekday : int
        0 is Monday, 6 is Sunday.
    start, end : int
        Minutes of the day, 0 to 1440. A slot past midnight is written as two.

    Examples
    --------
    >>> Slot(1, 16 * 60 + 30, 17 * 60 + 30)
    Slot(weekday=1, start=990, end=1050)
    """

    weekday: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday must be 0 to 6, not {self.weekday}")
        if not 0 <= self.start < self.end <= DAY_MINUTES:
            raise ValueError(f"a slot runs forward within one day, not {self.start} to {self.end}")


def merge(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Join slots that touch or overlap; the result is sorted and has no minute twice.

    Parameters
    ----------
    slots : iterable of Slot

    Returns
    -------
    tuple of Slot

    Examples
    --------
    >>> merge([Slot(0, 60, 120), Slot(0, 90, 180)])
    (Slot(weekday=0, start=60, end=180),)
    """
    slots = tuple(slots)
    if _is_merged(slots):
        return slots
    joined: list[Slot] = []
    for slot in sorted(slots):
        last = joined[-1] if joined else None
        if last is not None and last.weekday == slot.weekday and slot.start <= last.end:
            joined[-1] = Slot(last.weekday, last.start, max(last.end, slot.end))
        else:
            joined.append(slot)
    return tuple(joined)


def parse_slots(text: str) -> tuple[Slot, ...]:
    """Read `tue 16:30-17:30;sat 09:00-11:00`.

    Parameters
    ----------
    text : str
        Slots separated by `;`. An empty text has none.

    Returns
    -------
    tuple of Slot

    Raises
    ------
    ValueError
        When a piece is not a weekday and two times.

    Examples
    --------
    >>> parse_slots("sat 09:00-11:00; tue 16:30-17:30")[0]
    Slot(weekday=1, start=990, end=1050)
    """
    return merge([parse_slot(piece) for piece in text.split(";") if piece and piece.strip()])


@lru_cache(maxsize=REMEMBERED)
def parse_slot(piece: str) -> Slot:
    """Read one slot.

    Parameters
    ----------
    piece : str

    Returns
    -------
    Slot

    Raises
    ------
    ValueError
        When the piece is not a weekday and two times.

    Examples
    --------
    >>> parse_slot("sat 09:00-11:00")
    Slot(weekday=5, start=540, end=660)
    """
    try:
        day, hours = piece.split()
        start, end = hours.split("-")
        return Slot(WEEKDAYS.index(day.lower()), _minute(start), _minute(end))
    except ValueError:
        raise ValueError(f"{piece.strip()!r} is not a slot like 'tue 16:30-17:30'") from None


def show_slots(slots: Iterable[Slot]) -> str:
    """Write slots the way `parse_slots` reads them.

    Parameters
    ----------
    slots : iterable of Slot

    Returns
    -------
    str

    Examples
    --------
    >>> show_slots([Slot(5, 540, 660)])
    'sat 09:00-11:00'
    """
    return ";".join(f"{WEEKDAYS[s.weekday]} {_clock(s.start)}-{_clock(s.end)}" for s in slots)


def minutes(slots: Iterable[Slot]) -> int:
    """Minutes of a week the slots cover, no minute counted twice.

    Parameters
    ----------
    slots : iterable of Slot

    Returns
    -------
    int

    Examples
    --------
    >>> minutes([Slot(0, 60, 120), Slot(0, 90, 180)])
    120
    """
    return sum(slot.end - slot.start for slot in merge(slots))


def _is_merged(slots: tuple[Slot, ...]) -> bool:
    """Whether every slot begins after the one before it has ended, as `merge` leaves them."""
    last = (-1, 0)
    for slot in slots:
        if (slot.weekday, slot.start) <= last:
            return False
        last = slot.weekday, slot.end
    return True


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(minute) < 60):
        raise ValueError(clock)
    return int(hour) * 60 + int(minute)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
