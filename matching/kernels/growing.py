"""Rows that gain and lose edges while the rest of the network stays as it is. Compiled."""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel
from matching.kernels.linking import drop
from matching.kernels.network import (
    AFTER,
    BEGIN,
    EDGE,
    END,
    FILLED,
    FLOOR,
    HEAD,
    LIMIT,
    READY,
    ROOM,
    SCORE,
    TIER,
)
from matching.kernels.solver import less


@kernel
def pack(span, order, fresh):  # type: ignore[no-untyped-def]
    """Move all rows into another array, one behind the other; gives back how much of it is used."""
    used = 0
    for row in range(len(span)):
        begin, end = span[row, BEGIN], span[row, END]
        for at in range(begin, end):
            fresh[used + at - begin] = order[at]
        span[row, READY] += used - begin
        span[row, BEGIN] = used
        used += end - begin
        span[row, END] = span[row, LIMIT] = used
    return used


@kernel
def attach(edges, side, there, weight, used):  # type: ignore[no-untyped-def]
    """Give edges to their rows of `side`; gives back how much of `side.order` is in use then.

    Whoever has no room left moves behind all others, with room to double.
    """
    span, order, row_of, node = side.span, side.order, side.node, there.node
    for edge in edges:
        row = row_of[edge]
        begin, end = span[row, BEGIN], span[row, END]
        if end == span[row, LIMIT]:
            many = end - begin
            for at in range(many):
                order[used + at] = order[begin + at]
            span[row, READY] += used - begin
            span[row, BEGIN], span[row, END] = used, used + many
            begin, end = used, used + many
            used += 2 * many + 4
            span[row, LIMIT] = used
        # Keep the front of the row in order: heaviest first, then by the other side's row.
        ready, w = span[row, READY], weight[edge]
        at = ready
        while at > begin:
            other = order[at - 1]
            if weight[other] > w or (weight[other] == w and node[other] < node[edge]):
                break
            at -= 1
        if at == ready:
            order[end] = edge
        else:
            order[end] = order[ready]
            for to in range(ready, at, -1):
                order[to] = order[to - 1]
            order[at] = edge
            span[row, READY] = ready + 1
        span[row, END] = end + 1
    return used


@kernel
def detach(row, side, there):  # type: ignore[no-untyped-def]
    """Take all edges of a row of `side` from it and from the rows of the other side."""
    span, order = there.span, there.order
    for k in range(side.span[row, BEGIN], side.span[row, END]):
        edge = side.order[k]
        other = there.node[edge]
        end, ready = span[other, END] - 1, span[other, READY]
        at = span[other, BEGIN]
        while order[at] != edge:
            at += 1
        if at < ready:
            for to in range(at, ready - 1):
                order[to] = order[to + 1]
            at = ready - 1
            span[other, READY] = at
        order[at] = order[end]
        span[other, END] = end
    side.span[row, END] = side.span[row, READY] = side.span[row, BEGIN]


@kernel
def price(row, side, there, weight):  # type: ignore[no-untyped-def]
    """Set the price of a row none of whose edges is chosen: the most that any leaves it."""
    best_h, best_l = side.span[row, FLOOR], np.int64(0)
    for k in range(side.span[row, BEGIN], side.span[row, END]):
        edge = side.order[k]
        other = there.node[edge]
        h, l = -there.price[other, TIER], weight[edge] - there.price[other, SCORE]
        if less(best_h, best_l, h, l):
            best_h, best_l = h, l
    side.price[row, TIER], side.price[row, SCORE] = best_h, best_l


@kernel
def leave(row, side, there, needs, supplies, links):  # type: ignore[no-untyped-def]
    """End all that is chosen for a row of `side`; gives back the rows that lose a place by it."""
    left = np.empty(side.state[row, FILLED], np.int64)
    link = side.state[row, HEAD]
    for at in range(left.size):
        this, link = link, links.record[link, AFTER + 2 * side.which]
        left[at] = there.node[links.record[this, EDGE]]
        drop(this, needs, supplies, links)
    side.state[row, ROOM] = 0
    side.price[row, TIER], side.price[row, SCORE], side.span[row, FLOOR] = 0, 0, 0
    return left
