"""What stands where in the rows that kernels read, in numbers that they take in as constants."""

from __future__ import annotations

from enum import IntEnum


class OfNeed(IntEnum):
    """Columns of a need's numbers; what rules compare by size (`Kind.REACHES`) stands behind."""

    X, Y, Z = 0, 1, 2
    KM = 3
    """Road kilometres somebody may come; NaN: any."""
    MINUTES = 4
    """Of the week, whether the other side covers them or not."""
    FIRST, LAST = 5, 6
    """Days of service."""
    ENOUGH = 7
    """Weekly minutes that must suit both."""
    KMH = 8
    WAITING = 9
    PREFERRED = 10
    """How many skills are preferred."""
    LANGUAGES = 11
    ROAD = 12
    """Road kilometres per straight one."""
    MODE_KM = 13
    """How far apart all its ways of meeting let a pair be; infinite: anywhere."""


class OfSupply(IntEnum):
    """Columns of a supply's numbers; those that needs have too are the same."""

    X, Y, Z = 0, 1, 2
    KM = 3
    """Road kilometres it goes; NaN: any."""
    MINUTES = 4
    FIRST, LAST = 5, 6
    SKILLS = 7
    RELIABILITY = 8
    ACCEPTANCE = 9
    LOAD = 10
    MODE_KM = 13


NUMBERS = 1 + max(*OfNeed, *OfSupply)
"""How many columns of numbers both sides have before those that rules compare by size."""


class NeedFlag(IntEnum):
    """Bits of the first word of a need."""

    OPEN_TIMES = 1
    OPEN_MODES = 2
    TRAVELS = 4
    """Names a way of meeting in which somebody travels, or leaves the way open."""
    DESIGNATES = 8
    OPEN_LANGUAGES = 16
    APART = 32
    """Somebody must not be proposed."""
    FAMILIAR = 64
    """Somebody serves the child already."""
    REMOTE = 128
    """Names a way of meeting in which nobody travels."""


class SupplyFlag(IntEnum):
    """Bits of the first word of a supply; those that needs have too are the same."""

    OPEN_TIMES = 1
    OPEN_MODES = 2
    TRAVELS = 4
    DESIGNATES = 8
    OPEN_LANGUAGES = 16
    SHIFT = 32
    """Work or training."""
    REMOTE = 128


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
    """The first of the most road kilometres by way of meeting, in the order of the bits; 0 where
    nobody travels. There are none where the settings limit no way."""


class Listed(IntEnum):
    """Lists of supplies by need."""

    NAMED_BY_NEED, NAMED_BY_SUPPLY, APART, FAMILIAR = range(4)


class Kind(IntEnum):
    """How the columns of a rule's test are compared."""

    HOLDS = 0
    SHARES = 1
    REACHES = 2
    TIME = 3
    SHIFT = 4
    NAMED = 5
    NOT_NAMED = 6
    NEAR = 7


class Step(IntEnum):
    """Columns of a step: a test, the columns it compares, and its rule's place among the rules."""

    KIND, FIRST, LAST, RULE = range(4)


class Measure(IntEnum):
    """Features of a pair, in the order of `matching.score.features.FEATURES`.

    Those from `TEXT` on belong to both sides together, the first and those from `RELIABILITY` on
    to one alone.
    """

    CATEGORY = 0
    TEXT = 1
    OVERLAP = 2
    SEASON = 3
    DISTANCE = 4
    COMMUTE = 5
    FAMILIAR = 6
    PREFERS = 7
    SURPLUS = 8
    LANGUAGE = 9
    RELIABILITY = 10
    ACCEPTANCE = 11
    LOAD = 12
    WAITING = 13


SURPLUS_MOST = 3
"""The most skills beyond those required that count."""
NOT_KNOWN = -1
"""Common minutes where either side leaves its weekly times open."""
