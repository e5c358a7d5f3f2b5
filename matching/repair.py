"""From any prices and any allowed choice to one the search can finish: nothing is worth more than
its price, and no chosen edge costs more than it is worth. Compiled."""

from __future__ import annotations

import numba as nb
import numpy as np

from matching.network import FILLED, ROOM, SCORE, TIER, choose, drop
from matching.solver import less


@nb.njit(cache=True, nogil=True)
def open_prices(needs, supplies, weight):  # type: ignore[no-untyped-def]
    """Every need offers its heaviest edge, which is put first; supplies cost nothing yet."""
    node, order = supplies.node, needs.order
    for i in range(needs.begin.size):
        first, end = needs.begin[i], needs.end[i]
        if first == end:
            continue
        best = first
        heaviest, lowest = weight[order[first]], node[order[first]]
        for at in range(first + 1, end):
            e = order[at]
            if weight[e] > heaviest or (weight[e] == heaviest and node[e] < lowest):
                best, heaviest, lowest = at, weight[e], node[e]
        order[first], order[best] = order[best], order[first]
        needs.ranked[i] = 1
        needs.state[i, SCORE] = heaviest


@nb.njit(cache=True, nogil=True)
def keep(edges, needs, supplies, links):  # type: ignore[no-untyped-def]
    """Choose the given edges again, as far as there are places for them."""
    for edge in edges:
        i, j = needs.node[edge], supplies.node[edge]
        if (
            needs.state[i, FILLED] < needs.state[i, ROOM]
            and supplies.state[j, FILLED] < supplies.state[j, ROOM]
        ):
            choose(edge, needs, supplies, links)


@nb.njit(cache=True, nogil=True)
def settle_needs(needs, supplies, weight, links):  # type: ignore[no-untyped-def]
    """Price every need by what supplies cost it, and drop what it would now give up.

    A need's price is its best edge that is not chosen; where all its places are filled, its
    worst edge that is. Either way no edge is worth more than its two prices.
    """
    for i in range(needs.begin.size):
        best_h, best_l = needs.floor[i], np.int64(0)
        for at in range(needs.begin[i], needs.end[i]):
            edge = needs.order[at]
            if links.chosen[edge]:
                continue
            j = supplies.node[edge]
            h, l = -supplies.state[j, TIER], weight[edge] - supplies.state[j, SCORE]  # noqa: E741
            if less(best_h, best_l, h, l):
                best_h, best_l = h, l
        worst_h, worst_l, any_kept = np.int64(0), np.int64(0), False
        link = needs.head[i]
        while link >= 0:
            this, link = link, needs.after[link]
            edge = links.edge[this]
            j = supplies.node[edge]
            h, l = -supplies.state[j, TIER], weight[edge] - supplies.state[j, SCORE]  # noqa: E741
            if less(h, l, best_h, best_l):
                drop(this, needs, supplies, links)
            elif not any_kept or less(h, l, worst_h, worst_l):
                worst_h, worst_l, any_kept = h, l, True
        if any_kept and needs.state[i, FILLED] == needs.state[i, ROOM]:
            best_h, best_l = worst_h, worst_l
        needs.state[i, TIER], needs.state[i, SCORE] = best_h, best_l
