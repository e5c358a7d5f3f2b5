"""From any prices and any allowed choice to one the search can finish: nothing is worth more than
its price, and no chosen edge costs more than it is worth. Compiled."""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel, unsigned
from matching.kernels.linking import drop
from matching.kernels.network import (
    AFTER,
    BEGIN,
    END,
    FILLED,
    FLOOR,
    HEAD,
    READY,
    ROOM,
    ROW,
    SCORE,
    TIER,
    WEIGHT,
)
from matching.kernels.solver import less

ONE = np.uint64(1)


@kernel
def open_prices(needs, supplies, weight):  # type: ignore[no-untyped-def]
    """Every need offers its heaviest edge, which is put first; supplies cost nothing yet.

    Rows that come heaviest first are noticed, and never sorted.
    """
    node, order, span, price = supplies.node, needs.order, needs.span, needs.price
    for i in range(len(span)):
        first, end = span[i, BEGIN], span[i, END]
        if first == end:
            continue
        best = first
        heaviest, lowest = weight[order[first]], node[order[first]]
        falls = True
        for at in range(first + 1, end):
            e = order[at]
            w = weight[e]
            if falls:
                before = order[at - 1]
                falls = w < weight[before] or (w == weight[before] and node[e] > node[before])
            if w > heaviest or (w == heaviest and node[e] < lowest):
                best, heaviest, lowest = at, w, node[e]
        order[first], order[best] = order[best], order[first]
        span[i, READY] = end if falls else first + 1
        price[i, SCORE] = heaviest


@kernel
def settle_needs(rows, needs, supplies, weight, links):  # type: ignore[no-untyped-def]
    """Price needs by what supplies cost it, and drop what it would now give up.

    A need's price is its best edge that is not chosen; where all its places are filled, its
    worst edge that is. Either way no edge is worth more than its two prices.
    """
    order, span, state, mine = needs.order, needs.span, needs.state, needs.price
    node, price = supplies.node, supplies.price
    record, chosen = links.record, links.chosen
    for i in rows:
        best_h, best_l = span[i, FLOOR], np.int64(0)
        for at in range(span[i, BEGIN], span[i, END]):
            edge = order[at]
            if not less(best_h, best_l, 0, weight[edge]):
                # No supply pays anybody to come.
                continue
            j = node[edge]
            h, l = -price[j, TIER], weight[edge] - price[j, SCORE]
            if less(best_h, best_l, h, l) and not chosen[edge]:
                best_h, best_l = h, l
        worst_h, worst_l, any_kept = np.int64(0), np.int64(0), False
        link = state[i, HEAD]
        while link:
            this, link = link, record[link, AFTER]
            j = record[this, ROW + 1]
            h, l = -price[j, TIER], record[this, WEIGHT] - price[j, SCORE]
            if less(h, l, best_h, best_l):
                drop(this, needs, supplies, links)
            elif not any_kept or less(h, l, worst_h, worst_l):
                worst_h, worst_l, any_kept = h, l, True
        if any_kept and state[i, FILLED] == state[i, ROOM]:
            best_h, best_l = worst_h, worst_l
        mine[i, TIER], mine[i, SCORE] = best_h, best_l


@kernel
def compared(begin, order, supply, weight, began, earlier, supplied, weighed, chosen):  # type: ignore[no-untyped-def]
    """What has become of the edges there were: those chosen that are still there, and which needs
    have other edges, or edges of another weight, than before.

    First the edges of now, row by row, then those of before. Most rows are the same edge by edge.
    """
    kept, many = np.empty(chosen.size + 1, np.int64), 0
    differs = np.ones(begin.size - 1, np.bool_)
    for i in range(min(begin.size, began.size) - 1):
        first, last = unsigned(begin[i]), unsigned(begin[i + 1])
        was, were = unsigned(began[i]), unsigned(began[i + 1])
        same = last - first == were - was
        if same:
            at = was
            for k in range(first, last):
                now, then = order[k], earlier[at]
                same &= (supply[now] == supplied[then]) & (weight[now] == weighed[then])
                at += ONE
        differs[i] = not same
        at = first
        for k in range(was, were):
            then = earlier[k]
            if same:
                # Here those that come after are written over, unless this one was chosen.
                kept[many] = order[at]
                many += chosen[then]
                at += ONE
            elif chosen[then]:
                for own in range(first, last):
                    if supply[order[own]] == supplied[then]:
                        kept[many] = order[own]
                        many += 1
    return kept[:many], differs
