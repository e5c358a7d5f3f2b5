"""A floor for the worst off: the highest score below which no pair need be chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.assign import solve
from matching.assign.edges import Choice, Edges
from matching.kernels.weighing import TIE_BITS

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Floor:
    """The best plan above the highest floor, and what it costs.

    Parameters
    ----------
    score : int
        No chosen pair scores less; in millionths of a point. 0 where nothing is chosen at all.
    kept : ndarray of bool
        Of the edges handed in, those that reach the floor.
    edges : Edges
        These; `choice` is proven best among them.
    choice : Choice
    cost : int
        Score lost against the best plan without a floor, in millionths of a point.
    """

    score: int
    kept: npt.NDArray[np.bool_]
    edges: Edges
    choice: Choice
    cost: int


def best_floor(edges: Edges, *, bits: int = TIE_BITS) -> Floor:
    """The highest floor that leaves as many places filled in every tier, and its best plan.

    Sums hide the worst off: the best total may hold one very poor pair for the sake of several
    slightly better ones. Bisection over the scores there are; each step is one assignment in
    which all pairs weigh the same. Where points alone would then rather leave one of these places
    open, every place comes before points, in the lowest tier too.

    Parameters
    ----------
    edges : Edges
        Their tiers as `matching.assign.weights.tiers` gives them.
    bits : int
        Bits of a weight below the score.

    Returns
    -------
    Floor

    Examples
    --------
    Two needs, two helpers. The best total is 9 + 1; with a floor nobody has less than 4.

    >>> one = np.array([1, 1])
    >>> edges = Edges(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([9, 4, 4, 1]),
    ...     0 * one, one, one)
    >>> floor = best_floor(edges, bits=0)
    >>> floor.score, floor.edges.weight[floor.choice.chosen].tolist(), floor.cost
    (4, [4, 4], 2)
    """
    score = edges.weight >> bits
    best = solve(edges)
    if not best.chosen.any():
        return Floor(0, np.ones(score.size, dtype=np.bool_), edges, best, 0)
    places = _filled(edges, best)
    steps = np.unique(score)
    low, high = int(np.searchsorted(steps, score[best.chosen].min())), steps.size
    while high - low > 1:
        middle = (low + high) // 2
        higher = above(edges, score >= steps[middle])
        equal = replace(higher, weight=np.ones_like(higher.weight))
        if _filled(equal, solve(equal)) >= places:
            low = middle
        else:
            high = middle
    kept = score >= steps[low]
    higher = above(edges, kept)
    choice = solve(higher)
    if _filled(higher, choice) < places:
        # Points alone would rather leave one of these places open; so places come first.
        higher = replace(higher, tier=places_first(higher))
        choice = solve(higher)
    left = score[kept][choice.chosen].sum()
    return Floor(int(steps[low]), kept, higher, choice, int(score[best.chosen].sum() - left))


def above(edges: Edges, kept: npt.NDArray[np.bool_]) -> Edges:
    """Some of the edges."""
    return replace(
        edges, need=edges.need[kept], supply=edges.supply[kept], weight=edges.weight[kept]
    )


def _filled(edges: Edges, choice: Choice) -> tuple[int, int]:
    """Places filled: those of tiers, each tier before all lower ones, then all together."""
    tier = edges.tier[edges.need[choice.chosen]]
    return sum(tier.tolist()), tier.size


def places_first(edges: Edges) -> Ints:
    """Tiers again, so that a place of the lowest one too outweighs any points."""
    found, level = np.unique(edges.tier, return_inverse=True)
    lane, below = [], 0
    for at in range(found.size):
        lane.append(below + 1)
        below += lane[at] * int(edges.places[level == at].sum())
    return np.array(lane, dtype=np.int64)[level]
