"""From scored pairs to the plan with the highest total, and the prices that prove it."""

from __future__ import annotations

import numpy as np

from matching.assign.edges import Choice, Edges
from matching.assign.net import Net

__all__ = ["Choice", "Edges", "resolve", "solve"]


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
    net = Net(edges)
    net.solve()
    return net.choice()


def resolve(edges: Edges, choice: Choice, before: Edges) -> Choice:
    """The best choice again, starting from an earlier one: exact, and as good as `solve`.

    Pays off while few pairs are new, gone or weigh something else; where most are, `solve` is
    quicker. Pairs that are added behind all the earlier ones are found fastest.

    Parameters
    ----------
    edges : Edges
        Rows have the numbers they had before; new rows come after them. Pairs, weights, tiers,
        places and capacities may all have changed.
    choice : Choice
        Of the earlier edges.
    before : Edges

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
    >>> before = Edges(np.array([0, 1]), np.array([0, 0]), np.array([100, 80]), 0 * one, one, one)
    >>> new = Edges(np.array([0, 1, 0]), np.array([0, 0, 1]), np.array([100, 80, 30]), 0 * one,
    ...     one, one)
    >>> resolve(new, solve(before), before).chosen
    array([False,  True,  True])
    """
    net = Net(edges)
    many = before.need.size
    if _same_pairs(edges, before, many):
        kept = np.flatnonzero(choice.chosen)
        new = np.flatnonzero(edges.weight[:many] != before.weight)
        rows = np.concatenate((edges.need[new], edges.need[many:]))
    else:
        kept, rows = net.since(before, choice.chosen)
    net.repair(kept, rows, choice, before.tier)
    return net.choice()


def _same_pairs(edges: Edges, before: Edges, many: int) -> bool:
    return np.array_equal(edges.need[:many], before.need) and np.array_equal(
        edges.supply[:many], before.supply
    )
