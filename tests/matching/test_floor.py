"""The floor is the highest that costs nobody a place, and the plan above it the best."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from matching.assign import Edges, solve
from matching.assign.certificate import prove
from matching.assign.floor import best_floor
from matching.kernels.weighing import TIE_BITS
from tests.matching.instances import KINDS, allowed, instance, some


def _every_choice(edges: Edges) -> list[np.ndarray]:
    every = (np.array(bits, dtype=bool) for bits in product((0, 1), repeat=edges.need.size))
    return [chosen for chosen in every if allowed(edges, chosen)]


def _filled(edges: Edges, chosen: np.ndarray) -> tuple[int, ...]:
    """Places filled per tier, the most urgent first."""
    tiers = edges.tier[edges.need[chosen]]
    return tuple(int((tiers == tier).sum()) for tier in np.unique(edges.tier)[::-1])


@pytest.mark.parametrize("kind", KINDS)
def test_the_floor_is_the_highest_by_trying_everything(kind: str) -> None:
    draw = np.random.default_rng(KINDS.index(kind))
    for _ in range(12):
        edges = instance(draw, kind, rows=5)
        edges = some(edges, np.arange(min(edges.need.size, 9)))
        floor = best_floor(edges, bits=0)
        best = _filled(edges, solve(edges).chosen)
        every = _every_choice(edges)
        lows = [
            int(edges.weight[chosen].min(initial=edges.weight.max(initial=0)))
            for chosen in every
            if chosen.any()
            and all(own >= was for own, was in zip(_filled(edges, chosen), best, strict=True))
        ]
        assert floor.score == max(lows, default=0)
        most = max(
            int(edges.weight[chosen].sum())
            for chosen in every
            if floor.kept[chosen].all() and _filled(edges, chosen) == best
        )
        reached = int(floor.edges.weight[floor.choice.chosen].sum())
        if _filled(floor.edges, floor.choice.chosen) == best:
            assert reached == most


@pytest.mark.parametrize("kind", KINDS)
def test_no_tier_loses_a_place(kind: str) -> None:
    draw = np.random.default_rng(20 + KINDS.index(kind))
    for _ in range(30):
        edges = instance(draw, kind)
        floor = best_floor(edges, bits=0)
        tiers = edges.tier[edges.need]
        best, above = solve(edges).chosen, np.flatnonzero(floor.kept)[floor.choice.chosen]
        for tier in np.unique(edges.tier):
            assert (tiers[above] == tier).sum() >= (tiers[best] == tier).sum()


@pytest.mark.parametrize("kind", KINDS)
def test_the_plan_above_the_floor_is_proven_and_its_cost_stated(kind: str) -> None:
    draw = np.random.default_rng(40 + KINDS.index(kind))
    for _ in range(30):
        edges = instance(draw, kind)
        floor = best_floor(edges, bits=0)
        prove(floor.edges, floor.choice)
        left = int(floor.edges.weight[floor.choice.chosen].sum())
        assert floor.edges.weight[floor.choice.chosen].min(initial=floor.score) >= floor.score
        assert floor.cost == int(edges.weight[solve(edges).chosen].sum()) - left


def test_someone_left_out_for_the_best_total_is_no_reason_to_lower_the_floor() -> None:
    one = np.ones(2, dtype=np.int64)
    edges = Edges(
        np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([100, 10, 80]), 0 * one, one, one
    )
    floor = best_floor(edges, bits=0)
    assert (floor.score, floor.cost) == (100, 0)


def test_places_come_first_where_points_would_give_one_up() -> None:
    one = np.ones(2, dtype=np.int64)
    # The best total is 49 + 4. Above 9 points alone would take 49 and leave a place open; two
    # places are 25 + 9.
    edges = Edges(
        np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([49, 9, 25, 4]), 0 * one, one, one
    )
    floor = best_floor(edges, bits=0)
    assert floor.edges.weight[floor.choice.chosen].tolist() == [9, 25]
    assert (floor.score, floor.cost) == (9, 19)


def test_ties_are_no_part_of_a_floor() -> None:
    one = np.ones(1, dtype=np.int64)
    floor = best_floor(Edges(0 * one, 0 * one, (7 << TIE_BITS) + one, 0 * one, one, one))
    assert (floor.score, floor.cost) == (7, 0)


def test_where_nobody_fits_there_is_no_floor() -> None:
    none = np.zeros(0, dtype=np.int64)
    floor = best_floor(Edges(none, none, none, none, none, none))
    assert (floor.score, floor.cost) == (0, 0)
