"""An earlier plan repaired is as good, and as proven, as one from nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching.assign import resolve, solve
from matching.assign.certificate import prove
from matching.assign.weights import tiers
from tests.matching.instances import KINDS, changed, instance, some, worth


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_plan_is_worth_what_a_new_one_is(kind: str) -> None:
    draw = np.random.default_rng(KINDS.index(kind))
    for _ in range(150):
        before = instance(draw, kind)
        edges = changed(draw, before)
        again = resolve(edges, solve(before), before)
        assert worth(edges, again.chosen) == worth(edges, solve(edges).chosen)
        prove(edges, again)


@pytest.mark.parametrize("kind", KINDS)
def test_pairs_added_behind_the_earlier_ones_are_taken_in(kind: str) -> None:
    draw = np.random.default_rng(10 + KINDS.index(kind))
    for _ in range(150):
        edges = instance(draw, kind)
        edges = some(edges, draw.permutation(edges.need.size))
        before = some(edges, np.arange(int(draw.integers(0, edges.need.size + 1))))
        again = resolve(edges, solve(before), before)
        assert worth(edges, again.chosen) == worth(edges, solve(edges).chosen)
        prove(edges, again)


def test_tiers_and_places_may_change_as_well() -> None:
    draw = np.random.default_rng(3)
    for _ in range(300):
        before = instance(draw, "everything")
        places = draw.integers(0, 4, before.places.size)
        edges = replace(before, places=places, tier=tiers(draw.integers(0, 4, places.size), places))
        again = resolve(edges, solve(before), before)
        assert worth(edges, again.chosen) == worth(edges, solve(edges).chosen)
        prove(edges, again)


def test_new_rows_come_after_the_old_ones() -> None:
    draw = np.random.default_rng(4)
    for _ in range(200):
        edges = instance(draw, "everything")
        needs = int(draw.integers(0, edges.places.size + 1))
        supplies = int(draw.integers(0, edges.capacity.size + 1))
        before = replace(
            some(edges, (edges.need < needs) & (edges.supply < supplies)),
            tier=edges.tier[:needs],
            places=edges.places[:needs],
            capacity=edges.capacity[:supplies],
        )
        again = resolve(edges, solve(before), before)
        assert worth(edges, again.chosen) == worth(edges, solve(edges).chosen)
        prove(edges, again)


def test_a_plan_that_has_not_changed_stays_what_it_is() -> None:
    edges = instance(np.random.default_rng(5), "everything")
    choice = solve(edges)
    again = resolve(edges, choice, edges)
    assert again.chosen.tolist() == choice.chosen.tolist()
