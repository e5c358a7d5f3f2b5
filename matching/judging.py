"""How good a scorecard is on decisions it has not seen, beside simpler ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matching.assign import Edges, solve
from matching.board import Floats, Ints
from matching.decisions import Examples
from matching.features import NAMES
from matching.scorecard import Scorecard
from matching.types import Need, Supply
from matching.weights import MICRO

BINS = 10


def judge(
    seen: Examples, needs: Sequence[Need], supplies: Sequence[Supply], card: Scorecard
) -> dict[str, Any]:
    """Ranking, calibration and assignment on decided pairs.

    Parameters
    ----------
    seen : Examples
    needs, supplies : sequence
    card : Scorecard

    Returns
    -------
    dict
        `ranking` has for each way of scoring the chance that a pair that went well is put
        before one that did not (0.5 is a coin), and the share of needs whose first supply
        went well. `calibration` compares told with seen chances. `assignment` has the share
        of pairs that went well when each way hands out the decided pairs under capacity.
    """
    ways = {"scorecard": card.score(seen.values), **_simple_ways(seen)}
    need, supply, places, free = _numbered(seen, needs, supplies)
    assigned = {name: _greedy(score, need, supply, places, free) for name, score in ways.items()}
    assigned["greedy"] = assigned.pop("scorecard")
    edges = Edges(
        need, supply, np.rint(ways["scorecard"] * MICRO).astype(np.int64) + 1,
        np.zeros_like(places), places, free,
    )  # fmt: skip
    assigned["scorecard"] = solve(edges).chosen
    return {
        "pairs": len(seen.decisions),
        "went_well": float(seen.went_well.mean()) if seen.decisions else None,
        "ranking": {
            name: {"auc": auc(score, seen), "first_went_well": _first(score, need, seen)}
            for name, score in ways.items()
        },
        "calibration": calibration(card.probability(ways["scorecard"]), seen),
        "assignment": {
            name: {
                "pairs": int(chosen.sum()),
                "went_well": float(seen.went_well[chosen].mean()) if chosen.any() else None,
            }
            for name, chosen in sorted(assigned.items())
        },
    }


def auc(score: Floats, seen: Examples) -> float | None:
    """The weighted chance that a pair that went well scores above one that did not."""
    well, ill = seen.weight * seen.went_well, seen.weight * ~seen.went_well
    if not well.sum() or not ill.sum():
        return None
    _, level = np.unique(score, return_inverse=True)
    well_at, ill_at = np.bincount(level, well), np.bincount(level, ill)
    below = np.cumsum(ill_at) - ill_at
    return float((well_at * (below + ill_at / 2)).sum() / (well.sum() * ill.sum()))


def calibration(chance: Floats, seen: Examples) -> dict[str, Any]:
    """Log loss, Brier score and the mean gap between told and seen chances over ten bins."""
    if not seen.decisions:
        return {"log_loss": None, "brier": None, "gap": None}
    well, weight = seen.went_well.astype(np.float64), seen.weight / seen.weight.sum()
    sure = np.clip(chance, 1e-12, 1 - 1e-12)
    loss = -(well * np.log(sure) + (1 - well) * np.log(1 - sure))
    bins = np.minimum(BINS - 1, (chance * BINS).astype(np.int64))
    gaps = np.bincount(bins, weight * (chance - well), minlength=BINS)
    return {
        "log_loss": float((weight * loss).sum()),
        "brier": float((weight * (chance - well) ** 2).sum()),
        "gap": float(np.abs(gaps).sum()),
    }


def _simple_ways(seen: Examples) -> Mapping[str, Floats]:
    def column(name: str) -> Floats:
        found: Floats = seen.values[:, NAMES.index(name)]
        return found

    travel = np.where(np.isnan(column("distance")), column("commute"), column("distance"))
    skills = np.nan_to_num(column("prefers")) + np.nan_to_num(column("surplus"))
    return {
        "nearest": -np.nan_to_num(travel, nan=1e9),
        "skills_only": skills,
        "longest_waiting": np.nan_to_num(column("waiting")),
        "random": np.random.default_rng(0).random(len(seen.decisions)),
    }


def _numbered(
    seen: Examples, needs: Sequence[Need], supplies: Sequence[Supply]
) -> tuple[Ints, Ints, Ints, Ints]:
    need_at = {row.id: at for at, row in enumerate(needs)}
    supply_at = {row.id: at for at, row in enumerate(supplies)}
    return (
        np.array([need_at[one.need_id] for one in seen.decisions], dtype=np.int64),
        np.array([supply_at[one.supply_id] for one in seen.decisions], dtype=np.int64),
        np.array([row.places for row in needs], dtype=np.int64),
        np.array([row.capacity for row in supplies], dtype=np.int64),
    )


def _greedy(score: Floats, need: Ints, supply: Ints, places: Ints, free: Ints) -> Any:
    places, free = places.copy(), free.copy()
    chosen = np.zeros(score.size, dtype=np.bool_)
    for at in np.argsort(-score, kind="stable").tolist():
        if places[need[at]] > 0 and free[supply[at]] > 0:
            places[need[at]] -= 1
            free[supply[at]] -= 1
            chosen[at] = True
    return chosen


def _first(score: Floats, need: Ints, seen: Examples) -> float | None:
    """Among needs with both kinds of pairs, the share whose best-scored pair went well."""
    well = np.bincount(need, seen.went_well)
    every = np.bincount(need)
    mixed = (well > 0) & (well < every)
    order = np.lexsort((-score, need))
    firsts = order[np.r_[True, need[order][1:] != need[order][:-1]]] if need.size else order
    judged = firsts[mixed[need[firsts]]]
    return float(seen.went_well[judged].mean()) if judged.size else None
