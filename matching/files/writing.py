"""Writes a plan as two tables and a report."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matching.codec import to_json
from matching.fairness import fairness
from matching.features import NAMES
from matching.plan import Change, Match, Plan
from matching.replay import Replayed
from matching.settings import Settings
from matching.slots import Slot, show_slots
from matching.types import TIERS, Need, Supply

MATCH_COLUMNS = (
    "need_id",
    "supply_id",
    "score",
    "probability",
    "distance_km",
    "overlap_minutes",
    *(f"part_{name}" for name in NAMES),
)
UNMATCHED_COLUMNS = ("need_id", "reason", "feasible", "what_would_change")


def write_plan(
    plan: Plan,
    folder: Path,
    *,
    needs: Sequence[Need],
    supplies: Sequence[Supply],
    settings: Settings,
    extra: Mapping[str, Any],
) -> None:
    """Write `matches.csv`, `unmatched.csv` and `report.json`.

    Parameters
    ----------
    plan : Plan
    folder : Path
        Made when it is not there.
    needs, supplies : sequence
        Those of the round.
    settings : Settings
    extra : mapping
        Timings, versions and other lines for the report.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "matches.csv", MATCH_COLUMNS, map(match_row, plan.matches))
    _write(
        folder / "unmatched.csv",
        UNMATCHED_COLUMNS,
        (
            (left.need_id, left.reason, left.feasible, "; ".join(map(words, left.changes)))
            for left in plan.unmatched
        ),
    )
    _write_report(folder, {**report(plan, needs, supplies, settings), **extra})


def write_replay(done: Replayed, folder: Path, *, told: Mapping[str, Any]) -> None:
    """Write `matches.csv` and `report.json` of a replay.

    Parameters
    ----------
    done : Replayed
    folder : Path
        Made when it is not there.
    told : mapping
        The report.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(
        folder / "matches.csv",
        (*MATCH_COLUMNS, "matched_at", "waited_days"),
        (
            (
                *match_row(one.match),
                one.matched_at.isoformat(),
                "" if one.waited_days is None else one.waited_days,
            )
            for one in done.matches
        ),
    )
    _write_report(folder, told)


def match_row(match: Match) -> tuple[Any, ...]:
    """One line of `matches.csv`."""
    return (
        match.need_id,
        match.supply_id,
        f"{match.score:.6f}",
        f"{match.probability:.6f}",
        "" if match.distance_km is None else f"{match.distance_km:.3f}",
        "" if match.overlap_minutes is None else match.overlap_minutes,
        *(f"{part.points:.6f}" for part in match.parts),
    )


def words(change: Change) -> str:
    """A change in one line, like `supply s1: radius_km=12.5 (radius)`."""
    values = ", ".join(f"{name}={_show(value)}" for name, value in change.fields.items())
    whose = f"supply {change.supply_id}"
    if change.side == "need":
        whose = f"need, for {whose}"
    return f"{whose}: {values} ({change.rule})"


def report(
    plan: Plan, needs: Sequence[Need], supplies: Sequence[Supply], settings: Settings
) -> dict[str, Any]:
    """Everything about a plan that is not in the tables."""
    tier_of = {need.id: need.priority for need in needs}
    filled = Counter(tier_of[match.need_id] for match in plan.matches)
    wanted = Counter(dict.fromkeys(range(TIERS), 0))
    for need in needs:
        wanted[need.priority] += need.places
    used = Counter(match.supply_id for match in plan.matches)
    scores = [match.score for match in plan.matches]
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
        "tiers": {str(t): {"places": wanted[t], "filled": filled[t]} for t in sorted(wanted)},
        "floor": min(scores, default=None),
        "fairness": {
            group: {value: asdict(share) for value, share in rows.items()}
            for group, rows in fairness(plan, needs).items()
        },
        "load": _load(supplies, used),
        "settings": json.loads(to_json(settings)),
        "embedder": plan.embedder,
        "inputs": plan.inputs_digest,
        "plan": plan.digest,
    }


def _load(supplies: Sequence[Supply], used: Mapping[str, int]) -> dict[str, Any]:
    shares = [
        (supply.load + used.get(supply.id, 0)) / supply.capacity
        for supply in supplies
        if supply.capacity
    ]
    return {
        "supplies_used": len(used),
        "most_matches": max(used.values(), default=0),
        "mean_share_taken": sum(shares) / len(shares) if shares else None,
    }


def _show(value: object) -> str:
    if isinstance(value, frozenset):
        return "|".join(sorted(value))
    if isinstance(value, tuple) and value and isinstance(value[0], Slot):
        return show_slots(value).replace(";", " | ")
    if isinstance(value, tuple):
        return "-".join(map(str, value))
    return str(value)


def _write_report(folder: Path, told: Mapping[str, Any]) -> None:
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)
