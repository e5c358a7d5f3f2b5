"""Weekly hours: one model of them, one way past midnight, and one way to say them.

They are stored as [weekday 0-6 from Monday, start minute, end minute], each within one day, as the
engine reads them. Hours past midnight are stored as two such pieces and shown as one again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from flask_babel import gettext as _

from app.kernel import words
from app.kernel.errors import Refused

Slots = tuple[tuple[int, int, int], ...]
"""Weekly hours as they are stored."""

DAY = 24 * 60
MOST_AT_NIGHT = 8 * 60
"""How long hours past midnight may last: what is longer is a slip of the pen, not a night."""
SHOWN = 3
PARTS = {"morning": (0, 720), "afternoon": (720, 1080), "evening": (1080, 1440)}
"""Parts of a day as minutes."""
FITTING_MINUTES = 30
"""So much of the asked time lies in a part that is told; of a shorter time the most."""


@dataclass(frozen=True, slots=True, order=True)
class WeeklyTime:
    """Hours that begin on `day`; an `end` beyond 1440 lies on the next day.

    >>> WeeklyTime(6, 1320, 1800).pieces()
    [(6, 1320, 1440), (0, 0, 360)]
    """

    day: int
    start: int
    end: int

    @classmethod
    def between(cls, day: int, starts: time, ends: time) -> WeeklyTime:
        """From the clock: 00:00 as an end is the end of the day, an earlier end is the next day's.

        Raises
        ------
        Refused
            Nothing lies between the two, or a night that is longer than a night.
        """
        start, end = _minute(starts), _minute(ends) or DAY
        if start == end:
            raise Refused("weeks.nothing_between", field="ends")
        if end > start:
            return cls(day, start, end)
        if end + DAY - start > MOST_AT_NIGHT:
            raise Refused("weeks.ends_before_start", field="ends", hours=MOST_AT_NIGHT // 60)
        return cls(day, start, end + DAY)

    def pieces(self) -> list[tuple[int, int, int]]:
        """As it is stored: each piece within one day."""
        if self.end <= DAY:
            return [(self.day, self.start, self.end)]
        return [(self.day, self.start, DAY), ((self.day + 1) % 7, 0, self.end - DAY)]


def stored(times: Iterable[WeeklyTime]) -> Slots:
    """In the order of the week, hours that touch or overlap within a day made one."""
    whole: list[list[int]] = []
    for day, start, end in sorted(piece for one in times for piece in one.pieces()):
        if whole and whole[-1][0] == day and start <= whole[-1][2]:
            whole[-1][2] = max(whole[-1][2], end)
        else:
            whole.append([day, start, end])
    return tuple((day, start, end) for day, start, end in whole)


def times_of(slots: Iterable[Sequence[int]]) -> list[WeeklyTime]:
    """Stored hours as people know them: the two pieces of a night are one again."""
    pieces = sorted((day, start, end) for day, start, end in slots)
    mornings = {day: end for day, start, end in pieces if start == 0 and end < DAY}
    nights = {
        day: end
        for day, start, end in pieces
        if start > 0
        and end == DAY
        and DAY - start + mornings.get((day + 1) % 7, DAY) <= MOST_AT_NIGHT
    }
    found = []
    for day, start, end in pieces:
        if end == DAY and day in nights:
            found.append(WeeklyTime(day, start, DAY + mornings[(day + 1) % 7]))
        elif not (start == 0 and (day - 1) % 7 in nights):
            found.append(WeeklyTime(day, start, end))
    return sorted(found)


def rows(slots: Iterable[Sequence[int]]) -> list[dict[str, Any]]:
    """Stored hours as a form asks for them: days that share their hours together."""
    return [
        {
            "days": [str(day) for day in days],
            "starts": _moment(start),
            "ends": _moment(end),
        }
        for (start, end), days in _by_hours(slots)
    ]


def weekly(slots: Iterable[Sequence[int]]) -> list[str]:
    """One line for each stretch of hours: `周一至周五 08:00—17:00`, `周日 22:00—次日 06:00`."""
    return [f"{_days(days)} {_hours(start, end)}" for (start, end), days in _by_hours(slots)]


def in_one_line(slots: Iterable[Sequence[int]]) -> str:
    """All of them, joined as the language joins them; nothing when there are none."""
    return ("; " if _is_english() else "；").join(weekly(slots))


def in_short(slots: Iterable[Sequence[int]]) -> str:
    """The first few of them, for a card."""
    return " · ".join(weekly(slots)[:SHOWN])


def parts_of(slots: Sequence[Sequence[int]]) -> list[str]:
    """`[[1, 960, 1080]]` → `["2-afternoon"]`: in the order of the week."""
    found = set()
    for day, start, end in slots:
        within = {part: min(end, last) - max(start, first) for part, (first, last) in PARTS.items()}
        most = max(within.values())
        told = [part for part, minutes in within.items() if minutes >= min(FITTING_MINUTES, most)]
        found |= {(day + 1, list(PARTS).index(part), part) for part in told}
    return [f"{day}-{part}" for day, _at, part in sorted(found)]


def slots_of(parts: Iterable[str]) -> list[tuple[int, int, int]]:
    """`["2-afternoon"]` → `[(1, 720, 1080)]`: the whole of each part."""
    told = (one.partition("-") for one in parts)
    return [(int(day) - 1, *PARTS[part]) for day, _dash, part in told]


def in_parts(parts: Iterable[str]) -> str:
    """`["2-morning", "2-evening", "6-evening"]` as `周二上午、晚上；周六晚上`; nothing for none."""
    parts_on: dict[int, tuple[str, ...]] = {}
    for one in parts:
        day, _dash, part = one.partition("-")
        parts_on[int(day) - 1] = (*parts_on.get(int(day) - 1, ()), part)
    days_of: dict[tuple[str, ...], list[int]] = {}
    for day_at, told in parts_on.items():
        days_of.setdefault(told, []).append(day_at)
    joint = "; " if _is_english() else "；"
    return joint.join(
        str(_("%(days)s %(part)s", days=_days(days), part=words.labels("part_of_day", told)))
        for told, days in days_of.items()
    )


def _by_hours(slots: Iterable[Sequence[int]]) -> list[tuple[tuple[int, int], list[int]]]:
    days_of: dict[tuple[int, int], list[int]] = {}
    for one in times_of(slots):
        days_of.setdefault((one.start, one.end), []).append(one.day)
    return sorted(days_of.items(), key=lambda item: (item[1][0], item[0]))


def _days(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    joint = ", " if _is_english() else "、"
    return joint.join(joint.join(_run(run)) for run in runs)


def _run(run: Sequence[int]) -> list[str]:
    named = [words.label("weekday", str(day)) for day in run]
    if len(run) < 3:
        return named
    return [str(_("%(first)s to %(last)s", first=named[0], last=named[-1]))]


def _hours(start: int, end: int) -> str:
    dash = "–" if _is_english() else "—"
    if end <= DAY:
        return f"{_clock(start)}{dash}{_clock(end)}"
    next_day = _("%(time)s the next day", time=_clock(end - DAY))
    return f"{_clock(start)}{dash}{next_day}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _moment(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _is_english() -> bool:
    return words.current_language() == words.ENGLISH
