"""The exact assignment: shortest augmenting paths with prices, compiled.

Every weight and price is a pair of whole numbers compared like words in a dictionary: first
the tier lane, then the score lane. So an urgent place can never be outweighed by points,
and nothing is ever rounded or penalised.

Prices: `u` of a need and `p` of a supply, never negative. An edge that is not chosen has
u + p >= weight, a chosen one u + p <= weight; u is 0 where a place stays open and p is 0
where a supply has a place left. Together these prove the choice best.
"""

from __future__ import annotations

import numba as nb
import numpy as np


@nb.njit(inline="always")
def _less(ah, al, bh, bl):  # type: ignore[no-untyped-def]
    return ah < bh or (ah == bh and al < bl)


@nb.njit(cache=True, nogil=True)
def _push(heap_h, heap_l, heap_v, size, h, l, v):  # type: ignore[no-untyped-def]  # noqa: E741
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if not _less(h, l, heap_h[up], heap_l[up]):
            break
        heap_h[at], heap_l[at], heap_v[at] = heap_h[up], heap_l[up], heap_v[up]
        at = up
    heap_h[at], heap_l[at], heap_v[at] = h, l, v


@nb.njit(cache=True, nogil=True)
def _pop(heap_h, heap_l, heap_v, size):  # type: ignore[no-untyped-def]
    """Drop the root of a heap of `size` entries."""
    last = size - 1
    h, l, v = heap_h[last], heap_l[last], heap_v[last]  # noqa: E741
    at = 0
    while True:
        down = 2 * at + 1
        if down >= last:
            break
        if down + 1 < last and _less(
            heap_h[down + 1], heap_l[down + 1], heap_h[down], heap_l[down]
        ):
            down += 1
        if not _less(heap_h[down], heap_l[down], h, l):
            break
        heap_h[at], heap_l[at], heap_v[at] = heap_h[down], heap_l[down], heap_v[down]
        at = down
    heap_h[at], heap_l[at], heap_v[at] = h, l, v


@nb.njit(cache=True, nogil=True)
def _link(e, j, chosen, head, nxt, prv, count):  # type: ignore[no-untyped-def]
    chosen[e] = True
    first = head[j]
    nxt[e], prv[e] = first, -1
    if first >= 0:
        prv[first] = e
    head[j] = e
    count[j] += 1


@nb.njit(cache=True, nogil=True)
def _unlink(e, j, chosen, head, nxt, prv, count):  # type: ignore[no-untyped-def]
    chosen[e] = False
    before, after = prv[e], nxt[e]
    if before >= 0:
        nxt[before] = after
    else:
        head[j] = after
    if after >= 0:
        prv[after] = before
    count[j] -= 1


@nb.njit(cache=True, nogil=True)
def augment(  # type: ignore[no-untyped-def]
    ptr, row, col, weight, tier, places, capacity, uh, ul, ph, pl
):
    """Choose edges; `u` and `p` hold the prices afterwards.

    Edges of need `i` are `ptr[i]:ptr[i + 1]`, heaviest first. `tier[i]` is the tier lane of
    every weight of need `i`.
    """
    needs, supplies, edges = tier.size, capacity.size, col.size
    chosen = np.zeros(edges, np.bool_)
    head = np.full(supplies, -1, np.int64)
    nxt = np.full(edges, -1, np.int64)
    prv = np.full(edges, -1, np.int64)
    count = np.zeros(supplies, np.int64)
    nodes = supplies + needs
    dist_h = np.zeros(nodes, np.int64)
    dist_l = np.zeros(nodes, np.int64)
    via = np.full(nodes, -1, np.int64)
    seen = np.zeros(nodes, np.int64)
    done = np.zeros(nodes, np.int64)
    settled = np.empty(nodes, np.int64)
    heap_h = np.empty(1024, np.int64)
    heap_l = np.empty(1024, np.int64)
    heap_v = np.empty(1024, np.int64)
    search = 0
    for start in range(needs):
        for _ in range(places[start]):
            if uh[start] == 0 and ul[start] == 0:
                break
            search += 1
            size, many = 0, 0
            # Best way out so far: leave this very place open.
            best_h, best_l = uh[start], ul[start]
            out_edge, out_need = -1, start
            node = supplies + start
            dist_h[node], dist_l[node] = 0, 0
            seen[node] = search
            while True:
                done[node] = search
                settled[many] = node
                many += 1
                at_h, at_l = dist_h[node], dist_l[node]
                if node >= supplies:
                    i = node - supplies
                    from_h, from_l = at_h + uh[i], at_l + ul[i]
                    if _less(from_h, from_l, best_h, best_l):
                        best_h, best_l, out_edge, out_need = from_h, from_l, -1, i
                    for e in range(ptr[i], ptr[i + 1]):
                        if chosen[e]:
                            continue
                        h, l = from_h - tier[i], from_l - weight[e]  # noqa: E741
                        if not _less(h, l, best_h, best_l):
                            # Edges come heaviest first and prices are never negative.
                            break
                        j = col[e]
                        h += ph[j]
                        l += pl[j]  # noqa: E741
                        if not _less(h, l, best_h, best_l):
                            continue
                        if count[j] < capacity[j]:
                            best_h, best_l, out_edge, out_need = h, l, e, -1
                        elif seen[j] != search or _less(h, l, dist_h[j], dist_l[j]):
                            seen[j], dist_h[j], dist_l[j], via[j] = search, h, l, e
                            if size == heap_v.size:
                                heap_h = np.concatenate((heap_h, heap_h))
                                heap_l = np.concatenate((heap_l, heap_l))
                                heap_v = np.concatenate((heap_v, heap_v))
                            _push(heap_h, heap_l, heap_v, size, h, l, j)
                            size += 1
                else:
                    e = head[node]
                    while e >= 0:
                        i = row[e]
                        other = supplies + i
                        if done[other] != search:
                            h = at_h + tier[i] - uh[i] - ph[node]
                            l = at_l + weight[e] - ul[i] - pl[node]  # noqa: E741
                            if _less(h, l, best_h, best_l) and (
                                seen[other] != search or _less(h, l, dist_h[other], dist_l[other])
                            ):
                                seen[other], via[other] = search, e
                                dist_h[other], dist_l[other] = h, l
                                if size == heap_v.size:
                                    heap_h = np.concatenate((heap_h, heap_h))
                                    heap_l = np.concatenate((heap_l, heap_l))
                                    heap_v = np.concatenate((heap_v, heap_v))
                                _push(heap_h, heap_l, heap_v, size, h, l, other)
                                size += 1
                        e = nxt[e]
                node = -1
                while size > 0:
                    h, l, top = heap_h[0], heap_l[0], heap_v[0]  # noqa: E741
                    if not _less(h, l, best_h, best_l):
                        break
                    _pop(heap_h, heap_l, heap_v, size)
                    size -= 1
                    if done[top] != search:
                        node = top
                        break
                if node < 0:
                    break
            for k in range(many):
                node = settled[k]
                rest_h, rest_l = best_h - dist_h[node], best_l - dist_l[node]
                if node >= supplies:
                    uh[node - supplies] -= rest_h
                    ul[node - supplies] -= rest_l
                else:
                    ph[node] += rest_h
                    pl[node] += rest_l
            if out_edge < 0 and out_need == start:
                continue
            if out_edge < 0:
                e = via[supplies + out_need]
                _unlink(e, col[e], chosen, head, nxt, prv, count)
                out_edge = via[col[e]]
            while True:
                _link(out_edge, col[out_edge], chosen, head, nxt, prv, count)
                i = row[out_edge]
                if i == start:
                    break
                e = via[supplies + i]
                _unlink(e, col[e], chosen, head, nxt, prv, count)
                out_edge = via[col[e]]
    return chosen
