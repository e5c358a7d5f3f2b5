"""Rows whose cells are all in order and yet can only be a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from matching.columns.coded import Coded, Floats, Ints, Lists, Numbers
from matching.files.cleaning import TOTALS
from matching.files.faults import Fault

Bounds = tuple[float, ...]
Values = Mapping[str, Sequence[Any]]


class Mistake(NamedTuple):
    """A row, by its place among those read, the column to look at, and what is wrong."""

    at: int
    column: str
    fault: Fault


def mistakes(values: Values, bounds: Bounds | None) -> Iterator[Mistake]:
    """Every row that can only be a mistake.

    Parameters
    ----------
    values : mapping of str to sequence
        Columns by field.
    bounds : tuple of float, optional
        Least latitude and longitude, most latitude and longitude.

    Yields
    ------
    Mistake
    """
    yield from _totals(values)
    yield from _places(values, bounds)
    yield from _days(values, "start", "until", "from")
    yield from _days(values, "opened_at", "closes_at", "opened_at")
    yield from _times(values)


def _totals(values: Values) -> Iterator[Mistake]:
    ids = values.get("id", ())
    if not TOTALS.isdisjoint(ids):
        for at, name in enumerate(ids):
            if name in TOTALS:
                yield Mistake(at, "id", Fault("total_line"))


def _places(values: Values, bounds: Bounds | None) -> Iterator[Mistake]:
    nowhere = np.full(len(next(iter(values.values()), ())), np.nan)
    lat, lon = (
        column.values if isinstance(column := values.get(name), Numbers) else nowhere
        for name in ("lat", "lon")
    )
    half = np.isnan(lat) != np.isnan(lon)
    zero = (lat == 0) & (lon == 0)
    below = (lat < 0) | (lon < 0)
    outside = np.zeros_like(half)
    if bounds:
        south, west, north, east = bounds
        outside = (lat < south) | (lat > north) | (lon < west) | (lon > east)
    for code, wrong in (
        ("half_place", half),
        ("zero_place", zero),
        ("negative_place", below),
        ("outside_place", outside),
    ):
        for at in np.flatnonzero(wrong).tolist():
            yield Mistake(at, "lat", Fault(code, {"lat": lat[at], "lon": lon[at]}))


def _days(values: Values, first: str, last: str, column: str) -> Iterator[Mistake]:
    start, end = values.get(first), values.get(last)
    if not (isinstance(start, Coded) and isinstance(end, Coded)):
        return
    turned = _ordinals(start) > _ordinals(end)
    for at in np.flatnonzero(turned).tolist():
        told = {"first": column, "last": last, "start": start[at], "end": end[at]}
        yield Mistake(at, column, Fault("from_after_until", told))


def _ordinals(days: Coded) -> Floats:
    """Days as numbers; NaN, which is neither before nor after anything, where there is none."""
    known = [getattr(day, "toordinal", lambda: np.nan)() for day in days.distinct]
    return np.array(known, dtype=np.float64)[days.of]


def _times(values: Values) -> Iterator[Mistake]:
    """Needs that ask for more of a week than their own slots have."""
    slots = values.get("slots")
    if not isinstance(slots, Coded):
        return
    minutes, each, sittings = (
        _counts(values.get(name), len(slots)) for name in ("minutes", "sitting_minutes", "sittings")
    )
    if not (minutes.any() or each.any() or sittings.any()):
        return
    whole, longest = (own[slots.of] for own in _lengths(slots.distinct))
    given = whole > 0
    for at in np.flatnonzero(given & (minutes > whole)).tolist():
        told = {"minutes": int(minutes[at]), "most": int(whole[at])}
        yield Mistake(at, "minutes", Fault("too_many_minutes", told))
    for at in np.flatnonzero(given & (each > longest)).tolist():
        told = {"minutes": int(each[at]), "most": int(longest[at])}
        yield Mistake(at, "sitting_minutes", Fault("sitting_too_long", told))
    for at in np.flatnonzero(given & (sittings > 0)).tolist():
        long_enough = [slot for slot in slots[at] if slot.end - slot.start >= each[at]]
        days = len({slot.weekday for slot in long_enough})
        if sittings[at] > days:
            told = {"sittings": int(sittings[at]), "most": days}
            yield Mistake(at, "sittings", Fault("too_many_sittings", told))


def _lengths(weeks: Sequence[Any]) -> tuple[Ints, Ints]:
    """Minutes of each week, and of its longest slot."""
    if not isinstance(weeks, Lists):
        weeks = Lists.among([week if isinstance(week, tuple) else () for week in weeks])
    length = np.array([slot.end - slot.start for slot in weeks.pieces] + [0], np.int64)
    own = length[weeks.of]
    whole, longest = np.zeros(len(weeks), np.int64), np.zeros(len(weeks), np.int64)
    of = np.repeat(np.arange(len(weeks)), weeks.sizes)
    np.add.at(whole, of, own)
    np.maximum.at(longest, of, own)
    return whole, longest


def _counts(column: Sequence[Any] | None, many: int) -> Ints:
    """Whole numbers row by row; 0 where there is none."""
    if not isinstance(column, Coded):
        return np.zeros(many, np.int64)
    known = [value if isinstance(value, int) else 0 for value in column.distinct]
    return np.array(known or [0], np.int64)[column.of]
