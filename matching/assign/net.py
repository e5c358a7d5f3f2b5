"""Needs and supplies while they are being assigned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.assign.edges import Choice, Edges
from matching.kernels.auction import auction, step
from matching.kernels.linking import choose
from matching.kernels.network import (
    BEGIN,
    END,
    FILLED,
    FLOOR,
    OVERFLOW,
    ROOM,
    SCORE,
    TIER,
    Flags,
    Links,
    Side,
    group,
    laid_out,
    no_links,
    regroup,
    side,
)
from matching.kernels.repair import compared, open_prices, settle_needs
from matching.kernels.solver import augment

Ints = npt.NDArray[np.int64]

# Looks at edges for each need, after which supplies are taken to be scarce.
BUDGET = 12


class Net:
    """The two sides, the edges between them, and what is chosen so far.

    Parameters
    ----------
    edges : Edges
    """

    def __init__(self, edges: Edges) -> None:
        need, supply = (rows.astype(np.uint32) for rows in (edges.need, edges.supply))
        self.weight = _whole(edges.weight)
        self.tier = _whole(edges.tier)
        self._begin, order = group(need, edges.places.size)
        places = _whole(edges.places)
        most = int(np.clip(places, 0, np.diff(self._begin)).sum())
        self.needs: Side = laid_out(side(0, need, places), self._begin, order)
        self.supplies: Side = side(1, supply, np.maximum(_whole(edges.capacity), 0))
        self.links: Links = no_links(need.size, most)

    def solve(self) -> None:
        """From nothing to the best choice: by score alone first, then tier by tier."""
        self._fill_by_score()
        self._raise_tiers()

    def since(self, before: Edges, chosen: Flags) -> tuple[Ints, Ints]:
        """Edges chosen before that are still there, and needs whose edges are not what they were."""
        began, earlier = group(_whole(before.need), before.places.size)
        kept, differs = compared(
            self._begin, self.needs.order, self.supplies.node, self.weight,
            began, earlier, _whole(before.supply), _whole(before.weight), chosen,
        )  # fmt: skip
        return kept, np.flatnonzero(differs)

    def repair(self, kept: Ints, rows: Ints, earlier: Choice, tier: Ints) -> None:
        """From what was chosen before, and the prices of then, to the best choice of now.

        Parameters
        ----------
        kept : ndarray of int
            The edges chosen before that are still there.
        rows : ndarray of int
            Needs that gained or lost an edge, or of which one weighs something else.
        earlier : Choice
        tier : ndarray of int
            Of the needs there were, then.
        """
        self.supplies.price[: len(earlier.supply_price)] = earlier.supply_price
        self.needs.price[: tier.size] = earlier.need_price
        self.needs.price[: tier.size, TIER] -= tier
        self.needs.span[:, FLOOR] = -self.tier
        has_place = choose(kept, self.needs, self.supplies, self.weight, self.links)
        stale = _below(self.needs)
        stale[tier.size :] = True
        stale[rows] = True
        # What has lost its place may be worth more than the prices say.
        stale[self.needs.node[kept[~has_place]]] = True
        self._settle(np.flatnonzero(stale))

    def turned(self, wanted: Flags) -> Side:
        """The supplies with the edges of those wanted laid out by supply."""
        begin, order = regroup(self.needs.order, self.supplies.node, wanted)
        return laid_out(self.supplies, begin, order)

    def choice(self) -> Choice:
        """What is chosen, and at what prices.

        Raises
        ------
        OverflowError
            When a price left its lane.
        """
        if self.links.counters[OVERFLOW]:
            raise OverflowError("scores and tiers are too large for their lanes")
        need_price = self.needs.price.copy()
        need_price[:, 0] += self.tier
        # Whom nobody fits is worth nothing to anybody.
        need_price[self.needs.span[:, BEGIN] == self.needs.span[:, END]] = 0
        return Choice(self.links.chosen, need_price, self.supplies.price)

    def _fill_by_score(self) -> None:
        open_prices(self.needs, self.supplies, self.weight)
        rows = np.arange(self.tier.size)
        done = augment(rows, self.needs, self.supplies, self.weight, self.links, None, BUDGET)
        if done == rows.size:
            return
        auction(self.needs, self.supplies, self.weight, self.links, step(self.weight))
        self._settle(rows)

    def _settle(self, rows: Ints) -> None:
        """Price needs anew, then let the search set right what that undid."""
        settle_needs(rows, self.needs, self.supplies, self.weight, self.links)
        self._fill(self._open(self.needs))
        self._empty()

    def _raise_tiers(self) -> None:
        """Let urgent needs pay with their tier; the most urgent first."""
        self.needs.span[:, FLOOR] = -self.tier
        late = self._open(self.needs)
        self._fill(late[np.argsort(-self.tier[late], kind="stable")])

    def _open(self, rows: Side) -> Ints:
        """Rows with a place left whose price is above its floor."""
        state, price, floor = rows.state, rows.price, rows.span[:, FLOOR]
        above = (price[:, TIER] > floor) | ((price[:, TIER] == floor) & (price[:, SCORE] > 0))
        return np.flatnonzero((state[:, FILLED] < state[:, ROOM]) & above)

    def _fill(self, rows: Ints) -> None:
        lowest = 0 if self._has_tiers() else None
        augment(rows, self.needs, self.supplies, self.weight, self.links, lowest, -1)

    def _has_tiers(self) -> bool:
        """Whether any price may have a tier by now."""
        return bool(self.needs.span[:, FLOOR].any() or self.supplies.price[:, TIER].any())

    def _empty(self) -> None:
        """Let no supply with a place left have a price."""
        rows = self._open(self.supplies)
        if not rows.size:
            return
        # Who costs nothing is where a search ends: its edges are never looked at, and prices only fall.
        supplies = self.turned((self.supplies.price != 0).any(axis=1))
        lowest = int(self.needs.span[:, FLOOR].min(initial=0)) if self._has_tiers() else None
        augment(rows, supplies, self.needs, self.weight, self.links, lowest, -1)


def _below(rows: Side) -> npt.NDArray[np.bool_]:
    """Rows whose price is below its floor."""
    price, floor = rows.price, rows.span[:, FLOOR]
    below: npt.NDArray[np.bool_]
    below = (price[:, TIER] < floor) | ((price[:, TIER] == floor) & (price[:, SCORE] < 0))
    return below


def _whole(values: Ints) -> Ints:
    """Whole numbers in one run of memory that compiled code may write to."""
    return np.require(values, dtype=np.int64, requirements=["C", "W"])
