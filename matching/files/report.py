"""Everything about a plan that is not in its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from matching.columns.table import Table
from matching.kernels.weighing import MICRO
from matching.plan import Plan
from matching.settings import Settings
from matching.tell.fairness import fairness
from matching.tell.matched import Matches
from matching.types import TIERS, Need, Supply


def report(
    plan: Plan, needs: Table[Need], supplies: Table[Supply], settings: Settings
) -> dict[str, Any]:
    """What a round came to.

    Parameters
    ----------
    plan : Plan
    needs, supplies : Table
        Those of the round.
    settings : Settings

    Returns
    -------
    dict
        `total` and `bound` in millionths of a point, and the `gap` between them; `tiers` with
        places wanted and filled by priority; `floor`; `fairness` by group; `load` of supplies;
        `embedder`, the name of what read the texts;
        `inputs` and `plan`, the hashes of what went in and of what came out.
    """
    return {
        "on": plan.on.isoformat(),
        "counts": {
            "needs": len(needs),
            "supplies": len(supplies),
            "matches": len(plan.matches),
            "unmatched_needs": len(plan.unmatched),
            "open_places": sum(left.open_places for left in plan.unmatched),
            "reasons": dict(Counter(left.reason for left in plan.unmatched)),
        },
        "total": plan.total,
        "bound": plan.bound,
        "gap": plan.bound - plan.total,
        "tiers": _tiers(plan, needs),
        "floor": _floor(plan),
        "fairness": {
            group: {value: asdict(share) for value, share in rows.items()}
            for group, rows in fairness(plan, needs).items()
        },
        "load": _load(plan, supplies),
        "embedder": plan.embedder,
        "settings": settings_told(settings),
        "inputs": plan.inputs_digest,
        "plan": plan.digest,
    }


def settings_told(settings: Settings) -> dict[str, Any]:
    """Every setting, also those that hold their default.

    Examples
    --------
    >>> settings_told(Settings(road_factor=1.4))["road_factor"]
    1.4
    """
    told = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in told.items()
    }


def _tiers(plan: Plan, needs: Table[Need]) -> dict[str, dict[str, int]]:
    priority = needs.column("priority")
    tier_of: Mapping[str, int] = dict(zip(needs.column("id"), priority, strict=True))
    filled = Counter(tier_of[name] for name in Matches.of(plan.matches).columns.need_id)
    wanted = Counter(dict.fromkeys(range(TIERS), 0))
    for tier, places in zip(priority, needs.column("places"), strict=True):
        wanted[tier] += places
    return {str(tier): {"places": wanted[tier], "filled": filled[tier]} for tier in sorted(wanted)}


def _floor(plan: Plan) -> dict[str, float | None]:
    """How the worst off of those matched fares; where a floor was asked for, its price."""
    lowest = min(Matches.of(plan.matches).columns.score.tolist(), default=None)
    asked = {"score": plan.floor / MICRO, "cost": plan.floor_cost / MICRO} if plan.floor else {}
    return {"lowest_score": lowest, **asked}


def _load(plan: Plan, supplies: Table[Supply]) -> dict[str, Any]:
    used = Counter(Matches.of(plan.matches).columns.supply_id)
    columns = (supplies.column(name) for name in ("id", "load", "capacity"))
    shares = [
        (load + used.get(name, 0)) / capacity
        for name, load, capacity in zip(*columns, strict=True)
        if capacity
    ]
    return {
        "supplies_used": len(used),
        "most_matches": max(used.values(), default=0),
        "mean_share_taken": sum(shares) / len(shares) if shares else None,
    }
