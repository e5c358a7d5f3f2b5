"""Whole-number weights: points in one lane, urgency in another, ties by a hash of both ids."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import cast

import numpy as np
import numpy.typing as npt

from matching.kernels.weighing import TIE_BITS, hash_rows, weigh_pairs
from matching.types import TIERS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]

HASH_BITS = 16


def hashes(ids: Sequence[str], *, seed: int) -> Hashes:
    """64 bits for each id, the same on every machine: FNV-1a over its characters, mixed.

    Examples
    --------
    >>> hashes(["n1", "n2"], seed=1).tolist() == hashes(["n2", "n1"], seed=1)[::-1].tolist()
    True
    """
    starts = np.fromiter(accumulate(map(len, ids), initial=0), np.int64, len(ids) + 1)
    letters = np.frombuffer("".join(ids).encode("utf-32-le", "surrogatepass"), np.uint32)
    found: Hashes = hash_rows(letters.copy(), starts, np.uint64(seed))
    return found


def weigh(
    score: Floats, need: Ints, supply: Ints, *, need_hash: Hashes, supply_hash: Hashes, most: int
) -> Ints:
    """Whole-number weights: the score first, then a hash of both ids to break ties.

    Parameters
    ----------
    score : ndarray of float
        Points of each pair, never negative.
    need, supply : ndarray of int
        Rows of each pair.
    need_hash, supply_hash : ndarray of uint64
        Of each need and of each supply.
    most : int
        The most pairs a plan may hold; their hashes together must stay below the score.

    Returns
    -------
    ndarray of int

    Raises
    ------
    ValueError
        When a score does not fit into its lane.
    """
    bits = min(HASH_BITS, TIE_BITS - int(most).bit_length())
    weight, fits = weigh_pairs(score, need, supply, need_hash, supply_hash, np.uint64(64 - bits))
    if not fits:
        raise ValueError("scores must lie between 0 and 134 points")
    return cast(Ints, weight)


def tiers(priority: Ints, places: Ints) -> Ints:
    """The tier lane per need: one place outweighs every place of all lower tiers.

    The lowest tier has 0: there, only points count.
    """
    lane = np.zeros(TIERS, dtype=np.int64)
    below = 0
    for level in range(1, TIERS):
        if below >= 1 << 60:
            raise OverflowError("too many urgent places for one round")
        lane[level] = below + 1
        below += int(lane[level]) * int(places[priority == level].sum())
    of_need: Ints = lane[priority]
    return of_need
