"""Whole-number weights: points in one lane, urgency in another, ties by a hash of both ids."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from matching.types import TIERS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]

MICRO = 1_000_000
# The score lane: 27 bits of score in millionths of a point, 34 bits below it for ties.
SCORE_BITS = 27
TIE_BITS = 34
HASH_BITS = 16


def hashes(ids: Sequence[str], salt: bytes) -> Hashes:
    """64 bits for each id, the same on every machine."""
    salted = blake2b(digest_size=8, key=salt)

    def digest(name: str) -> bytes:
        # A copy of what has taken in the salt already costs half of taking it in anew.
        mark = salted.copy()
        mark.update(name.encode())
        return mark.digest()

    return np.frombuffer(b"".join(map(digest, ids)), dtype="<u8").astype(np.uint64)


def weigh(score: Floats, need_hash: Hashes, supply_hash: Hashes, *, most: int) -> Ints:
    """Whole-number weights: the score first, then a hash of both ids to break ties.

    Parameters
    ----------
    score : ndarray of float
        Points, never negative.
    need_hash, supply_hash : ndarray of uint64
        Per pair.
    most : int
        The most pairs a plan may hold; their hashes together must stay below the score.

    Returns
    -------
    ndarray of int
    """
    micro = np.rint(score * MICRO).astype(np.int64)
    if micro.size and (micro.max() >> SCORE_BITS or micro.min() < 0):
        raise ValueError("scores must lie between 0 and 134 points")
    bits = min(HASH_BITS, TIE_BITS - int(most).bit_length())
    mixed = _mix(need_hash ^ _mix(supply_hash))
    # From 1: a pair worth nothing is still better than leaving a need unmatched.
    tie = np.maximum(mixed >> np.uint64(64 - bits), np.uint64(1)).astype(np.int64)
    weight: Ints = (micro << TIE_BITS) + tie
    return weight


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


def _mix(x: Hashes) -> Hashes:
    """A bijection that spreads every bit over all others (splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
