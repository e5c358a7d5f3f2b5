"""After every event the standing plan is the best of all, and proven."""

from __future__ import annotations

import numpy as np
import pytest

from matching.assign import solve
from matching.assign.certificate import prove
from matching.assign.edges import Edges
from matching.assign.standing import Standing
from tests.matching.instances import KINDS, instance, worth


class _Town:
    """Draws events and keeps who is there."""

    def __init__(self, seed: int, kind: str, rows: int) -> None:
        self.draw = np.random.default_rng(seed)
        edges = instance(self.draw, kind, rows=rows)
        self.plan = Standing(edges)
        self.needs = list(range(edges.places.size))
        self.supplies = list(range(edges.capacity.size))
        self.levels = int(edges.weight.max(initial=1))
        # Lanes that outweigh all the places there will be.
        self.tiers = (0, 1, 10_000, 100_000_000) if kind == "tiers" else (0,)

    def event(self) -> None:
        """Somebody comes or goes."""
        what = self.draw.integers(4)
        if what == 0:
            fits = self._some(self.supplies)
            tier = int(self.draw.choice(self.tiers))
            places = int(self.draw.integers(0, 3))
            weights = self.draw.integers(1, self.levels + 1, len(fits))
            self.needs.append(self.plan.need_comes(fits, weights, tier=tier, places=places))
        elif what == 1:
            fits = self._some(self.needs)
            weights = self.draw.integers(1, self.levels + 1, len(fits))
            capacity = int(self.draw.integers(0, 3))
            self.supplies.append(self.plan.supply_comes(fits, weights, capacity=capacity))
        elif what == 2 and self.needs:
            self.plan.need_goes(self.needs.pop(self.draw.integers(len(self.needs))))
        elif what == 3 and self.supplies:
            self.plan.supply_goes(self.supplies.pop(self.draw.integers(len(self.supplies))))

    def _some(self, rows: list[int]) -> list[int]:
        return [row for row in rows if self.draw.random() < 0.3]


def _is_best(plan: Standing) -> bool:
    edges = plan.edges()
    return worth(edges, plan.choice().chosen) == worth(edges, solve(edges).chosen)


@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_events_end_at_the_best_plan(kind: str) -> None:
    town = _Town(KINDS.index(kind), kind, rows=60)
    for _ in range(1_000):
        town.event()
    assert _is_best(town.plan)
    prove(town.plan.edges(), town.plan.choice())


@pytest.mark.parametrize("seed", range(20))
def test_the_plan_is_best_after_each_event(seed: int) -> None:
    town = _Town(100 + seed, KINDS[seed % len(KINDS)], rows=12)
    for _ in range(60):
        town.event()
        assert _is_best(town.plan)
        prove(town.plan.edges(), town.plan.choice())


def test_nobody_is_matched_with_who_has_gone() -> None:
    town = _Town(7, "everything", rows=20)
    for _ in range(300):
        town.event()
        here = set(town.needs), set(town.supplies)
        assert all(need in here[0] and supply in here[1] for need, supply in town.plan.pairs())


def test_the_same_events_give_the_same_plan() -> None:
    towns = [_Town(8, "tied", rows=20) for _ in range(2)]
    for town in towns:
        for _ in range(200):
            town.event()
    assert towns[0].plan.pairs() == towns[1].plan.pairs()


@pytest.fixture
def pair() -> Standing:
    one = np.ones(1, dtype=np.int64)
    return Standing(Edges(0 * one, 0 * one, 5 * one, 0 * one, one, one))


@pytest.mark.parametrize("rows", [[0, 0], [1], [-1]], ids=["twice", "unknown", "negative"])
def test_rows_that_cannot_be_are_refused(pair: Standing, rows: list[int]) -> None:
    with pytest.raises(ValueError, match="row"):
        pair.need_comes(rows, [3] * len(rows))


def test_who_is_not_there_cannot_go(pair: Standing) -> None:
    with pytest.raises(ValueError, match="no such row"):
        pair.supply_goes(1)


def test_who_has_gone_may_go_again(pair: Standing) -> None:
    pair.supply_goes(0)
    pair.supply_goes(0)
    assert pair.pairs() == []
