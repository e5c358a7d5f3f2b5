"""Whether a choice of edges is allowed and best, from its prices alone.

Written apart from the solver, in plain numpy: it never searches, it only adds up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.assign.edges import Choice, Edges

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class NotProven(ValueError):
    """The plan breaks a limit, or its prices do not prove it best."""


def prove(
    edges: Edges,
    choice: Choice,
    *,
    needs: Sequence[str] | None = None,
    supplies: Sequence[str] | None = None,
) -> None:
    """Return quietly when no choice can be better than this one.

    No price is negative, and no edge that is not chosen is worth more than its two prices. Then
    nobody can reach more than all places at their prices, and what chosen edges are worth above
    theirs; the choice reaches just that (weak duality of the linear programme).

    Parameters
    ----------
    edges : Edges
    choice : Choice
    needs, supplies : sequence of str, optional
        What rows are called in what is raised; else their numbers.

    Raises
    ------
    NotProven
        With the first thing that does not hold.

    Examples
    --------
    >>> one = np.array([1])
    >>> edges = Edges(0 * one, 0 * one, 7 * one, 0 * one, one, one)
    >>> prove(edges, Choice(np.array([True]), np.array([[0, 4]]), np.array([[0, 3]])))
    >>> prove(edges, Choice(np.array([True]), np.array([[0, 4]]), np.array([[0, 4]])))
    Traceback (most recent call last):
    ...
    matching.assign.certificate.NotProven: the plan reaches [0, 7] of [0, 8]
    """
    chosen, u, p = choice.chosen, choice.need_price, choice.supply_price
    served = np.bincount(edges.need[chosen], minlength=edges.places.size)
    used = np.bincount(edges.supply[chosen], minlength=edges.capacity.size)
    if (served > edges.places).any():
        row = _name(needs, served > edges.places)
        raise NotProven(f"{row} has more supplies than places")
    if (used > edges.capacity).any():
        row = _name(supplies, used > edges.capacity)
        raise NotProven(f"{row} serves more needs than it has places")
    if _above_zero(-u).any() or _above_zero(-p).any():
        raise NotProven("a price is below zero")
    weight = np.column_stack((edges.tier[edges.need], edges.weight))
    gap = weight - u[edges.need] - p[edges.supply]
    dear = _above_zero(gap)
    worse = np.flatnonzero(dear & ~chosen)
    if worse.size:
        i, j = edges.need[worse[0]], edges.supply[worse[0]]
        pair = needs[i] if needs else i, supplies[j] if supplies else j
        raise NotProven(f"{pair[0]} with {pair[1]} is worth more")
    reached = _added(weight[chosen])
    paid = _added(u, edges.places), _added(p, edges.capacity), _added(gap[dear])
    allowed = [sum(lane) for lane in zip(*paid, strict=True)]
    if reached != allowed:
        raise NotProven(f"the plan reaches {reached} of {allowed}")


def _name(names: Sequence[str] | None, which: Flags) -> str:
    row = int(np.flatnonzero(which)[0])
    return names[row] if names else str(row)


def _above_zero(lanes: Ints) -> Flags:
    above: Flags = (lanes[:, 0] > 0) | ((lanes[:, 0] == 0) & (lanes[:, 1] > 0))
    return above


def _added(lanes: Ints, times: Ints | None = None) -> list[int]:
    """Each lane added up in Python's whole numbers, which do not overflow."""
    some = np.flatnonzero((lanes != 0).any(axis=1))
    exact = lanes[some].astype(object)
    if times is not None:
        exact = exact * times[some].astype(object)[:, None]
    return [int(lane) for lane in exact.sum(axis=0, initial=0)]
