"""Weekly overlap of many pairs at once, exact to the minute."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.columns.coded import Lists
from matching.kernels.bits import WORD, commons, set_bits
from matching.slots import DAY_MINUTES, Slot

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
Week = tuple[Slot, ...]

WHOLE = 7 * DAY_MINUTES


@dataclass(frozen=True)
class Weeks:
    """Weekly times of needs and supplies as bits, one for each unit of time.

    The unit is the longest that divides every beginning and every end, mostly half an hour. Units
    that no need or no supply covers have no bit, so a week is two or three words long.

    Parameters
    ----------
    unit : int
        Minutes of a bit.
    need, supply : ndarray of uint64
        A row of words for each different week of a side.
    need_minutes, supply_minutes : ndarray of int
        Minutes of each different week, whether they have bits or not.

    Examples
    --------
    >>> weeks = Weeks.of([(Slot(1, 990, 1050),)], [(Slot(1, 1020, 1080), Slot(2, 990, 1050))])
    >>> weeks.unit, weeks.overlap(np.array([0]), np.array([0]))
    (30, array([30]))
    """

    unit: int
    need: Words
    supply: Words
    need_minutes: Ints
    supply_minutes: Ints

    @classmethod
    def of(cls, needs: Sequence[Week], supplies: Sequence[Week]) -> Weeks:
        """Different weeks of both sides, their slots merged as `matching.slots.merge` does it."""
        ours, theirs = _stretches(Lists.among(needs)), _stretches(Lists.among(supplies))
        unit = int(np.gcd.reduce(np.concatenate([one[:, 1:].ravel() for one in (ours, theirs)])))
        unit = unit or WHOLE
        kept = _covered(ours, unit) & _covered(theirs, unit)
        bit = np.where(kept, np.cumsum(kept) - 1, -1)
        words = max(1, -(-int(kept.sum()) // WORD))
        return cls(
            unit,
            set_bits(ours, unit, bit, np.zeros((len(needs), words), np.uint64)),
            set_bits(theirs, unit, bit, np.zeros((len(supplies), words), np.uint64)),
            _minutes(len(needs), ours),
            _minutes(len(supplies), theirs),
        )

    def overlap(self, i: Ints, j: Ints) -> Ints:
        """Minutes in need week `i` and supply week `j`, pair by pair."""
        found: Ints = commons(self.need, self.supply, i, j)
        return found * self.unit


@dataclass(frozen=True)
class Ruled:
    """Weeks laid out once, beside which any other week can be laid.

    Parameters
    ----------
    unit : int
        Minutes of a bit.
    words : ndarray of uint64
        A row for each different week.
    before : list of int
        How many units that have a bit lie before each unit of the week, and how many there are.

    Examples
    --------
    >>> ruled = Ruled.of([(Slot(1, 990, 1050),)])
    >>> ruled.unit, ruled.bits((Slot(1, 1020, 1080),)), ruled.bits((Slot(1, 1000, 1080),))
    (30, 2, None)
    """

    unit: int
    words: Words
    before: list[int]

    @classmethod
    def of(cls, weeks: Sequence[Week], *, beside: int = 0) -> Ruled:
        """Different weeks, in a unit that divides the minutes `beside` as well."""
        stretches = _stretches(Lists.among(weeks))
        unit = int(np.gcd.reduce(np.append(stretches[:, 1:].ravel(), beside))) or WHOLE
        kept = _covered(stretches, unit)
        before = np.cumsum(kept)
        words = np.zeros((len(weeks), max(1, -(-int(kept.sum()) // WORD))), np.uint64)
        bits = set_bits(stretches, unit, np.where(kept, before - 1, -1), words)
        return cls(unit, bits, [0, *before.tolist()])

    def bits(self, week: Week) -> int | None:
        """The bits of one more week as one number; None where the unit is too coarse for it."""
        unit, before = self.unit, self.before
        found = 0
        for slot in week:
            begin = slot.weekday * DAY_MINUTES + slot.start
            end = begin + slot.end - slot.start
            if before[-1] and (begin % unit or end % unit):
                return None
            first = before[begin // unit]
            found |= ((1 << (before[end // unit] - first)) - 1) << first
        return found


def parted(week: Week) -> int:
    """The most minutes that divide every beginning and every end of a week."""
    return math.gcd(*_stretches(Lists.among([week]))[:, 1:].ravel().tolist())


def _stretches(weeks: Lists) -> Ints:
    """A row per slot: its week, and its first and last minute from Monday on."""
    day = np.array([slot.weekday for slot in weeks.pieces], dtype=np.int64) * DAY_MINUTES
    begins = day + np.array([slot.start for slot in weeks.pieces], dtype=np.int64)
    ends = day + np.array([slot.end for slot in weeks.pieces], dtype=np.int64)
    week = np.repeat(np.arange(len(weeks)), weeks.sizes)
    return np.column_stack((week, begins[weeks.of], ends[weeks.of])).astype(np.int64, copy=False)


def _covered(stretches: Ints, unit: int) -> Mask:
    """Which units from Monday on some week has."""
    begins, ends = stretches[:, 1] // unit, stretches[:, 2] // unit
    units = WHOLE // unit + 1
    many = np.cumsum(np.bincount(begins, minlength=units) - np.bincount(ends, minlength=units))
    covered: Mask = many[:-1] > 0
    return covered


def _minutes(many: int, stretches: Ints) -> Ints:
    """How long each week is; none of its slots lies within another."""
    minutes = np.bincount(stretches[:, 0], stretches[:, 2] - stretches[:, 1], minlength=many)
    return minutes.astype(np.int64)
