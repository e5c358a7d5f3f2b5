"""Metrics of scores and chances against how decided pairs went, as scikit-learn defines them.

All take one number and one outcome per pair. Ties count as their average, so no metric depends on
the order of the pairs. None is given where there is nothing to compare.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

BINS = 10


def auc(score: Floats, well: Mask, *, weight: Floats) -> float | None:
    """The weighted chance that a pair that went well scores above one that did not.

    Examples
    --------
    >>> auc(np.array([3.0, 2.0, 1.0]), np.array([True, False, True]), weight=np.ones(3))
    0.5
    """
    good, bad = weight * well, weight * ~well
    if not good.sum() or not bad.sum():
        return None
    _, level = np.unique(score, return_inverse=True)
    good_at, bad_at = np.bincount(level, good), np.bincount(level, bad)
    below = np.cumsum(bad_at) - bad_at
    return float((good_at * (below + bad_at / 2)).sum() / (good.sum() * bad.sum()))


def losses(chance: Floats, well: Mask) -> Floats:
    """Minus the logarithm of the chance given to what happened, per pair."""
    given = np.where(well, chance, 1.0 - chance)
    found: Floats = -np.log(np.clip(given, 1e-12, 1.0))
    return found


def log_loss(chance: Floats, well: Mask, *, weight: Floats) -> float | None:
    """The weighted mean of `losses`."""
    return float(np.average(losses(chance, well), weights=weight)) if chance.size else None


def brier(chance: Floats, well: Mask, *, weight: Floats) -> float | None:
    """The weighted mean square between chance and outcome."""
    return float(np.average((chance - well) ** 2, weights=weight)) if chance.size else None


def calibration_gap(chance: Floats, well: Mask, *, weight: Floats) -> float | None:
    """How far chances told and seen are apart, over ten bins of chance, by their weight.

    Also called the expected calibration error.
    """
    if not chance.size:
        return None
    bins = np.minimum(BINS - 1, (chance * BINS).astype(np.int64))
    gaps = np.bincount(bins, weight * (chance - well), minlength=BINS)
    return float(np.abs(gaps).sum() / weight.sum())


def first_went_well(score: Floats, well: Mask, *, need: Ints) -> float | None:
    """The share of needs whose best-scored supply went well: precision at the first place.

    Only needs with pairs of both kinds are asked; for the others any order is right.

    Parameters
    ----------
    score : ndarray of float
    well : ndarray of bool
    need : ndarray of int
        The need of each pair.
    """
    asked, rows = _mixed(well, need)
    if not asked.size:
        return None
    best = np.full(need.max() + 1, -np.inf)
    np.maximum.at(best, need, score)
    is_first = rows & (score == best[need])
    many = np.bincount(need[is_first], minlength=best.size)[asked]
    good = np.bincount(need[is_first], well[is_first], minlength=best.size)[asked]
    return float((good / many).mean())


def ndcg(score: Floats, well: Mask, *, need: Ints) -> float | None:
    """How near a need's pairs that went well are to the top: 1 when all come first.

    Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), the mean over needs with
    pairs of both kinds. A place's discount is one over the binary logarithm of place + 1.
    """
    asked, rows = _mixed(well, need)
    if not asked.size:
        return None
    order = np.lexsort((-score[rows], need[rows]))
    of, points, gain = need[rows][order], score[rows][order], well[rows][order].astype(np.float64)
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    place = np.arange(of.size) - np.repeat(starts, np.diff(np.r_[starts, of.size]))
    discount = 1.0 / np.log2(place + 2.0)
    # Tied pairs share the discounts of the places they take together.
    tie = np.cumsum(np.r_[True, (of[1:] != of[:-1]) | (points[1:] != points[:-1])]) - 1
    shared = (np.bincount(tie, discount) / np.bincount(tie))[tie]
    reached = np.bincount(of, gain * shared)[asked]
    count = np.bincount(of, gain)
    ideal = np.bincount(of, discount * (place < count[of]))[asked]
    return float((reached / ideal).mean())


def _mixed(well: Mask, need: Ints) -> tuple[Ints, Mask]:
    """Needs with pairs of both kinds, and the pairs of those needs."""
    good, every = np.bincount(need, well), np.bincount(need)
    mixed = (good > 0) & (good < every)
    return np.flatnonzero(mixed), mixed[need] if need.size else np.zeros(0, dtype=np.bool_)
