"""Needs and supplies as two sides of a network, laid out for the compiled search.

Both sides look the same, so that one search serves both directions: from a need that looks for
a supply, and from a supply with a place left that looks for a need.

A price is two whole numbers compared like words in a dictionary: the tier lane, then the score
lane. A need's price is kept without its own tier, and may fall to its floor, minus that tier; so
urgency is not part of any weight, and a plan made for the points alone is raised to tiers by
lowering floors: every chosen edge stays as tight as it was.

What is asked of a row together lies together, so that a search waits for memory as seldom as
can be.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.kernels.compiling import kernel

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

# Columns of `Side.price`.
TIER, SCORE = range(2)
# Columns of `Side.state`.
FAR_TIER, FAR_SCORE, ROOM, FILLED, SEEN, VIA, HEAD = range(7)
# Columns of `Side.span`.
BEGIN, END, READY, FLOOR, LIMIT = range(5)
# Columns of `Links.record`; needs come first, supplies one (or two) columns later.
EDGE, WEIGHT, ROW, AFTER, BEFORE = 0, 1, 2, 4, 5
# Entries of `Links.counters`.
SEARCHES, FREE, WORK, OVERFLOW = range(4)


class Side(NamedTuple):
    """Needs, or supplies: `n` rows.

    Parameters
    ----------
    which : int
        0 for needs, 1 for supplies.
    order : ndarray of uint32
        Edges, row by row.
    node : ndarray of uint32
        Of every edge, its row on this side.
    price : ndarray of int, shape (n, 2)
        In two lanes. Most looks at an edge end here, so prices lie by themselves.
    state : ndarray of int, shape (n, 8)
        The distance in the latest search that came by, in two lanes; places, and how many are
        taken; twice the number of that search, and one more once the row was settled; the edge,
        or the link, it was reached by; and its first link, or 0. One line of memory.
    span : ndarray of int, shape (n, 5)
        A row's edges are `order[BEGIN:END]`; those before READY are in their place, heaviest
        first. The tier lane its price may fall to (the score lane may fall to 0). Where the row
        after it begins: up to there it can grow in place.
    """

    which: int
    order: Numbers
    node: Numbers
    price: Ints
    state: Ints
    span: Ints


class Links(NamedTuple):
    """The chosen edges, each a link in the list of its need and in that of its supply.

    Parameters
    ----------
    record : ndarray of int, shape (most + 1, 8)
        Edge, weight, need, supply, and the links after and before it, first for the need, then
        for the supply. The links are numbered from 1; 0 is none.
    spare : ndarray of int
        Numbers of links that are not in use, the first `counters[FREE]` of it.
    chosen : ndarray of bool
        Per edge.
    counters : ndarray of int, shape (4,)
        Searches so far, spare links, edges looked at, and 1 when a price left its lane.
    """

    record: Ints
    spare: Ints
    chosen: Flags
    counters: Ints


def side(which: int, node: Numbers, room: Ints) -> Side:
    """A side of which no row has any edge yet.

    Parameters
    ----------
    which : int
        0 for needs, 1 for supplies.
    node : ndarray of uint32
        Of every edge, its row on this side.
    room : ndarray of int, shape (n,)
        Places of every row.

    Returns
    -------
    Side
    """
    price = np.zeros((room.size, 2), dtype=np.int64)
    state = np.zeros((room.size, 8), dtype=np.int64)
    state[:, ROOM] = room
    span = np.zeros((room.size, 5), dtype=np.int64)
    return Side(which, np.zeros(0, dtype=np.uint32), node, price, state, span)


def laid_out(rows: Side, begin: Ints, order: Numbers) -> Side:
    """The side with its edges: those of row `i` are `order[begin[i]:begin[i + 1]]`."""
    rows.span[:, BEGIN], rows.span[:, END] = begin[:-1], begin[1:]
    rows.span[:, READY], rows.span[:, LIMIT] = begin[:-1], begin[1:]
    return rows._replace(order=order)


def no_links(edges: int, most: int) -> Links:
    """No edge chosen yet, and room for `most` of them."""
    return Links(
        record=np.zeros((most + 1, 8), dtype=np.int64),
        spare=np.arange(most, 0, -1, dtype=np.int64),
        chosen=np.zeros(edges, dtype=np.bool_),
        counters=np.array([0, most, 0, 0], dtype=np.int64),
    )


@kernel
def group(node, rows):  # type: ignore[no-untyped-def]
    """Edges by row, in the order in which they were handed in: where rows begin, and the edges.

    Edges that come grouped cost one look at each; others a counting sort.
    """
    begin = np.zeros(rows + 1, np.int64)
    grouped = True
    last = 0
    for e in range(node.size):
        row = node[e]
        begin[row + 1] += 1
        grouped &= row >= last
        last = row
    for row in range(rows):
        begin[row + 1] += begin[row]
    order = np.empty(node.size, np.uint32)
    if grouped:
        for e in range(node.size):
            order[e] = e
        return begin, order
    at = begin[:-1].copy()
    for e in range(node.size):
        row = node[e]
        order[at[row]] = e
        at[row] += 1
    return begin, order


@kernel
def regroup(order, node, wanted):  # type: ignore[no-untyped-def]
    """The same edges by the other side's rows, of those wanted; in a row, in the first side's order."""
    kept, many = np.empty(order.size + 1, np.uint32), 0
    for e in order:
        kept[many] = e
        many += wanted[node[e]]
    begin = np.zeros(wanted.size + 1, np.int64)
    for e in kept[:many]:
        begin[np.int64(node[e]) + 1] += 1
    for row in range(wanted.size):
        begin[row + 1] += begin[row]
    at = begin[:-1].copy()
    turned = np.empty(many, np.uint32)
    for e in kept[:many]:
        row = node[e]
        turned[at[row]] = e
        at[row] += 1
    return begin, turned
