"""A choice that is not the best is never proven to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching.assign import Choice, Edges, solve
from matching.assign.certificate import NotProven, prove
from tests.matching.instances import KINDS, instance, worth


@pytest.fixture(scope="module")
def plans() -> list[tuple[Edges, Choice]]:
    """Plans of every kind, each of at least three pairs."""
    draw = np.random.default_rng(0)
    found = [(edges, solve(edges)) for kind in KINDS for edges in _drawn(draw, kind)]
    return [(edges, choice) for edges, choice in found if choice.chosen.sum() > 2]


def _drawn(draw: np.random.Generator, kind: str) -> list[Edges]:
    return [instance(draw, kind) for _ in range(60)]


def test_the_best_choices_are_proven(plans: list[tuple[Edges, Choice]]) -> None:
    assert len(plans) > 250
    for edges, choice in plans:
        prove(edges, choice)


def test_a_pair_swapped_for_a_worse_one_is_noticed(plans: list[tuple[Edges, Choice]]) -> None:
    noticed = 0
    for edges, choice in plans:
        for edge in np.flatnonzero(choice.chosen):
            others = np.flatnonzero(~choice.chosen & (edges.need == edges.need[edge]))
            others = others[edges.weight[others] != edges.weight[edge]]
            for other in others[:3]:
                chosen = choice.chosen.copy()
                chosen[edge], chosen[other] = False, True
                with pytest.raises(NotProven):
                    prove(edges, replace(choice, chosen=chosen))
                noticed += 1
    assert noticed > 1000


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("lane", [0, 1], ids=["tier", "score"])
@pytest.mark.parametrize("side", ["need_price", "supply_price"])
def test_a_changed_price_is_noticed_unless_it_proves_as_much(
    plans: list[tuple[Edges, Choice]], side: str, lane: int, step: int
) -> None:
    noticed = 0
    for edges, choice in plans:
        places = edges.places if side == "need_price" else edges.capacity
        for row in np.flatnonzero(places > 0)[:5]:
            prices = getattr(choice, side).copy()
            prices[row, lane] += step
            forged = replace(choice, **{side: prices})
            if _bound(edges, forged) == worth(edges, choice.chosen):
                prove(edges, forged)
            else:
                with pytest.raises(NotProven):
                    prove(edges, forged)
                noticed += 1
    assert noticed > 500


def _bound(edges: Edges, choice: Choice) -> tuple[int, int] | None:
    """What prices allow, pair by pair in Python; None where they allow too little."""
    u, p = choice.need_price.tolist(), choice.supply_price.tolist()
    if any(tuple(price) < (0, 0) for price in (*u, *p)):
        return None
    tier = score = 0
    for rows, prices in ((edges.places, u), (edges.capacity, p)):
        for many, price in zip(rows.tolist(), prices, strict=True):
            tier, score = tier + many * price[0], score + many * price[1]
    for at, (i, j) in enumerate(zip(edges.need.tolist(), edges.supply.tolist(), strict=True)):
        gap = (
            int(edges.tier[i]) - u[i][0] - p[j][0],
            int(edges.weight[at]) - u[i][1] - p[j][1],
        )
        if gap > (0, 0):
            if not choice.chosen[at]:
                return None
            tier, score = tier + gap[0], score + gap[1]
    return tier, score


def test_a_broken_capacity_is_noticed(plans: list[tuple[Edges, Choice]]) -> None:
    for edges, choice in plans:
        used = np.bincount(edges.supply[choice.chosen], minlength=edges.capacity.size)
        row = int(np.flatnonzero(used)[0])
        capacity = edges.capacity.copy()
        capacity[row] = used[row] - 1
        with pytest.raises(NotProven, match="serves more needs"):
            prove(replace(edges, capacity=capacity), choice)


def test_more_supplies_than_places_are_noticed(plans: list[tuple[Edges, Choice]]) -> None:
    for edges, choice in plans:
        places = np.bincount(edges.need[choice.chosen], minlength=edges.places.size)
        places[edges.need[choice.chosen][0]] -= 1
        with pytest.raises(NotProven, match="more supplies than places"):
            prove(replace(edges, places=places), choice)


def test_a_pair_left_out_is_noticed(plans: list[tuple[Edges, Choice]]) -> None:
    for edges, choice in plans:
        chosen = choice.chosen.copy()
        chosen[np.flatnonzero(chosen)[0]] = False
        with pytest.raises(NotProven):
            prove(edges, replace(choice, chosen=chosen))


def test_rows_are_called_by_their_names() -> None:
    one = np.ones(1, dtype=np.int64)
    edges = Edges(0 * one, 0 * one, 5 * one, 0 * one, one, one)
    nothing = np.zeros((1, 2), dtype=np.int64)
    forged = Choice(np.array([False]), nothing, nothing)
    with pytest.raises(NotProven, match="Mei with Li is worth more"):
        prove(edges, forged, needs=["Mei"], supplies=["Li"])
