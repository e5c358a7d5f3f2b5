"""The two birthdays that change what a child is owed: 16 and 18."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.disclosure import age_on

LEFT_BEHIND = "left_behind"
LEFT_BEHIND_UNTIL, ADULT = 16, 18
AHEAD = timedelta(days=60)
"""How long before, so that something can still be arranged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """An age that a child reaches soon, and the day."""

    age: int
    on: date


def birthday(born_on: date, age: int) -> date:
    """The day an age is reached; who was born on 29 February waits for 1 March."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def born_by(day: date, age: int) -> date:
    """The last day of birth of those who have reached this age on `day`."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return date(day.year - age, 2, 28)


def turning(born_on: date, categories: Iterable[str], today: date) -> Turning | None:
    """What is coming within `AHEAD`; 16 matters only to whom it takes something from."""
    ages = (LEFT_BEHIND_UNTIL, ADULT) if LEFT_BEHIND in categories else (ADULT,)
    for age in ages:
        on = birthday(born_on, age)
        if today < on <= today + AHEAD:
            return Turning(age=age, on=on)
    return None


def categories_on(born_on: date, categories: Iterable[str], day: date) -> tuple[str, ...]:
    """The categories that hold on a day: nobody counts as left behind from 16 on."""
    is_over = age_on(born_on, day) >= LEFT_BEHIND_UNTIL
    return tuple(one for one in categories if not (is_over and one == LEFT_BEHIND))
