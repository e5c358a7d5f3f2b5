"""Weekly overlap of many pairs at once, exact to the minute."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.compiling import kernel
from matching.slots import DAY_MINUTES, Slot

Ints = npt.NDArray[np.int64]


class Weeks:
    """Weekly times of needs or of supplies, laid end to end in minutes from Monday on.

    Parameters
    ----------
    weeks : sequence of tuple of Slot
        Merged slots, as `matching.slots.merge` leaves them: each different week once.
    of : ndarray of int
        Per row, its week.

    Attributes
    ----------
    start : ndarray of int
        Row `n` has the stretches from `start[n]` to `start[n + 1]`.
    stretches : ndarray of int, shape (stretches, 2)
        First minute, and the minute after the last.
    minutes : ndarray of int
        Per row.
    """

    def __init__(self, weeks: Sequence[tuple[Slot, ...]], of: Ints) -> None:
        lengths = np.array([len(week) for week in weeks], dtype=np.int64)[of]
        self.start = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        found = [
            np.array([_stretch(slot) for slot in week], dtype=np.int64).reshape(-1, 2)
            for week in weeks
        ]
        first = np.concatenate(([0], np.cumsum([len(one) for one in found]))).astype(np.int64)
        together = np.concatenate((*found, np.zeros((0, 2), np.int64)))
        at = np.repeat(first[of] - self.start[:-1], lengths) + np.arange(self.start[-1])
        self.stretches = np.ascontiguousarray(together[at])
        totals = np.array([int((one[:, 1] - one[:, 0]).sum()) for one in found], dtype=np.int64)
        self.minutes = totals[of]


def _stretch(slot: Slot) -> tuple[int, int]:
    day = slot.weekday * DAY_MINUTES
    return day + slot.start, day + slot.end


@kernel
def common(start, stretches, of_start, of_stretches, i, j):  # type: ignore[no-untyped-def]
    """Minutes of a week in the times of row `i` on one side and row `j` on the other.

    Both rows' stretches rise and do not touch, so one walk along both is enough.
    """
    here, there = start[i], of_start[j]
    found = 0
    while here < start[i + 1] and there < of_start[j + 1]:
        begins = max(stretches[here, 0], of_stretches[there, 0])
        ends = min(stretches[here, 1], of_stretches[there, 1])
        if ends > begins:
            found += ends - begins
        if stretches[here, 1] < of_stretches[there, 1]:
            here += 1
        else:
            there += 1
    return found


@kernel
def commons(start, stretches, of_start, of_stretches, i, j):  # type: ignore[no-untyped-def]
    """`common`, pair by pair."""
    found = np.empty(i.size, np.int64)
    for pair in range(i.size):
        found[pair] = common(start, stretches, of_start, of_stretches, i[pair], j[pair])
    return found
