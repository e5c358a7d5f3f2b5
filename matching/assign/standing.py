"""A plan that stands while needs and supplies come and go: the best of all after every event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.assign.edges import Choice, Edges
from matching.assign.net import Net
from matching.kernels.growing import attach, detach, leave, pack, price
from matching.kernels.network import (
    BEGIN,
    END,
    FLOOR,
    FREE,
    LIMIT,
    OVERFLOW,
    READY,
    ROOM,
    TIER,
    Side,
)
from matching.kernels.solver import augment

Ints = npt.NDArray[np.int64]
Rows = Sequence[int] | Ints

NEED, SUPPLY = 0, 1


class Standing:
    """The best plan, kept best: each event costs one search, not one solution.

    Rows keep their numbers; those of needs and supplies that have gone are not used again. A
    need's tier must outweigh, as `matching.assign.weights.tiers` has it, all places of lower tiers that
    will ever be open together.

    Parameters
    ----------
    edges : Edges
        To begin with; solved at once, which also compiles all that events need.

    Examples
    --------
    >>> none = np.zeros(0, dtype=np.int64)
    >>> plan = Standing(Edges(none, none, none, none, none, none))
    >>> first, second = plan.need_comes([], []), plan.need_comes([], [])
    >>> helper = plan.supply_comes([first, second], [100, 80])
    >>> plan.pairs()
    [(0, 0)]
    >>> plan.need_goes(first)
    >>> plan.pairs()
    [(1, 0)]
    """

    def __init__(self, edges: Edges) -> None:
        net = Net(edges)
        net.solve()
        supplies = net.turned(np.ones(edges.capacity.size, dtype=np.bool_))
        self._sides: list[Side] = [net.needs, supplies]
        self._rows = [len(side.state) for side in self._sides]
        self._used = [side.order.size for side in self._sides]
        self._weight, self._links = net.weight, net.links
        self._gone: list[int] = []
        self._edges = net.weight.size
        self._lowest = int(net.needs.span[:, FLOOR].min(initial=0))
        self._more_edges(1)
        for which in (NEED, SUPPLY):
            # Here rather than in the first event: room, and compiled code.
            self._more_rows(which)
            self._more_places(which, self._sides[which].order.size)
            self._goes(which, self._comes(which, [], [], 1, 0))
            self._rows[which] -= 1

    def need_comes(self, supplies: Rows, weights: Rows, *, tier: int = 0, places: int = 1) -> int:
        """A need with the supplies that fit it; gives back its row.

        Parameters
        ----------
        supplies, weights : sequence of int
            Rows, each once, and what each pair weighs, more than 0.
        tier, places : int

        Returns
        -------
        int
        """
        self._lowest = min(self._lowest, -tier)
        return self._comes(NEED, supplies, weights, places, -tier)

    def supply_comes(self, needs: Rows, weights: Rows, *, capacity: int = 1) -> int:
        """A supply with the needs it fits; gives back its row.

        Parameters
        ----------
        needs, weights : sequence of int
            Rows, each once, and what each pair weighs, more than 0.
        capacity : int

        Returns
        -------
        int
        """
        return self._comes(SUPPLY, needs, weights, capacity, 0)

    def need_goes(self, row: int) -> None:
        """A need is closed; whoever served it looks for another.

        Parameters
        ----------
        row : int
        """
        self._goes(NEED, row)

    def supply_goes(self, row: int) -> None:
        """A supply leaves; whom it served look for another.

        Parameters
        ----------
        row : int
        """
        self._goes(SUPPLY, row)

    def pairs(self) -> list[tuple[int, int]]:
        """The plan: rows of needs and of supplies."""
        chosen = np.flatnonzero(self._links.chosen)
        need, supply = (side.node[chosen].tolist() for side in self._sides)
        return sorted(zip(need, supply, strict=True))

    def edges(self) -> Edges:
        """The pairs there are now; rows that have gone have no place."""
        needs, supplies = self._sides
        live = self._live()
        return Edges(
            needs.node[live].astype(np.int64),
            supplies.node[live].astype(np.int64),
            self._weight[live],
            -needs.span[: self._rows[NEED], FLOOR],
            needs.state[: self._rows[NEED], ROOM].copy(),
            supplies.state[: self._rows[SUPPLY], ROOM].copy(),
        )

    def choice(self) -> Choice:
        """Which of `edges()` are chosen, and the prices that prove it best."""
        needs, supplies = self._sides
        need_price = needs.price[: self._rows[NEED]].copy()
        need_price[:, TIER] -= needs.span[: self._rows[NEED], FLOOR]
        return Choice(
            self._links.chosen[self._live()],
            need_price,
            supplies.price[: self._rows[SUPPLY]].copy(),
        )

    def _comes(self, which: int, others: Rows, weights: Rows, places: int, floor: int) -> int:
        there = np.asarray(others, dtype=np.int64)
        weight = np.asarray(weights, dtype=np.int64)
        if there.shape != weight.shape or np.unique(there).size != there.size:
            raise ValueError("every row must come once, with one weight")
        if there.size and not 0 <= there.min() <= there.max() < self._rows[1 - which]:
            raise ValueError("there is no such row on the other side")
        self._more_edges(there.size)
        self._more_rows(which)
        self._more_places(which, there.size)
        self._more_places(1 - which, self._wanted(1 - which, there))
        mine, yours = self._sides[which], self._sides[1 - which]
        row, edges = self._rows[which], self._numbers(there.size)
        self._rows[which] += 1
        mine.node[edges], yours.node[edges], self._weight[edges] = row, there, weight
        mine.state[row, ROOM], mine.span[row, FLOOR] = max(places, 0), floor
        start = self._used[which]
        mine.span[row, [BEGIN, READY, END, LIMIT]] = start, start, start, start + there.size
        attach(edges, mine, yours, self._weight, start)
        self._used[which] += there.size
        self._used[1 - which] = attach(edges, yours, mine, self._weight, self._used[1 - which])
        price(row, mine, yours, self._weight)
        self._search(which, np.array([row]))
        return row

    def _goes(self, which: int, row: int) -> None:
        if not 0 <= row < self._rows[which]:
            raise ValueError("there is no such row")
        mine, yours = self._sides[which], self._sides[1 - which]
        needs, supplies = self._sides
        left = leave(row, mine, yours, needs, supplies, self._links)
        begin, end = mine.span[row, [BEGIN, END]].tolist()
        self._gone.extend(mine.order[begin:end].tolist())
        detach(row, mine, yours)
        self._search(1 - which, left)

    def _search(self, which: int, rows: Ints) -> None:
        """Fill the open places of some rows, or let their prices fall."""
        lowest = 0 if which == NEED else self._lowest
        mine, yours = self._sides[which], self._sides[1 - which]
        augment(rows, mine, yours, self._weight, self._links, lowest, -1)
        if self._links.counters[OVERFLOW]:
            raise OverflowError("scores and tiers are too large for their lanes")

    def _live(self) -> Ints:
        live = np.zeros(self._weight.size, dtype=np.bool_)
        live[: self._edges] = True
        live[self._gone] = False
        return np.flatnonzero(live)

    def _wanted(self, which: int, rows: Ints) -> int:
        """Places in `order` that are taken when each of the rows gets one edge more."""
        span = self._sides[which].span[rows]
        full = span[:, END] == span[:, LIMIT]
        return int((2 * (span[:, END] - span[:, BEGIN]) + 4)[full].sum())

    def _numbers(self, many: int) -> Ints:
        """Numbers for new edges: of those that have gone, then new ones."""
        again = [self._gone.pop() for _ in range(min(many, len(self._gone)))]
        new = range(self._edges, self._edges + many - len(again))
        self._edges += len(new)
        return np.array([*again, *new], dtype=np.int64)

    def _more_rows(self, which: int) -> None:
        """Room for one row more."""
        side = self._sides[which]
        if self._rows[which] == len(side.state):
            size = 2 * self._rows[which] + 16
            price, state, span = (_longer(own, size) for own in (side.price, side.state, side.span))
            self._sides[which] = side._replace(price=price, state=state, span=span)

    def _more_places(self, which: int, many: int) -> None:
        """Room in `order` for as many places more; rows are packed when there is none."""
        side = self._sides[which]
        if self._used[which] + many > side.order.size:
            rows = side.span[: self._rows[which]]
            live = int((rows[:, END] - rows[:, BEGIN]).sum())
            order = np.empty(2 * (live + many) + 1024, dtype=np.uint32)
            self._used[which] = pack(rows, side.order, order)
            self._sides[which] = side._replace(order=order)

    def _more_edges(self, many: int) -> None:
        """Room for as many edges more, any of which may be chosen."""
        if self._edges + many > self._weight.size:
            size = 2 * (self._edges + many) + 1024
            self._weight = _longer(self._weight, size)
            self._links = self._links._replace(chosen=_longer(self._links.chosen, size))
            self._sides = [own._replace(node=_longer(own.node, size)) for own in self._sides]
        free = int(self._links.counters[FREE])
        if free < many:
            record, spare = self._links.record, self._links.spare
            size = 2 * len(record) + many
            more = np.arange(len(record), size, dtype=np.int64)
            spare = _longer(np.concatenate((spare[:free], more)), size - 1)
            self._links = self._links._replace(record=_longer(record, size), spare=spare)
            self._links.counters[FREE] = free + more.size


def _longer(array: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """The array with zeros behind it."""
    longer = np.zeros((size, *array.shape[1:]), dtype=array.dtype)
    longer[: len(array)] = array
    return longer
