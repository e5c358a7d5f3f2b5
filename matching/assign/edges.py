"""Scored pairs, and a choice of them with the prices that prove it best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Edges:
    """Feasible pairs with whole-number weights.

    A bonus for pairs already in service is extra weight, given by whoever makes the edges.

    Parameters
    ----------
    need, supply : ndarray of int
        Row numbers. Grouped by need they are dealt with fastest; no pair may come twice.
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
