"""Ages, birthdays, weekly times and shuffled quotas: the small arithmetic of the demo."""

from __future__ import annotations

import calendar
from collections.abc import Hashable, Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from app.demo.seeds import Slot

AGE_BANDS = ((0, 2), (3, 5), (6, 8), (9, 11), (12, 14), (15, 17))
T = TypeVar("T", bound=Hashable)
_DAYS = "一二三四五六日"


def years_before(day: date, years: int) -> date:
    """The same day `years` ago; 29 February becomes the 28th where there is none."""
    last = calendar.monthrange(day.year - years, day.month)[1]
    return date(day.year - years, day.month, min(day.day, last))


def months_after(day: date, months: int) -> date:
    """The same day `months` later, held to the month's end."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def age_on(born_on: date, day: date) -> int:
    """Whole years; who was born on 29 February comes of age on 1 March in common years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def age_band(age: int) -> tuple[int, int]:
    """The band of three years that may be shown to strangers."""
    return AGE_BANDS[min(age, 17) // 3]


def birthday_for(age: int, today: date, rng: Random) -> date:
    """Any birthday that makes somebody `age` years old today."""
    newest = years_before(today, age)
    # One day to spare at the old end, so that 29 February never makes them a year older.
    oldest = years_before(today, age + 1) + timedelta(days=2)
    return oldest + timedelta(days=rng.randrange((newest - oldest).days + 1))


def week(*stretches: str) -> tuple[Slot, ...]:
    """Weekly times as people write them.

    >>> week("二四 16:30-17:30")
    (Slot(weekday=1, start=990, end=1050), Slot(weekday=3, start=990, end=1050))
    """
    slots = []
    for stretch in stretches:
        days, hours = stretch.split()
        start, end = (_minutes(clock) for clock in hours.split("-"))
        slots += [Slot(_DAYS.index(day), start, end) for day in days]
    return tuple(sorted(slots))


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def deck(quotas: Mapping[T, int], *, used: Iterable[T], rng: Random) -> list[T]:
    """Each value as often as its quota says, less those used already, in random order."""
    left = dict(quotas)
    for value in used:
        left[value] -= 1
    short = [value for value, count in left.items() if count < 0]
    if short:
        raise ValueError(f"more of {short} is used than the quota allows")
    cards = [value for value, count in left.items() for _ in range(count)]
    rng.shuffle(cards)
    return cards


def shares(weights: Mapping[str, int], total: int) -> dict[str, int]:
    """Whole numbers that sum to `total`, as near to the weights as can be (largest remainder)."""
    whole = sum(weights.values())
    exact = {name: total * weight / whole for name, weight in weights.items()}
    counts = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: counts[name] - exact[name])
    for name in by_remainder[: total - sum(counts.values())]:
        counts[name] += 1
    return counts
