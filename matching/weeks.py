"""Weekly overlap of many pairs at once, exact to the minute."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from matching.slots import DAY_MINUTES, Slot

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Pattern = tuple[Slot, ...]

# A table up to this many entries is cheaper than working out each pair.
TABLE = 4_000_000


class Weeks:
    """Overlap in minutes between the weekly times of needs and of supplies.

    Few different weeks occur among the people of a county, so each pair of *weeks* is
    worked out once; where there are too many weeks, each pair is worked out slot by slot.

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
        self._need_slots, self._supply_slots = _slots(need_weeks), _slots(supply_weeks)
        self._table: npt.NDArray[np.int32] | None = None
        if len(need_weeks) * len(supply_weeks) <= TABLE:
            self._table = _table(need_weeks, supply_weeks)
        self.need_minutes = _minutes(need_weeks)[self._need_week]
        self.supply_minutes = _minutes(supply_weeks)[self._supply_week]

    def overlap(self, i: Ints, j: Ints) -> Ints:
        """Minutes of a week in the times of need `i` and of supply `j`."""
        a, b = self._need_week[i], self._supply_week[j]
        if self._table is not None:
            return self._table[a, b].astype(np.int64)
        found = np.zeros(a.size, dtype=np.int64)
        for begins, ends in self._need_slots:
            for opens, closes in self._supply_slots:
                common = np.minimum(ends[a], closes[b])
                common -= np.maximum(begins[a], opens[b])
                found += np.maximum(common, 0)
        return found


def _distinct(patterns: Sequence[Pattern]) -> tuple[list[Pattern], Ints]:
    number: dict[Hashable, int] = {}
    of = np.fromiter(
        (number.setdefault(pattern, len(number)) for pattern in patterns),
        dtype=np.int64,
        count=len(patterns),
    )
    return list(number), of  # type: ignore[arg-type]


def _slots(weeks: Sequence[Pattern]) -> list[tuple[Numbers, Numbers]]:
    """First slots of all weeks, second slots, and so on, in minutes from Monday on."""
    most = max((len(week) for week in weeks), default=0)
    found = np.zeros((most, 2, len(weeks)), dtype=np.int32)
    for row, week in enumerate(weeks):
        for at, slot in enumerate(week):
            day = slot.weekday * DAY_MINUTES
            found[at, :, row] = day + slot.start, day + slot.end
    return [(begins, ends) for begins, ends in found]


def _minutes(weeks: Sequence[Pattern]) -> Ints:
    lengths = (sum(slot.end - slot.start for slot in week) for week in weeks)
    return np.fromiter(lengths, dtype=np.int64, count=len(weeks))


def _table(needs: Sequence[Pattern], supplies: Sequence[Pattern]) -> Numbers:
    """Overlap of every week of the needs with every week of the supplies."""
    cuts = _cuts([*needs, *supplies])
    lengths = np.diff(cuts) if cuts.size else np.zeros(0, dtype=np.int64)
    # float32 is exact here: a week has 10,080 minutes, far below 2**24.
    offered = (_parts(supplies, cuts) * lengths).astype(np.float32)
    table: Numbers = (_parts(needs, cuts).astype(np.float32) @ offered.T).astype(np.int32)
    return table


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
