"""What stands where in the rows of numbers and of words that the kernels read.

Kernels take these numbers in as constants, so `matching.compiling` counts this file as one of theirs.
"""

from __future__ import annotations

from enum import IntEnum


class Of(IntEnum):
    """Columns of numbers; what rules compare by size (`Reaches`) stands behind the last."""

    X, Y, Z = 0, 1, 2
    KM = 3
    """Road kilometres somebody may come, or goes; NaN: any."""
    MINUTES = 4
    """Of the week, whether the other side covers them or not."""
    FIRST, LAST = 5, 6
    """Days of service."""
    # Of needs alone.
    ENOUGH = 7
    """Weekly minutes that must suit both."""
    KMH = 8
    WAITING = 9
    PREFERRED = 10
    """How many skills are preferred."""
    LANGUAGES = 11
    ROAD = 12
    """Road kilometres per straight one."""
    # Of supplies alone.
    SKILLS = 7
    RELIABILITY = 8
    ACCEPTANCE = 9
    LOAD = 10
    ROOM = 13
    """How many columns there are."""


class Flag(IntEnum):
    """Bits of the first word of a row."""

    OPEN_TIMES = 1
    OPEN_MODES = 2
    STAYS = 4
    """Names ways of meeting, but none in which one travels."""
    DESIGNATES = 8
    OPEN_LANGUAGES = 16
    SHIFT = 32
    """Of supplies: work or training."""
    APART = 32
    """Of needs: somebody must not be proposed."""
    FAMILIAR = 64
    """Of needs: somebody serves the child already."""
    MAY_STAY = 128
    """Names a way of meeting in which nobody travels."""


class Span(IntEnum):
    """Stretches of words that both sides have in the same columns."""

    WEEK, MODES, PREFERS, SKILLS, LANGUAGES = range(5)


class Scale(IntEnum):
    """Numbers that count for all pairs."""

    BIT_MINUTES, LAST_DAY = 0, 1
    """Minutes of a bit of a week; the last of all days."""
    COMMUTE = 2
    """The most minutes to a job or course; infinite: any."""
    MODE_KM = 3
    """The first of the most road kilometres by way of meeting, in the order of the bits."""


class Listed(IntEnum):
    """Lists of supplies by need."""

    NAMED_BY_NEED, NAMED_BY_SUPPLY, APART, FAMILIAR = range(4)
