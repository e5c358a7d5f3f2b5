"""The one door to the engine's cell cleaning: days, hours, weeks, numbers and lists as people write them.

Every function takes one cell and gives its value, or raises `Unclear`, which says in each language what
to write instead. Names, phone numbers and free text are no cells: they are cleaned elsewhere.
"""

from __future__ import annotations

from matching.files.cleaning import (
    COUNTED,
    KILOMETRES,
    MINUTES,
    YEARS,
    ages,
    day,
    number,
    pieces,
    whole,
    yes,
)
from matching.files.faults import Unclear
from matching.files.weekly import hours, week

__all__ = [
    "COUNTED",
    "KILOMETRES",
    "MINUTES",
    "YEARS",
    "Unclear",
    "ages",
    "day",
    "hours",
    "number",
    "pieces",
    "week",
    "whole",
    "yes",
]
