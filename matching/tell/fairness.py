"""How a plan treats groups of needs, always in the same shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.columns.coded import Floats, Ints
from matching.columns.table import Table
from matching.plan import Plan
from matching.tell.matched import Matches
from matching.types import Need


@dataclass(frozen=True)
class Share:
    """How one group fared.

    Parameters
    ----------
    needs, places, filled : int
    rate : float
        Filled places among all places.
    mean_score, mean_km, mean_wait_days : float, optional
        Over the filled places; None where nothing is known.
    """

    needs: int
    places: int
    filled: int
    rate: float
    mean_score: float | None
    mean_km: float | None
    mean_wait_days: float | None


def fairness(plan: Plan, needs: Iterable[Need]) -> dict[str, dict[str, Share]]:
    """Shares by every group name and value, and by priority and area.

    Parameters
    ----------
    plan : Plan
    needs : iterable of Need
        Those of the round.

    Returns
    -------
    dict of str to dict of str to Share

    Examples
    --------
    >>> import datetime as dt
    >>> from matching import Supply, run_round
    >>> needs = [Need("n1", "a", groups={"sex": "f"}), Need("n2", "b", groups={"sex": "m"})]
    >>> plan = run_round(needs, [Supply("s1", "goods", categories={"a"})], on=dt.date(2026, 3, 1))
    >>> {sex: share.rate for sex, share in fairness(plan, needs)["sex"].items()}
    {'f': 1.0, 'm': 0.0}
    """
    table = Table.of(Need, needs)
    rows = Matches.of(plan.matches).columns
    number = {name: at for at, name in enumerate(table.column("id"))}
    served = np.array([number[name] for name in rows.need_id], dtype=np.int64)
    opened = [None if day is None else day.toordinal() for day in table.column("opened_at")]
    waited = plan.on.toordinal() - np.array(opened, dtype=np.float64)
    figures = (rows.score, rows.distance_km, np.maximum(0.0, waited)[served])
    places = np.array(table.column("places"), dtype=np.int64)
    return {
        group: _shares(members, places, served, figures)
        for group, members in sorted(_groups(table).items())
    }


def memberships(need: Need) -> dict[str, str]:
    """The value a need has in each group: its priority, its area, and its own groups.

    Examples
    --------
    >>> memberships(Need("n1", "a", area="t01", groups={"sex": "f"}))
    {'priority': '0', 'area': 't01', 'sex': 'f'}
    """
    return _named(need.priority, need.area, need.groups)


def _groups(table: Table[Need]) -> dict[str, dict[str, Ints]]:
    """Rows of every value of every group."""
    columns = (table.column(name) for name in ("priority", "area", "groups"))
    members: dict[str, dict[str, list[int]]] = {}
    for row, (priority, area, groups) in enumerate(zip(*columns, strict=True)):
        for group, value in _named(priority, area, groups).items():
            members.setdefault(group, {}).setdefault(value, []).append(row)
    return {
        group: {value: np.array(rows, dtype=np.int64) for value, rows in sorted(values.items())}
        for group, values in members.items()
    }


def _named(priority: int, area: str | None, groups: Mapping[str, str]) -> dict[str, str]:
    return {"priority": str(priority), "area": area or "", **groups}


def _shares(
    members: Mapping[str, Ints], places: Ints, served: Ints, figures: Sequence[Floats]
) -> dict[str, Share]:
    shares = {}
    for value, rows in members.items():
        own = np.isin(served, rows)
        wanted, filled = int(places[rows].sum()), int(own.sum())
        score, km, days = (_mean(one[own]) for one in figures)
        shares[value] = Share(len(rows), wanted, filled, filled / wanted, score, km, days)
    return shares


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None
