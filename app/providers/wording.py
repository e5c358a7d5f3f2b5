"""How a provider is said: weekly times in words."""

from __future__ import annotations

from app.kernel import words
from app.providers.models import Slots


def weekly(slots: Slots) -> list[str]:
    """One line for each span of the day: `周一、周三 16:00–18:00`."""
    days_of: dict[tuple[int, int], list[str]] = {}
    for day, start, end in sorted(slots):
        days_of.setdefault((start, end), []).append(str(day))
    return [
        f"{words.labels('weekday', days)} {_clock(start)}–{_clock(end)}"
        for (start, end), days in days_of.items()
    ]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
