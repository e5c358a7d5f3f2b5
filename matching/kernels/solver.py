"""The exact assignment: shortest augmenting paths with prices, compiled.

Prices: `u` of a need and `p` of a supply, never below their floors. An edge that is not chosen
has u + p >= weight, a chosen one u + p <= weight; u is at its floor where a place stays open and
p is 0 where a supply has a place left. Together these prove the choice best.

The search is the one of Edmonds and Karp (1972) and Tomizawa (1971) in the form of Jonker and
Volgenant (1987): Dijkstra's algorithm over reduced costs, stopped at the nearest way out.
"""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel
from matching.kernels.linking import put, rank, take
from matching.kernels.network import (
    AFTER,
    BEGIN,
    EDGE,
    END,
    FAR_SCORE,
    FAR_TIER,
    FILLED,
    FLOOR,
    FREE,
    HEAD,
    OVERFLOW,
    READY,
    ROOM,
    ROW,
    SCORE,
    SEARCHES,
    SEEN,
    TIER,
    VIA,
    WEIGHT,
    WORK,
)

# Prices beyond this could leave their 64 bits in the next sum.
LIMIT = 1 << 61


@kernel
def less(ah, al, bh, bl):  # type: ignore[no-untyped-def]
    """Whether (ah, al) comes before (bh, bl) in the dictionary."""
    return ah < bh or (ah == bh and al < bl)


@kernel
def _tier(lanes, row, column, lowest):  # type: ignore[no-untyped-def]
    """The tier lane; compiled away where nobody has a tier (`lowest` is None)."""
    if lowest is None:
        return np.int64(0)
    return lanes[row, column]


@kernel
def _push(heap, size, h, l, v, lowest):  # type: ignore[no-untyped-def]
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if not less(h, l, _tier(heap, up, 0, lowest), heap[up, 1]):
            break
        heap[at, 0], heap[at, 1], heap[at, 2] = heap[up, 0], heap[up, 1], heap[up, 2]
        at = up
    heap[at, 0], heap[at, 1], heap[at, 2] = h, l, v


@kernel
def _pop(heap, size, lowest):  # type: ignore[no-untyped-def]
    """Drop the root of a heap of `size` entries."""
    last = size - 1
    h, l, v = _tier(heap, last, 0, lowest), heap[last, 1], heap[last, 2]
    at = 0
    while True:
        down = 2 * at + 1
        if down >= last:
            break
        if down + 1 < last and less(
            _tier(heap, down + 1, 0, lowest),
            heap[down + 1, 1],
            _tier(heap, down, 0, lowest),
            heap[down, 1],
        ):
            down += 1
        if not less(_tier(heap, down, 0, lowest), heap[down, 1], h, l):
            break
        heap[at, 0], heap[at, 1], heap[at, 2] = heap[down, 0], heap[down, 1], heap[down, 2]
        at = down
    heap[at, 0], heap[at, 1], heap[at, 2] = h, l, v


@kernel
def _longer(heap, size):  # type: ignore[no-untyped-def]
    """The heap with room for twice as many entries."""
    longer = np.empty((2 * size, 3), np.int64)
    for at in range(len(heap)):
        for lane in range(3):
            longer[at, lane] = heap[at, lane]
    return longer


@kernel
def _doubled(rows):  # type: ignore[no-untyped-def]
    """The rows with room for as many again."""
    longer = np.empty(2 * rows.size, np.int64)
    for at in range(rows.size):
        longer[at] = rows[at]
    return longer


@kernel
def augment(todo, me, you, weight, links, lowest, budget):  # type: ignore[no-untyped-def]
    """Fill the open places of the rows `todo` of side `me`, or let their prices fall to the floor.

    The other side's prices must be at least `lowest` (tier lane) and 0 (score lane), and no edge
    that is not chosen may be worth more than the two prices together. Both stay true. With None
    for `lowest` there are no tiers: all tier lanes are 0, and half as much is compared.

    Gives back how many rows were dealt with: all, unless more edges were looked at than
    `budget` for every row so far (never counting fewer rows than a quarter, nor than 200). A
    negative budget is none.
    """
    mine, my, my_price, my_span = me.which, me.state, me.price, me.span
    yours, your, your_price = you.which, you.state, you.price
    my_order, my_node, your_node = me.order, me.node, you.node
    record, spare, chosen, counters = links.record, links.spare, links.chosen, links.counters
    my_row, your_after = ROW + mine, AFTER + 2 * yours
    bound = np.int64(0) if lowest is None else lowest
    # Rows of `you` wait in a heap as they are, rows of `me` as their complement.
    heap = np.empty((256, 3), np.int64)
    settled = np.empty(256, np.int64)
    search, free, work, allowed = counters[SEARCHES], counters[FREE], 0, np.int64(0)
    for turn in range(todo.size):
        if budget >= 0:
            allowed = budget * max(turn, todo.size // 4, 200)
            if work > allowed:
                counters[SEARCHES], counters[FREE] = search, free
                counters[WORK] += work
                return turn
        start = todo[turn]
        while my[start, FILLED] < my[start, ROOM]:
            # The nearest way out so far: leave this very place open.
            best_h = _tier(my_price, start, TIER, lowest) - _tier(my_span, start, FLOOR, lowest)
            best_l = my_price[start, SCORE]
            if not less(0, 0, best_h, best_l):
                break
            search += 1
            # Typed: a literal 0 would have the heap compiled a second time for it.
            size, many = np.int64(0), 0
            out_edge, out_row = -1, start
            row, link, giver = start, 0, 0
            here_h, here_l = np.int64(0), np.int64(0)
            my[start, FAR_TIER], my[start, FAR_SCORE] = 0, 0
            while True:
                if row >= 0:
                    # Settle a row of this side: leave a place open, or take another edge.
                    my[row, SEEN] = 2 * search + 1
                    if many == settled.size:
                        settled = _doubled(settled)
                    settled[many] = ~row
                    many += 1
                    from_h = _tier(my, row, FAR_TIER, lowest) + _tier(my_price, row, TIER, lowest)
                    from_l = my[row, FAR_SCORE] + my_price[row, SCORE]
                    if less(from_h - _tier(my_span, row, FLOOR, lowest), from_l, best_h, best_l):
                        best_h, best_l = from_h - _tier(my_span, row, FLOOR, lowest), from_l
                        out_edge, out_row = -1, row
                    begin, end = my_span[row, BEGIN], my_span[row, END]
                    if size + end - begin > len(heap):
                        heap = _longer(heap, size + end - begin)
                    ready = my_span[row, READY]
                    for at in range(begin, end):
                        if best_h == 0 and best_l == 0:
                            break
                        if at == ready:
                            ready = rank(begin, at, end, my_order, your_node, weight)
                            my_span[row, READY] = ready
                        edge = my_order[at]
                        work += 1
                        h, l = from_h, from_l - weight[edge]
                        if not less(h + bound, l, best_h, best_l):
                            # Edges come heaviest first and no price is lower.
                            break
                        j = your_node[edge]
                        h += _tier(your_price, j, TIER, lowest)
                        l += your_price[j, SCORE]
                        if not less(h, l, best_h, best_l) or chosen[edge]:
                            continue
                        if your[j, FILLED] < your[j, ROOM]:
                            best_h, best_l, out_edge, out_row = h, l, edge, -1
                        elif your[j, SEEN] < 2 * search or less(
                            h, l, _tier(your, j, FAR_TIER, lowest), your[j, FAR_SCORE]
                        ):
                            your[j, SEEN], your[j, VIA] = 2 * search, edge
                            your[j, FAR_TIER], your[j, FAR_SCORE] = h, l
                            _push(heap, size, h, l, np.int64(j), lowest)
                            size += 1
                    row = -1
                # Go through who holds the places of the row of the other side settled last.
                while link:
                    this, i = link, record[link, my_row]
                    link = record[link, your_after]
                    if my[i, SEEN] == 2 * search + 1:
                        continue
                    slack_h = -_tier(my_price, i, TIER, lowest) - _tier(
                        your_price, giver, TIER, lowest
                    )
                    slack_l = record[this, WEIGHT] - my_price[i, SCORE] - your_price[giver, SCORE]
                    h, l = here_h + slack_h, here_l + slack_l
                    if not less(h, l, best_h, best_l):
                        continue
                    if my[i, SEEN] == 2 * search and not less(
                        h, l, _tier(my, i, FAR_TIER, lowest), my[i, FAR_SCORE]
                    ):
                        continue
                    my[i, SEEN], my[i, VIA] = 2 * search, this
                    my[i, FAR_TIER], my[i, FAR_SCORE] = h, l
                    if slack_h == 0 and slack_l == 0:
                        # Nothing can be nearer than this: no need to queue.
                        row = i
                        break
                    if size == len(heap):
                        heap = _longer(heap, size)
                    _push(heap, size, h, l, ~i, lowest)
                    size += 1
                if row >= 0:
                    continue
                # Settle the nearest row in the heap.
                found = False
                while size > 0:
                    here_h, here_l, j = _tier(heap, 0, 0, lowest), heap[0, 1], heap[0, 2]
                    if not less(here_h, here_l, best_h, best_l):
                        break
                    _pop(heap, size, lowest)
                    size -= 1
                    if j < 0:
                        if my[~j, SEEN] != 2 * search + 1:
                            row, found = ~j, True
                            break
                    elif your[j, SEEN] != 2 * search + 1:
                        your[j, SEEN] = 2 * search + 1
                        if many == settled.size:
                            settled = _doubled(settled)
                        settled[many] = j
                        many += 1
                        link, giver, found = your[j, HEAD], j, True
                        break
                if not found:
                    break
            for k in range(many):
                j = settled[k]
                if j < 0:
                    my_price[~j, TIER] -= best_h - _tier(my, ~j, FAR_TIER, lowest)
                    my_price[~j, SCORE] -= best_l - my[~j, FAR_SCORE]
                    leaves = my_price[~j, SCORE]
                else:
                    your_price[j, TIER] += best_h - _tier(your, j, FAR_TIER, lowest)
                    your_price[j, SCORE] += best_l - your[j, FAR_SCORE]
                    leaves = your_price[j, SCORE]
                if leaves > LIMIT or leaves < -LIMIT:
                    counters[OVERFLOW] = 1
            if out_edge < 0:
                if out_row == start:
                    continue
                # The last row on the way leaves a place open.
                link = my[out_row, VIA]
                edge = record[link, EDGE]
                j = your_node[edge]
                chosen[edge] = False
                take(link, out_row, mine, my, record)
                take(link, j, yours, your, record)
                my[out_row, FILLED] -= 1
                your[j, FILLED] -= 1
                spare[free] = link
                free += 1
                out_edge = your[j, VIA]
            while True:
                # Whoever takes an edge moves the link it was reached by; the start needs a new one.
                i, to = my_node[out_edge], your_node[out_edge]
                j = -1
                if i == start:
                    free -= 1
                    link = spare[free]
                    put(link, i, mine, my, record)
                    my[i, FILLED] += 1
                else:
                    link = my[i, VIA]
                    edge = record[link, EDGE]
                    j = your_node[edge]
                    chosen[edge] = False
                    take(link, j, yours, your, record)
                    your[j, FILLED] -= 1
                chosen[out_edge] = True
                record[link, EDGE], record[link, WEIGHT] = out_edge, weight[out_edge]
                put(link, to, yours, your, record)
                your[to, FILLED] += 1
                if i == start:
                    break
                out_edge = your[j, VIA]
    counters[SEARCHES], counters[FREE] = search, free
    counters[WORK] += work
    return todo.size
