"""From any prices and any allowed choice to one the search can finish: nothing is worth more than
its price, and no chosen edge costs more than it is worth. Compiled."""

from __future__ import annotations

import numpy as np

from matching.assign.linking import drop
from matching.assign.network import (
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
from matching.assign.solver import less
from matching.compiling import kernel


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
            h, l = -price[j, TIER], weight[edge] - price[j, SCORE]  # noqa: E741
            if less(best_h, best_l, h, l) and not chosen[edge]:
                best_h, best_l = h, l
        worst_h, worst_l, any_kept = np.int64(0), np.int64(0), False
        link = state[i, HEAD]
        while link:
            this, link = link, record[link, AFTER]
            j = record[this, ROW + 1]
            h, l = -price[j, TIER], record[this, WEIGHT] - price[j, SCORE]  # noqa: E741
            if less(h, l, best_h, best_l):
                drop(this, needs, supplies, links)
            elif not any_kept or less(h, l, worst_h, worst_l):
                worst_h, worst_l, any_kept = h, l, True
        if any_kept and state[i, FILLED] == state[i, ROOM]:
            best_h, best_l = worst_h, worst_l
        mine[i, TIER], mine[i, SCORE] = best_h, best_l


@kernel
def found_again(need, supply, begin, chosen):  # type: ignore[no-untyped-def]
    """Edges whose supply is among those chosen for their need, `chosen[begin[i]:begin[i + 1]]`."""
    found = np.empty(chosen.size, np.int64)
    many = 0
    for e in range(need.size):
        for at in range(begin[need[e]], begin[need[e] + 1]):
            if chosen[at] == supply[e]:
                found[many] = e
                many += 1
    return found[:many]
