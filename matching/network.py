"""Needs and supplies as two sides of a network, laid out for the compiled search.

Both sides look the same, so that one search serves both directions: from a need that looks for
a supply, and from a supply with a place left that looks for a need.

A price is two whole numbers compared like words in a dictionary: the tier lane, then the score
lane. A need's price is kept without its own tier, and may fall to `floor`, minus that tier; so
urgency is not part of any weight, and a plan made for the points alone is raised to tiers by
lowering floors: every chosen edge stays as tight as it was.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Order = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

# A scan looks at one to three edges of most rows: those are picked one by one, and only a row
# that is read further is sorted.
PICKED = 4
# The columns of `Side.state`, together one line of the processor's memory.
TIER, SCORE, FAR_TIER, FAR_SCORE, ROOM, FILLED, SEEN, VIA = range(8)
# The entries of `Links.counters`.
SEARCHES, FREE, WORK, OVERFLOW = range(4)


class Side(NamedTuple):
    """Needs, or supplies: `n` rows.

    Parameters
    ----------
    begin, end : ndarray of int, shape (n,)
        A row's edges are `order[begin:end]`.
    order : ndarray of int32
        Edges, row by row. The first `ranked` of a row are in place, heaviest first.
    ranked : ndarray of int, shape (n,)
    node : ndarray of int
        Of every edge, its row on this side.
    state : ndarray of int, shape (n, 8)
        Price in two lanes; distance in the latest search that came by, in two lanes; places, and
        how many are taken; twice the number of that search, and one more once the row was
        settled; and the edge, or the link, it was reached by.
    floor : ndarray of int, shape (n,)
        The tier lane a price may fall to; its score lane may fall to 0.
    head, after, before : ndarray of int
        The links of a row as a list: its first, and of each link its neighbours.
    """

    begin: Ints
    end: Ints
    order: Order
    ranked: Ints
    node: Ints
    state: Ints
    floor: Ints
    head: Ints
    after: Ints
    before: Ints


class Links(NamedTuple):
    """The chosen edges.

    Parameters
    ----------
    edge : ndarray of int
        The edge of each link.
    spare : ndarray of int
        Numbers of links that are not in use, the first `counters[FREE]` of it.
    chosen : ndarray of bool
        Per edge.
    counters : ndarray of int, shape (4,)
        Searches so far, spare links, edges looked at, and 1 when a price left its lane.
    """

    edge: Ints
    spare: Ints
    chosen: Flags
    counters: Ints


def side(node: Ints, room: Ints, links: int) -> Side:
    """A side of which no row has any edge yet.

    Parameters
    ----------
    node : ndarray of int
        Of every edge, its row on this side.
    room : ndarray of int, shape (n,)
        Places of every row.
    links : int
        The most edges that can be chosen.

    Returns
    -------
    Side
    """
    rows = room.size
    none = np.zeros(rows, dtype=np.int64)
    state = np.zeros((rows, 8), dtype=np.int64)
    state[:, ROOM] = room
    return Side(
        begin=none,
        end=none,
        order=np.zeros(0, dtype=np.int32),
        ranked=none,
        node=node,
        state=state,
        floor=np.zeros(rows, dtype=np.int64),
        head=np.full(rows, -1, dtype=np.int64),
        after=np.empty(links, dtype=np.int64),
        before=np.empty(links, dtype=np.int64),
    )


def no_links(edges: int, most: int) -> Links:
    """No edge chosen yet, and room for `most` of them."""
    counters = np.zeros(4, dtype=np.int64)
    counters[FREE] = most
    return Links(
        edge=np.empty(most, dtype=np.int64),
        spare=np.arange(most, dtype=np.int64)[::-1].copy(),
        chosen=np.zeros(edges, dtype=np.bool_),
        counters=counters,
    )


@nb.njit(cache=True, nogil=True)
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
    order = np.empty(node.size, np.int32)
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


@nb.njit(cache=True, nogil=True)
def regroup(order, node, rows):  # type: ignore[no-untyped-def]
    """The same edges by the other side's rows; within a row, in the order of the first side."""
    begin = np.zeros(rows + 1, np.int64)
    for e in range(node.size):
        begin[node[e] + 1] += 1
    for row in range(rows):
        begin[row + 1] += begin[row]
    at = begin[:-1].copy()
    turned = np.empty(order.size, np.int32)
    for k in range(order.size):
        e = order[k]
        row = node[e]
        turned[at[row]] = e
        at[row] += 1
    return begin, turned


# Compiled code takes arrays out of a side once, at its top: reaching into a side, or handing one
# on, costs more than a look at an edge.


@nb.njit(cache=True, nogil=True)
def rank(row, begin, end, order, ranked, node, weight):  # type: ignore[no-untyped-def]
    """Bring the next heaviest edge of a row to its place; after the first few, all the others.

    Equal weights go by `node`, the row of the other side, whatever order the edges came in.
    Gives back where the edges that are not in place begin.
    """
    first, last = begin[row] + ranked[row], end[row]
    if ranked[row] < PICKED:
        best = first
        heaviest, lowest = weight[order[first]], node[order[first]]
        for at in range(first + 1, last):
            e = order[at]
            if weight[e] > heaviest or (weight[e] == heaviest and node[e] < lowest):
                best, heaviest, lowest = at, weight[e], node[e]
        order[first], order[best] = order[best], order[first]
        ranked[row] += 1
        return first + 1
    # Shell's sort, with gaps that shrink by 4/9 as those of Ciura (2001) do.
    gap = last - first
    while gap > 1:
        gap = max(1, gap * 4 // 9)
        for at in range(first + gap, last):
            e = order[at]
            heavy, low = weight[e], node[e]
            to = at
            while to - gap >= first:
                other = order[to - gap]
                if weight[other] > heavy or (weight[other] == heavy and node[other] < low):
                    break
                order[to] = other
                to -= gap
            order[to] = e
    ranked[row] = last - begin[row]
    return last


@nb.njit(cache=True, nogil=True)
def put(link, row, head, after, before):  # type: ignore[no-untyped-def]
    """Add a link to the list of a row."""
    first = head[row]
    after[link], before[link] = first, -1
    if first >= 0:
        before[first] = link
    head[row] = link


@nb.njit(cache=True, nogil=True)
def take(link, row, head, after, before):  # type: ignore[no-untyped-def]
    """Take a link from the list of a row."""
    left, right = before[link], after[link]
    if left >= 0:
        after[left] = right
    else:
        head[row] = right
    if right >= 0:
        before[right] = left


@nb.njit(cache=True, nogil=True)
def choose(edge, me, you, links):  # type: ignore[no-untyped-def]
    """Add an edge to the plan."""
    i, j = me.node[edge], you.node[edge]
    links.counters[FREE] -= 1
    link = links.spare[links.counters[FREE]]
    links.edge[link] = edge
    links.chosen[edge] = True
    put(link, i, me.head, me.after, me.before)
    put(link, j, you.head, you.after, you.before)
    me.state[i, FILLED] += 1
    you.state[j, FILLED] += 1


@nb.njit(cache=True, nogil=True)
def drop(link, me, you, links):  # type: ignore[no-untyped-def]
    """Take an edge out of the plan, by its link."""
    edge = links.edge[link]
    i, j = me.node[edge], you.node[edge]
    links.chosen[edge] = False
    take(link, i, me.head, me.after, me.before)
    take(link, j, you.head, you.after, you.before)
    me.state[i, FILLED] -= 1
    you.state[j, FILLED] -= 1
    links.spare[links.counters[FREE]] = link
    links.counters[FREE] += 1
