"""Prices by auction, where supplies are scarce: near the truth, and quickly. Compiled.

Bertsekas' auction (1988) with one step of fixed size: whoever has an open place bids for the
edge that leaves most after its price, up to what the next best would leave and one step more.
A supply's places are a heap of bids and its price is the lowest of them (Bertsekas and Castanon
1989). What comes out is within a step of the best; the search makes it exact.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from matching.network import FILLED, ROOM, SCORE, choose, drop, rank


@nb.njit(cache=True, nogil=True)
def _sink(bid, holder, first, end):  # type: ignore[no-untyped-def]
    """Let the first place of a supply down to where its bid belongs."""
    b, h = bid[first], holder[first]
    size, at = end - first, 0
    while True:
        down = 2 * at + 1
        if down >= size:
            break
        if down + 1 < size and bid[first + down + 1] < bid[first + down]:
            down += 1
        if bid[first + down] >= b:
            break
        bid[first + at], holder[first + at] = bid[first + down], holder[first + down]
        at = down
    bid[first + at], holder[first + at] = b, h


@nb.njit(cache=True, nogil=True)
def auction(needs, supplies, weight, links, step, most):  # type: ignore[no-untyped-def]
    """Fill open places by bidding, at most `most` bids; gives back how many were made.

    Scores alone: no price has a tier yet. Starts from the prices and the choice there are.
    """
    rows, others = needs.begin.size, supplies.head.size
    begins, ends, order, ranked = needs.begin, needs.end, needs.order, needs.ranked
    need, node, state = needs.node, supplies.node, supplies.state
    begin = np.zeros(others + 1, np.int64)
    for j in range(others):
        begin[j + 1] = begin[j] + supplies.state[j, ROOM]
    bid = np.empty(begin[others], np.int64)
    holder = np.empty(begin[others], np.int64)
    for j in range(others):
        at = begin[j]
        link = supplies.head[j]
        while link >= 0:
            holder[at] = links.edge[link]
            at += 1
            link = supplies.after[link]
        for k in range(at, begin[j + 1]):
            holder[k] = -1
        # Equal bids are a heap in any order.
        for k in range(begin[j], begin[j + 1]):
            bid[k] = supplies.state[j, SCORE]
    open_places = 0
    for i in range(rows):
        open_places += needs.state[i, ROOM] - needs.state[i, FILLED]
    queue = np.empty(open_places, np.int64)
    size = 0
    for i in range(rows - 1, -1, -1):
        for _ in range(needs.state[i, ROOM] - needs.state[i, FILLED]):
            queue[size] = i
            size += 1
    chosen = links.chosen
    bids = 0
    while size > 0 and bids < most:
        size -= 1
        i = queue[size]
        best, second, target = np.int64(0), np.int64(0), -1
        first = begins[i]
        for at in range(first, ends[i]):
            if at == first + ranked[i]:
                rank(i, begins, ends, order, ranked, node, weight)
            edge = order[at]
            if weight[edge] <= second:
                break
            if chosen[edge] or state[node[edge], ROOM] == 0:
                continue
            left = weight[edge] - state[node[edge], SCORE]
            if left > best:
                best, second, target = left, best, edge
            elif left > second:
                second = left
        if target < 0:
            continue
        bids += 1
        j = node[target]
        first = begin[j]
        loser = holder[first]
        if loser >= 0:
            chosen[loser] = False
            queue[size] = need[loser]
            size += 1
        bid[first] = state[j, SCORE] + best - second + step
        holder[first] = target
        chosen[target] = True
        _sink(bid, holder, first, begin[j + 1])
        state[j, SCORE] = bid[first]
    # Only now the lists of links follow what was agreed.
    for i in range(rows):
        link = needs.head[i]
        while link >= 0:
            this, link = link, needs.after[link]
            edge = links.edge[this]
            kept = chosen[edge]
            drop(this, needs, supplies, links)
            chosen[edge] = kept
    for k in range(bid.size):
        if holder[k] >= 0:
            choose(holder[k], needs, supplies, links)
    return bids
