"""Assignments by OR-Tools' min-cost flow, and what any best assignment must satisfy."""

from __future__ import annotations

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from benchmarks.province import Ints
from matching.assign import Choice, Edges
from matching.kernels.weighing import TIE_BITS


def by_flow(edges: Edges, worth: Ints | None = None) -> int:
    """The best total in millionths of a point, places left open where that is best.

    Ties and tiers are left out, unless `worth` says of every edge what it counts: with all of
    them the costs would be more than OR-Tools takes.
    """
    worth = micro(edges) if worth is None else worth
    needs, supplies, many = edges.places.size, edges.capacity.size, edges.need.size
    flow = SimpleMinCostFlow()
    source, sink = needs + supplies, needs + supplies + 1
    rows, columns = np.arange(needs), needs + np.arange(supplies)
    zero = np.zeros
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((np.full(needs, source), rows, edges.need, columns)),
        np.concatenate((rows, np.full(needs, sink), needs + edges.supply, np.full(supplies, sink))),
        np.concatenate((edges.places, edges.places, np.ones(many, dtype=int), edges.capacity)),
        np.concatenate((zero(2 * needs, dtype=int), -worth, zero(supplies, dtype=int))),
    )
    places = int(edges.places.sum())
    flow.set_nodes_supplies(np.array([source, sink]), np.array([places, -places]))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-Tools: {status}")
    return -int(flow.optimal_cost())


def micro(edges: Edges) -> Ints:
    """Weights in millionths of a point, without the bits for ties."""
    whole: Ints = edges.weight >> TIE_BITS
    return whole


def total(edges: Edges, choice: Choice) -> int:
    """What a choice is worth, in millionths of a point."""
    return int(micro(edges)[choice.chosen].sum())


def best_of(edges: Edges, most: int) -> Edges:
    """Only the heaviest edges of each need, `most` of them."""
    order = np.lexsort((edges.supply, -edges.weight, edges.need))
    begin = np.searchsorted(edges.need[order], np.arange(edges.places.size))
    rank = np.arange(order.size) - begin[edges.need[order]]
    kept = order[rank < most]
    return Edges(
        edges.need[kept],
        edges.supply[kept],
        edges.weight[kept],
        edges.tier,
        edges.places,
        edges.capacity,
    )


def proves(edges: Edges, choice: Choice) -> bool:
    """Whether the prices prove the choice best, for edges of one tier and one place per need.

    An edge not chosen may not be worth more than its two prices, a chosen one not less, nobody is
    given more than there is, and what is not used up has no price (complementary slackness).
    """
    u, p = choice.need_price[:, 1], choice.supply_price[:, 1]
    rest = u[edges.need] + p[edges.supply] - edges.weight
    filled = np.bincount(edges.need[choice.chosen], minlength=u.size)
    used = np.bincount(edges.supply[choice.chosen], minlength=p.size)
    return bool(
        (u >= 0).all()
        and (p >= 0).all()
        and (rest[~choice.chosen] >= 0).all()
        and (rest[choice.chosen] <= 0).all()
        and (filled <= edges.places).all()
        and (used <= edges.capacity).all()
        and (u[filled < edges.places] == 0).all()
        and (p[used < edges.capacity] == 0).all()
    )
