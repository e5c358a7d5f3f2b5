"""How good a scorecard is on decisions it has not seen, beside simpler ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.assign import Edges, solve
from matching.columns.table import Table
from matching.kernels.weighing import MICRO
from matching.learning.decisions import Examples
from matching.learning.metrics import (
    Floats,
    Ints,
    Mask,
    auc,
    brier,
    calibration_gap,
    first_went_well,
    log_loss,
    ndcg,
)
from matching.score.features import NAMES
from matching.score.scorecard import Scorecard
from matching.types import Need, Supply


@dataclass(frozen=True)
class Decided:
    """Decided pairs as a round of their own.

    Parameters
    ----------
    need, supply : ndarray of int
        Row numbers, per pair.
    places, capacity : ndarray of int
        Per need and per supply.
    """

    need: Ints
    supply: Ints
    places: Ints
    capacity: Ints

    @classmethod
    def of(cls, seen: Examples, needs: Sequence[Need], supplies: Sequence[Supply]) -> Decided:
        """Number the rows of the pairs in `seen`."""
        wanting, giving = Table.of(Need, needs), Table.of(Supply, supplies)
        need_at = {name: at for at, name in enumerate(wanting.column("id"))}
        supply_at = {name: at for at, name in enumerate(giving.column("id"))}
        return cls(
            np.array([need_at[one.need_id] for one in seen.decisions], dtype=np.int64),
            np.array([supply_at[one.supply_id] for one in seen.decisions], dtype=np.int64),
            np.array(wanting.column("places"), dtype=np.int64),
            np.array(giving.column("capacity"), dtype=np.int64),
        )

    def best(self, score: Floats) -> Mask:
        """The pairs of the best plan, were only these pairs allowed."""
        weight = np.rint(score * MICRO).astype(np.int64) + 1
        tier = np.zeros_like(self.places)
        return solve(Edges(self.need, self.supply, weight, tier, self.places, self.capacity)).chosen

    def greedy(self, score: Floats) -> Mask:
        """The pairs taken when the highest score that still fits is taken first."""
        places, capacity = self.places.tolist(), self.capacity.tolist()
        chosen = np.zeros(score.size, dtype=np.bool_)
        for at in np.argsort(-score, kind="stable").tolist():
            need, supply = self.need[at], self.supply[at]
            if places[need] > 0 and capacity[supply] > 0:
                places[need] -= 1
                capacity[supply] -= 1
                chosen[at] = True
        return chosen


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
        `effective` is how many equally weighted decisions the weighted ones are worth (Kish).
        `ranking` has for each way of scoring `auc`, the chance that a pair that went well is put
        before one that did not (0.5 is a coin); `first_went_well`, the share of needs whose first
        supply went well; and `ndcg`. `calibration` compares chances told with chances seen.
        `assignment` has how many pairs each way hands out under capacity, were only the decided
        pairs allowed, and how many and what share of them went well: `scorecard` by the best
        plan, `greedy` by the card's highest score first, the others by theirs.
    """
    ways = {"scorecard": card.score(seen.values), **_simple_ways(seen)}
    decided = Decided.of(seen, needs, supplies)
    assigned = {name: decided.greedy(score) for name, score in ways.items()}
    assigned["greedy"] = assigned["scorecard"]
    assigned["scorecard"] = decided.best(ways["scorecard"])
    well, weight = seen.went_well, seen.weight
    return {
        "pairs": len(seen.decisions),
        "effective": effective(weight),
        "went_well": float(well.mean()) if well.size else None,
        "ranking": {
            name: {
                "auc": auc(score, well, weight=weight),
                "first_went_well": first_went_well(score, well, need=decided.need),
                "ndcg": ndcg(score, well, need=decided.need),
            }
            for name, score in ways.items()
        },
        "calibration": calibration(card.probability(ways["scorecard"]), seen),
        "assignment": {
            name: {
                "pairs": int(chosen.sum()),
                "well": int(well[chosen].sum()),
                "went_well": float(well[chosen].mean()) if chosen.any() else None,
            }
            for name, chosen in sorted(assigned.items())
        },
    }


def calibration(chance: Floats, seen: Examples) -> dict[str, float | None]:
    """Log loss, Brier score and the mean gap between told and seen chances."""
    well, weight = seen.went_well, seen.weight
    return {
        "log_loss": log_loss(chance, well, weight=weight),
        "brier": brier(chance, well, weight=weight),
        "gap": calibration_gap(chance, well, weight=weight),
    }


def effective(weight: Floats) -> float:
    """How many equal weights these are worth: the squared sum over the sum of squares."""
    return float(weight.sum() ** 2 / (weight**2).sum()) if weight.size else 0.0


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
