"""How a plan treats groups of needs, always in the same shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from matching.plan import Match, Plan
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
    matches: dict[str, list[Match]] = {}
    for match in plan.matches:
        matches.setdefault(match.need_id, []).append(match)
    members: dict[str, dict[str, list[Need]]] = {}
    for need in needs:
        for group, value in memberships(need).items():
            members.setdefault(group, {}).setdefault(value, []).append(need)
    return {
        group: {value: _share(plan, rows, matches) for value, rows in sorted(of_group.items())}
        for group, of_group in sorted(members.items())
    }


def memberships(need: Need) -> dict[str, str]:
    """The value a need has in each group: its priority, its area, and its own groups.

    Examples
    --------
    >>> memberships(Need("n1", "a", area="t01", groups={"sex": "f"}))
    {'priority': '0', 'area': 't01', 'sex': 'f'}
    """
    return {"priority": str(need.priority), "area": need.area or "", **need.groups}


def _share(plan: Plan, rows: list[Need], matches: dict[str, list[Match]]) -> Share:
    places = sum(need.places for need in rows)
    found = [(need, match) for need in rows for match in matches.get(need.id, ())]
    return Share(
        needs=len(rows),
        places=places,
        filled=len(found),
        rate=len(found) / places,
        mean_score=_mean(match.score for _, match in found),
        mean_km=_mean(match.distance_km for _, match in found),
        mean_wait_days=_mean(
            None if need.opened_at is None else max(0, (plan.on - need.opened_at).days)
            for need, _ in found
        ),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
