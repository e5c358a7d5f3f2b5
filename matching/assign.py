"""From scored pairs to the plan with the highest total, and the prices that prove it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.auction import auction
from matching.network import (
    BEGIN,
    END,
    FILLED,
    FLOOR,
    OVERFLOW,
    ROOM,
    SCORE,
    TIER,
    Links,
    Side,
    group,
    laid_out,
    no_links,
    regroup,
    side,
)
from matching.repair import open_prices, settle_needs
from matching.solver import augment

Ints = npt.NDArray[np.int64]

# Looks at edges for each need, after which supplies are taken to be scarce.
BUDGET = 12
# A step of the auction is this part of the highest score.
STEPS = 500


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


def solve(edges: Edges) -> Choice:
    """The best choice: tiers first, then the highest total; a supply once per need.

    Parameters
    ----------
    edges : Edges

    Returns
    -------
    Choice

    Raises
    ------
    OverflowError
        When prices would not fit their lanes.

    Examples
    --------
    >>> one = np.array([1, 1])
    >>> edges = Edges(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([100, 10, 80]), 0 * one,
    ...     one, one)
    >>> solve(edges).chosen
    array([ True, False, False])
    """
    net = _Net(edges)
    net.fill_by_score()
    net.raise_tiers()
    return net.choice()


class _Net:
    """The two sides while they are being solved."""

    def __init__(self, edges: Edges) -> None:
        need, supply, self.weight = map(_whole, (edges.need, edges.supply, edges.weight))
        self.tier = _whole(edges.tier)
        begin, order = group(need, edges.places.size)
        self.capacity = np.maximum(_whole(edges.capacity), 0)
        places = _whole(edges.places)
        most = int(np.clip(places, 0, np.diff(begin)).sum())
        self.needs: Side = laid_out(side(0, need, places), begin, order)
        self.supplies: Side = side(1, supply, self.capacity)
        self.links: Links = no_links(need.size, most)

    def fill_by_score(self) -> None:
        """As if there were no tiers."""
        open_prices(self.needs, self.supplies, self.weight)
        rows = np.arange(self.tier.size)
        done = augment(rows, self.needs, self.supplies, self.weight, self.links, 0, BUDGET)
        if done < rows.size:
            step = max(1, int(self.weight.max()) // STEPS)
            auction(self.needs, self.supplies, self.weight, self.links, step, 1 << 62)
            settle_needs(self.needs, self.supplies, self.weight, self.links)
            self.fill(rows)
            self.empty()

    def raise_tiers(self) -> None:
        """Let urgent needs pay with their tier; the most urgent first."""
        self.needs.span[:, FLOOR] = -self.tier
        state = self.needs.state
        late = np.flatnonzero((state[:, FILLED] < state[:, ROOM]) & (self.tier > 0))
        self.fill(late[np.argsort(-self.tier[late], kind="stable")])

    def fill(self, rows: Ints) -> None:
        """Fill open places of needs."""
        if rows.size:
            augment(rows, self.needs, self.supplies, self.weight, self.links, 0, -1)

    def empty(self) -> None:
        """Let no supply with a place left have a price."""
        state = self.supplies.state
        rows = np.flatnonzero(
            (state[:, FILLED] < state[:, ROOM]) & ((state[:, TIER] > 0) | (state[:, SCORE] > 0))
        )
        if not rows.size:
            return
        if not self.supplies.order.size:
            begin, order = regroup(self.needs.order, self.supplies.node, self.capacity.size)
            self.supplies = laid_out(self.supplies, begin, order)
        lowest = int(self.needs.span[:, FLOOR].min(initial=0))
        augment(rows, self.supplies, self.needs, self.weight, self.links, lowest, -1)

    def choice(self) -> Choice:
        """What was chosen, and at what prices."""
        if self.links.counters[OVERFLOW]:
            raise OverflowError("scores and tiers are too large for their lanes")
        need_price = self.needs.state[:, :2].copy()
        need_price[:, 0] += self.tier
        # Whom nobody fits is worth nothing to anybody.
        need_price[self.needs.span[:, BEGIN] == self.needs.span[:, END]] = 0
        return Choice(self.links.chosen, need_price, self.supplies.state[:, :2].copy())


def _whole(values: Ints) -> Ints:
    """Whole numbers in one run of memory that compiled code may write to."""
    return np.require(values, dtype=np.int64, requirements=["C", "W"])
