"""From scored pairs to the plan with the highest total, and the prices that prove it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.solver import augment

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Edges:
    """Feasible pairs with whole-number weights.

    Parameters
    ----------
    need, supply : ndarray of int
        Row numbers.
    weight : ndarray of int
        Score in millionths of a point, then `TIE_BITS` bits for ties.
    tier : ndarray of int
        Per need, its weight in the tier lane.
    places, capacity : ndarray of int
        Per need and per supply.
    """

    need: Ints
    supply: Ints
    weight: Ints
    tier: Ints
    places: Ints
    capacity: Ints


@dataclass(frozen=True)
class Choice:
    """A best choice of edges and its prices, each price a pair of lanes.

    Parameters
    ----------
    chosen : ndarray of bool
        Per edge.
    need_price, supply_price : ndarray of int, shape (rows, 2)
    """

    chosen: npt.NDArray[np.bool_]
    need_price: Ints
    supply_price: Ints


def solve(edges: Edges) -> Choice:
    """The best choice: tiers first, then the highest total; a supply once per need.

    Parameters
    ----------
    edges : Edges

    Returns
    -------
    Choice

    Examples
    --------
    >>> one = np.array([1, 1])
    >>> edges = Edges(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([100, 10, 80]), 0 * one,
    ...     one, one)
    >>> solve(edges).chosen
    array([ True, False, False])
    """
    needs, supplies = edges.places.size, edges.capacity.size
    order = np.lexsort((edges.supply, -edges.weight, edges.need))
    row, col = edges.need[order], edges.supply[order]
    weight = edges.weight[order]
    ptr = np.zeros(needs + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=needs), out=ptr[1:])
    has = ptr[1:] > ptr[:-1]
    need_price = np.zeros((2, needs), dtype=np.int64)
    supply_price = np.zeros((2, supplies), dtype=np.int64)
    need_price[0, has] = edges.tier[has]
    need_price[1, has] = weight[ptr[:-1][has]]
    picked = augment(
        ptr, row, col, weight, edges.tier, edges.places, edges.capacity, *need_price, *supply_price
    )
    chosen = np.empty(order.size, dtype=np.bool_)
    chosen[order] = picked
    return Choice(chosen, need_price.T.copy(), supply_price.T.copy())
