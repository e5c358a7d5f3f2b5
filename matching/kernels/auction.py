"""Prices by auction, where supplies are scarce: near the truth, and quickly. Compiled.

Bertsekas' auction (1988) with one step, of fixed size: whoever has an open place bids for the
edge that leaves most after its price, up to what the next best would leave and one step more.
A supply's places are a heap of bids and its price is the lowest of them (Bertsekas and Castanon
1989). What comes out is within a step of the best; the search makes it exact.
"""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel
from matching.kernels.linking import choose, rank
from matching.kernels.network import (
    AFTER,
    BEGIN,
    EDGE,
    END,
    FILLED,
    FREE,
    HEAD,
    READY,
    ROOM,
    SCORE,
)
from matching.kernels.solver import LIMIT

# Weights that differ by less than this part of the heaviest count as one level.
LEVELS = 256


@kernel
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


@kernel
def step(weight):  # type: ignore[no-untyped-def]
    """The step to bid by: fine where weights are many, coarse where they are few.

    Few levels of weight make rivals outbid each other step by step for nothing; many need prices
    near the truth, or the search has the work. Measured from 3,000 to 40,000 supplies: best from
    1/10 (all weights equal) to 1/200 of the heaviest (all different).
    """
    most = np.int64(1)
    for w in weight:
        most = max(most, w)
    width = most // LEVELS + 1
    is_there, levels = np.zeros(LEVELS + 1, np.bool_), 0
    for w in weight:
        level = max(w, 0) // width
        levels += not is_there[level]
        is_there[level] = True
    return max(most // min(max(2 * levels, 10), 200), 1)


@kernel
def auction(needs, supplies, weight, links, increment):  # type: ignore[no-untyped-def]
    """Fill open places by bidding, each time this much above what would do.

    Scores alone: no price has a tier yet. Starts from the prices and the choice there are.
    """
    rows, others = len(needs.span), len(supplies.span)
    order, span, need, node = needs.order, needs.span, needs.node, supplies.node
    mine, state, price = needs.state, supplies.state, supplies.price
    record, chosen = links.record, links.chosen
    # Places for which there is no edge are never asked for.
    begin = np.zeros(others + 1, np.int64)
    for e in range(node.size):
        begin[node[e] + 1] += 1
    for j in range(others):
        begin[j + 1] = begin[j] + min(begin[j + 1], state[j, ROOM])
    bid = np.empty(begin[others], np.int64)
    holder = np.empty(begin[others], np.int64)
    for j in range(others):
        at = begin[j]
        link = state[j, HEAD]
        while link:
            holder[at] = record[link, EDGE]
            at += 1
            link = record[link, AFTER + 2]
        for k in range(at, begin[j + 1]):
            holder[k] = -1
        # Equal bids are a heap in any order.
        for k in range(begin[j], begin[j + 1]):
            bid[k] = price[j, SCORE]
    open_places = 0
    for i in range(rows):
        open_places += min(mine[i, ROOM], span[i, END] - span[i, BEGIN]) - mine[i, FILLED]
    queue = np.empty(open_places, np.int64)
    size = 0
    for i in range(rows - 1, -1, -1):
        for _ in range(min(mine[i, ROOM], span[i, END] - span[i, BEGIN]) - mine[i, FILLED]):
            queue[size] = i
            size += 1
    # What is read most lies closest: the prices alone; none can pay a supply without places.
    ask = np.empty(others, np.int64)
    for j in range(others):
        ask[j] = price[j, SCORE] if state[j, ROOM] != 0 else LIMIT
    while size > 0:
        size -= 1
        i = queue[size]
        best, second, target = np.int64(0), np.int64(0), -1
        first, end, ready = span[i, BEGIN], span[i, END], span[i, READY]
        for at in range(first, end):
            if at == ready:
                ready = rank(first, at, end, order, node, weight)
                span[i, READY] = ready
            edge = order[at]
            if weight[edge] <= second:
                break
            j = node[edge]
            left = weight[edge] - ask[j]
            if left > second and not chosen[edge]:
                if left > best:
                    best, second, target = left, best, edge
                else:
                    second = left
        if target < 0:
            continue
        j = node[target]
        first = begin[j]
        loser = holder[first]
        if loser >= 0:
            chosen[loser] = False
            queue[size] = need[loser]
            size += 1
        bid[first] = ask[j] + best - second + increment
        holder[first] = target
        chosen[target] = True
        _sink(bid, holder, first, begin[j + 1])
        ask[j] = bid[first]
    for j in range(others):
        if state[j, ROOM] > 0:
            price[j, SCORE] = ask[j]
    # Only now the links follow what was agreed.
    for i in range(rows):
        mine[i, FILLED] = mine[i, HEAD] = 0
    for j in range(others):
        state[j, FILLED] = state[j, HEAD] = 0
    for k in range(links.spare.size):
        links.spare[k] = links.spare.size - k
    links.counters[FREE] = links.spare.size
    taken = 0
    for edge in holder:
        if edge >= 0:
            holder[taken] = edge
            taken += 1
    choose(holder[:taken], needs, supplies, weight, links)
