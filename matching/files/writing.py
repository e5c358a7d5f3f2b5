"""Writes a plan as two tables, by column, and a report."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from matching.kernels.layout import NOT_KNOWN
from matching.plan import Change, Match, Plan
from matching.replay import Replayed
from matching.score.features import NAMES
from matching.slots import Slot, show_slots
from matching.tell.matched import Matches

MATCH_COLUMNS = (
    "need_id",
    "supply_id",
    "score",
    "probability",
    "distance_km",
    "overlap_minutes",
    "modes",
    *(f"part_{name}" for name in NAMES),
)
UNMATCHED_COLUMNS = ("need_id", "reason", "feasible", "what_would_change")


def write_plan(plan: Plan, folder: Path) -> None:
    """Write `matches.csv` and `unmatched.csv`.

    Parameters
    ----------
    plan : Plan
    folder : Path
        Made when it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "matches.csv", MATCH_COLUMNS, _match_columns(plan.matches))
    left = plan.unmatched
    _write(
        folder / "unmatched.csv",
        UNMATCHED_COLUMNS,
        [
            [one.need_id for one in left],
            [one.reason for one in left],
            [one.feasible for one in left],
            ["; ".join(map(words, one.changes)) for one in left],
        ],
    )


def write_replay(done: Replayed, folder: Path) -> None:
    """Write `matches.csv` of a replay.

    Parameters
    ----------
    done : Replayed
    folder : Path
        Made when it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(
        folder / "matches.csv",
        (*MATCH_COLUMNS, "matched_at", "waited_days"),
        [
            *_match_columns([one.match for one in done.matches]),
            [one.matched_at.isoformat() for one in done.matches],
            [one.waited_days for one in done.matches],
        ],
    )


def write_report(folder: Path, told: Mapping[str, Any]) -> None:
    """Write `report.json`, with its keys in order."""
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")


def words(change: Change) -> str:
    """A change in one line, like `supply s1: radius_km=12.5 (radius)`."""
    values = ", ".join(f"{name}={_show(value)}" for name, value in change.fields.items())
    whose = f"supply {change.supply_id}"
    if change.side == "need":
        whose = f"need, for {whose}"
    return f"{whose}: {values} ({change.rule})"


def _show(value: object) -> str:
    if isinstance(value, frozenset):
        return "|".join(sorted(value))
    if isinstance(value, tuple) and value and isinstance(value[0], Slot):
        return show_slots(value).replace(";", " | ")
    if isinstance(value, tuple):
        return "-".join(map(str, value))
    return str(value)


def _match_columns(matches: Sequence[Match]) -> list[Iterable[object]]:
    """The columns of `matches.csv`; a blank is a distance or an overlap that is not known."""
    score, chance, points = _Shown(), _Shown(), _Shown()
    rows = Matches.of(matches).columns
    minutes = rows.overlap_minutes.tolist()
    return [
        rows.need_id,
        rows.supply_id,
        map(score.__getitem__, rows.score.tolist()),
        map(chance.__getitem__, rows.probability.tolist()),
        ["" if km != km else f"{km:.3f}" for km in rows.distance_km.tolist()],
        ["" if one == NOT_KNOWN else one for one in minutes],
        map(";".join, rows.modes),
        *(map(points.__getitem__, rows.points[:, at].tolist()) for at in range(len(NAMES))),
    ]


class _Shown(dict[float, str]):
    """Numbers as they are written: the steps of a scorecard come again and again."""

    def __missing__(self, value: float) -> str:
        shown = self[value] = f"{value:.6f}"
        return shown


def _write(path: Path, names: Sequence[str], columns: Sequence[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(names)
        table.writerows(zip(*columns, strict=True))
