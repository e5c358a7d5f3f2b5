"""Rows put in order, edges chosen and dropped: the small steps of all that searches. Compiled."""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel
from matching.kernels.network import AFTER, BEFORE, EDGE, FILLED, FREE, HEAD, ROOM, ROW, WEIGHT

# Compiled code takes arrays out of a side once, at its top, and hands on few: numba counts
# references to every array that it hands on.


@kernel
def rank(begin, first, last, order, node, weight):  # type: ignore[no-untyped-def]
    """Bring the heaviest of the edges `order[first:last]` to the front, in order.

    Equal weights go by `node`, the row of the other side, whatever order the edges came in.
    Gives back where the edges that are not in place begin. Most rows are read no further than a
    few edges: at first only those near the heaviest are sorted, and the more the further a row,
    which begins at `begin`, was read.
    """
    end = last
    if last - first > 8:
        most = least = weight[order[first]]
        for at in range(first + 1, last):
            w = weight[order[at]]
            most, least = max(most, w), min(least, w)
        pivot = most - (most - least) // 32 * min(max(first - begin, 1), 8)
        end = first
        for at in range(first, last):
            e = order[at]
            order[at] = order[end]
            order[end] = e
            end += weight[e] >= pivot
    # Shell's sort, with gaps that shrink by 4/9 as those of Ciura (2001) do.
    gap = end - first if end - first > 12 else 2
    while gap > 1:
        gap = gap * 4 // 9 if gap > 4 else 1
        for at in range(first + gap, end):
            e = order[at]
            heavy, low = weight[e], node[e]
            to = at
            while to - gap >= first:
                other = order[to - gap]
                if weight[other] > heavy or (weight[other] == heavy and node[other] < low):
                    break
                order[to] = other
                to -= gap
            order[to] = e
    return end


@kernel
def put(link, row, which, state, record):  # type: ignore[no-untyped-def]
    """Add a link to the list of a row."""
    first = state[row, HEAD]
    record[link, ROW + which] = row
    record[link, AFTER + 2 * which], record[link, BEFORE + 2 * which] = first, 0
    if first:
        record[first, BEFORE + 2 * which] = link
    state[row, HEAD] = link


@kernel
def take(link, row, which, state, record):  # type: ignore[no-untyped-def]
    """Take a link from the list of a row."""
    after, before = record[link, AFTER + 2 * which], record[link, BEFORE + 2 * which]
    if before:
        record[before, AFTER + 2 * which] = after
    else:
        state[row, HEAD] = after
    if after:
        record[after, BEFORE + 2 * which] = before


@kernel
def choose(edges, needs, supplies, weight, links):  # type: ignore[no-untyped-def]
    """Add edges to the plan; gives back for which of them there were places."""
    need, supply, state, other = needs.node, supplies.node, needs.state, supplies.state
    record, spare, chosen = links.record, links.spare, links.chosen
    free = links.counters[FREE]
    had = np.zeros(edges.size, np.bool_)
    for at in range(edges.size):
        edge = edges[at]
        i, j = need[edge], supply[edge]
        if state[i, FILLED] == state[i, ROOM] or other[j, FILLED] == other[j, ROOM]:
            continue
        had[at] = True
        free -= 1
        link = spare[free]
        record[link, EDGE], record[link, WEIGHT] = edge, weight[edge]
        chosen[edge] = True
        put(link, i, 0, state, record)
        put(link, j, 1, other, record)
        state[i, FILLED] += 1
        other[j, FILLED] += 1
    links.counters[FREE] = free
    return had


@kernel
def drop(link, needs, supplies, links):  # type: ignore[no-untyped-def]
    """Take an edge out of the plan, by its link."""
    i, j = links.record[link, ROW], links.record[link, ROW + 1]
    links.chosen[links.record[link, EDGE]] = False
    take(link, i, 0, needs.state, links.record)
    take(link, j, 1, supplies.state, links.record)
    needs.state[i, FILLED] -= 1
    supplies.state[j, FILLED] -= 1
    links.spare[links.counters[FREE]] = link
    links.counters[FREE] += 1
