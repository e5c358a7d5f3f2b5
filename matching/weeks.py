"""Weekly overlap of many pairs at once, exact to the minute."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from matching.slots import DAY_MINUTES, Slot

Ints = npt.NDArray[np.int64]
Pattern = tuple[Slot, ...]

# A table up to this many entries is cheaper than working out each pair.
TABLE = 20_000_000
CHUNK = 65_536


class Weeks:
    """Overlap in minutes between the weekly times of needs and of supplies.

    Few different weeks occur among many people, so each pair of *weeks* is worked out
    once, over the stretches between the clock times that occur at all.

    Parameters
    ----------
    needs, supplies : sequence of tuple of Slot
        Merged slots, as `matching.slots.merge` leaves them.

    Examples
    --------
    >>> weeks = Weeks([(Slot(1, 990, 1050),)], [(Slot(1, 1020, 1080), Slot(2, 990, 1050))])
    >>> weeks.overlap(np.array([0]), np.array([0]))
    array([30])
    """

    def __init__(self, needs: Sequence[Pattern], supplies: Sequence[Pattern]) -> None:
        need_weeks, self._need_week = _distinct(needs)
        supply_weeks, self._supply_week = _distinct(supplies)
        cuts = _cuts([*need_weeks, *supply_weeks])
        lengths = np.diff(cuts) if cuts.size else np.zeros(0, dtype=np.int64)
        self._need_parts = _parts(need_weeks, cuts)
        self._supply_parts = _parts(supply_weeks, cuts) * lengths
        self._table: npt.NDArray[np.int32] | None = None
        if len(need_weeks) * len(supply_weeks) <= TABLE:
            # float32 is exact here: a week has 10,080 minutes, far below 2**24.
            product = self._need_parts.astype(np.float32) @ self._supply_parts.T.astype(np.float32)
            self._table = product.astype(np.int32)
        self.need_minutes = (self._need_parts @ lengths)[self._need_week]
        self.supply_minutes = self._supply_parts.sum(axis=1)[self._supply_week]

    def overlap(self, i: Ints, j: Ints) -> Ints:
        """Minutes of a week in the times of need `i` and of supply `j`."""
        a, b = self._need_week[i], self._supply_week[j]
        if self._table is not None:
            return self._table[a, b].astype(np.int64)
        found = np.empty(a.size, dtype=np.int64)
        for at in range(0, a.size, CHUNK):
            part = slice(at, at + CHUNK)
            found[part] = np.einsum(
                "pk,pk->p", self._need_parts[a[part]], self._supply_parts[b[part]]
            )
        return found


def _distinct(patterns: Sequence[Pattern]) -> tuple[list[Pattern], Ints]:
    number: dict[Hashable, int] = {}
    of = np.fromiter(
        (number.setdefault(pattern, len(number)) for pattern in patterns),
        dtype=np.int64,
        count=len(patterns),
    )
    return list(number), of  # type: ignore[arg-type]


def _cuts(weeks: Sequence[Pattern]) -> Ints:
    times = {
        slot.weekday * DAY_MINUTES + at
        for week in weeks
        for slot in week
        for at in (slot.start, slot.end)
    }
    return np.array(sorted(times), dtype=np.int64)


def _parts(weeks: Sequence[Pattern], cuts: Ints) -> Ints:
    """One row per week, one column per stretch between cuts: 1 where it is covered."""
    covered = np.zeros((len(weeks), max(0, cuts.size - 1)), dtype=np.int64)
    for row, week in enumerate(weeks):
        for slot in week:
            day = slot.weekday * DAY_MINUTES
            first, last = np.searchsorted(cuts, (day + slot.start, day + slot.end))
            covered[row, first:last] = 1
    return covered
