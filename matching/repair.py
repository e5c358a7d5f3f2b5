"""From any prices and any allowed choice to one the search can finish: nothing is worth more than
its price, and no chosen edge costs more than it is worth. Compiled."""

from __future__ import annotations

import numba as nb
import numpy as np

from matching.network import (
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
    choose,
    drop,
)
from matching.solver import less


@nb.njit(cache=True, nogil=True)
def open_prices(needs, supplies, weight):  # type: ignore[no-untyped-def]
    """Every need offers its heaviest edge, which is put first; supplies cost nothing yet."""
    node, order, span, state = supplies.node, needs.order, needs.span, needs.state
    for i in range(len(span)):
        first, end = span[i, BEGIN], span[i, END]
        if first == end:
            continue
        best = first
        heaviest, lowest = weight[order[first]], node[order[first]]
        for at in range(first + 1, end):
            e = order[at]
            if weight[e] > heaviest or (weight[e] == heaviest and node[e] < lowest):
                best, heaviest, lowest = at, weight[e], node[e]
        order[first], order[best] = order[best], order[first]
        span[i, READY] = first + 1
        state[i, SCORE] = heaviest


@nb.njit(cache=True, nogil=True)
def keep(edges, needs, supplies, weight, links):  # type: ignore[no-untyped-def]
    """Choose the given edges again, as far as there are places for them."""
    for edge in edges:
        i, j = needs.node[edge], supplies.node[edge]
        has_place = needs.state[i, FILLED] < needs.state[i, ROOM]
        if has_place and supplies.state[j, FILLED] < supplies.state[j, ROOM]:
            choose(edge, needs, supplies, weight, links)


@nb.njit(cache=True, nogil=True)
def settle_needs(needs, supplies, weight, links):  # type: ignore[no-untyped-def]
    """Price every need by what supplies cost it, and drop what it would now give up.

    A need's price is its best edge that is not chosen; where all its places are filled, its
    worst edge that is. Either way no edge is worth more than its two prices.
    """
    order, span, state = needs.order, needs.span, needs.state
    node, price = supplies.node, supplies.state
    record, chosen = links.record, links.chosen
    for i in range(len(span)):
        best_h, best_l = span[i, FLOOR], np.int64(0)
        for at in range(span[i, BEGIN], span[i, END]):
            edge = order[at]
            j = node[edge]
            h, l = -price[j, TIER], weight[edge] - price[j, SCORE]  # noqa: E741
            if less(best_h, best_l, h, l) and not chosen[edge]:
                best_h, best_l = h, l
        worst_h, worst_l, any_kept = np.int64(0), np.int64(0), False
        link = span[i, HEAD]
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
        state[i, TIER], state[i, SCORE] = best_h, best_l
