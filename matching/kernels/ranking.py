"""A pair's rank among its need's feasible pairs, and each need's best ones beside the chosen."""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel


@kernel
def ranks(start, supply, score, chosen, most):  # type: ignore[no-untyped-def]
    """Chosen pairs with their ranks, and up to `most` others of every need that has one chosen.

    Parameters
    ----------
    start : ndarray of int
        Need `n` has the pairs from `start[n]` to `start[n + 1]`.
    supply, score, chosen : ndarray
        Per pair; by falling score, then by rising supply, a pair stands before another.
    most : int

    Returns
    -------
    pairs, rank : ndarray of int
        The chosen pairs by need, best first, and the rank of each among all its need's, from 1.
    others, other_rank : ndarray of int
        The best of the others by need, best first, and their ranks.
    begin : ndarray of int
        Need `n` has the others from `begin[n]` to `begin[n + 1]`.
    """
    many = 0
    for pair in range(chosen.size):
        many += chosen[pair]
    needs = start.size - 1
    pairs, rank = np.empty(many, np.int64), np.empty(many, np.int64)
    others, other_rank = np.empty(needs * most, np.int64), np.empty(needs * most, np.int64)
    begin = np.zeros(needs + 1, np.int64)
    best = np.empty(chosen.size, np.int64)
    found, beside = 0, 0
    for need in range(needs):
        served = 0
        for pair in range(start[need], start[need + 1]):
            served += chosen[pair]
        kept = 0
        if served:
            # The best `most + served` hold every other one that is listed, whatever was chosen.
            for pair in range(start[need], start[need + 1]):
                if kept == most + served and not _before(score, supply, pair, best[kept - 1]):
                    continue
                at = kept if kept < most + served else kept - 1
                while at > 0 and _before(score, supply, pair, best[at - 1]):
                    best[at] = best[at - 1]
                    at -= 1
                best[at] = pair
                kept = min(kept + 1, most + served)
            listed = 0
            for at in range(kept):
                if not chosen[best[at]] and listed < most:
                    others[beside], other_rank[beside] = best[at], at + 1
                    beside += 1
                    listed += 1
            first = found
            for pair in range(start[need], start[need + 1]):
                if not chosen[pair]:
                    continue
                place = 1
                for other in range(start[need], start[need + 1]):
                    place += _before(score, supply, other, pair)
                at = found
                while at > first and rank[at - 1] > place:
                    pairs[at], rank[at] = pairs[at - 1], rank[at - 1]
                    at -= 1
                pairs[at], rank[at] = pair, place
                found += 1
        begin[need + 1] = beside
    return pairs, rank, others[:beside], other_rank[:beside], begin


@kernel
def _before(score, supply, one, other):  # type: ignore[no-untyped-def]
    if score[one] != score[other]:
        return score[one] > score[other]
    return supply[one] < supply[other]
