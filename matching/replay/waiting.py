"""Quality and waiting of a replay side by side, in all and by group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from matching.kernels.weighing import MICRO
from matching.replay import Replayed
from matching.types import Need

LONG_DAYS = 28


def waiting(done: Replayed, needs: Iterable[Need]) -> dict[str, Any]:
    """Quality and waiting side by side.

    Parameters
    ----------
    done : Replayed
    needs : iterable of Need
        Those of the replay.

    Returns
    -------
    dict
        Matches, needs left, total, quality (the total without points for waiting), mean score;
        mean, 95th percentile and share of 28 days or more of the waiting; the slowest category
        and its mean; under "groups" how each value of each group fared, and each area, category
        and priority.

    Examples
    --------
    >>> import datetime as dt
    >>> from matching.replay import replay
    >>> from matching.types import Supply
    >>> day = dt.date(2026, 3, 1)
    >>> needs = [Need(f"n{area}", "a", area=area, opened_at=day) for area in "xy"]
    >>> helper = Supply("s1", "goods", categories={"a"}, areas={"x"})
    >>> told = waiting(replay(needs, [helper], every=1), needs)
    >>> {area: fared["match_rate"] for area, fared in told["groups"]["area"].items()}
    {'x': 1.0, 'y': 0.0}
    """
    rows = list(needs)
    waited: dict[str, list[int | None]] = {row.id: [] for row in rows}
    for one in done.matches:
        waited[one.match.need_id].append(one.waited_days)
    members: dict[str, dict[str, list[Need]]] = {}
    for row in rows:
        named = {"area": row.area or "", "category": row.category, "priority": str(row.priority)}
        for group, value in {**named, **row.groups}.items():
            members.setdefault(group, {}).setdefault(value, []).append(row)
    groups = {
        group: {value: _fared(of_value, waited) for value, of_value in sorted(of_group.items())}
        for group, of_group in sorted(members.items())
    }
    means = {
        name: fared["mean_days"]
        for name, fared in groups.get("category", {}).items()
        if fared["mean_days"] is not None
    }
    slowest = max(means, key=lambda name: means[name], default=None)
    every = [day for days in waited.values() for day in days]
    return {
        "matches": len(done.matches),
        "needs_left": len(done.left),
        "rounds": done.rounds,
        "total": done.total,
        "quality": done.quality,
        "mean_score": done.total / MICRO / len(done.matches) if done.matches else None,
        **_days(every),
        "slowest_category": slowest,
        "slowest_mean_days": means[slowest] if slowest is not None else None,
        "groups": groups,
    }


def _fared(rows: Sequence[Need], waited: dict[str, list[int | None]]) -> dict[str, Any]:
    """Needs, their places, the share of places filled, and the waiting for these."""
    days = [day for row in rows for day in waited[row.id]]
    places = sum(row.places for row in rows)
    return {
        "needs": len(rows),
        "places": places,
        "filled": len(days),
        "match_rate": len(days) / places,
        **_days(days),
    }


def _days(waited: Sequence[int | None]) -> dict[str, float | None]:
    known = np.array([day for day in waited if day is not None])
    if not known.size:
        return {"mean_days": None, "p95_days": None, "share_28_days": None}
    return {
        "mean_days": float(known.mean()),
        "p95_days": float(np.percentile(known, 95)),
        "share_28_days": float((known >= LONG_DAYS).mean()),
    }
