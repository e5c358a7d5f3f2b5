"""Every plan is worth what scipy's solvers say the best is worth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array

from matching.assign import Edges, solve
from tests.matching.instances import KINDS, allowed, instance, worth

ASSIGN100 = Path(__file__).parent / "data" / "assign100.txt"
SINGLE = tuple(kind for kind in KINDS if kind not in ("several places", "everything"))


@pytest.fixture(params=[12, 0], ids=["searching", "bidding"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a budget of nothing, every plan that is not found at once is begun by auction."""
    monkeypatch.setattr("matching.assign.net.BUDGET", request.param)


def _one_lane(edges: Edges) -> np.ndarray:
    """Tiers and weights as one number: small enough here for scipy to be exact."""
    scale = int(edges.weight.sum()) + 1
    lane = edges.tier[edges.need] * scale + edges.weight
    assert int(lane.sum()) < 1 << 53
    return lane


def _by_copies(edges: Edges) -> int:
    """One column per place of a supply, one more per need for being left out."""
    weight = np.zeros((edges.places.size, edges.capacity.size))
    weight[edges.need, edges.supply] = _one_lane(edges)
    columns = np.repeat(np.arange(edges.capacity.size), edges.capacity)
    table = np.hstack((weight[:, columns], np.zeros((edges.places.size, edges.places.size))))
    rows, chosen = linear_sum_assignment(table, maximize=True)
    return round(table[rows, chosen].sum())


def _by_integer_programme(edges: Edges) -> int:
    """One variable per pair, solved by HiGHS."""
    lane, pairs = _one_lane(edges), np.arange(edges.need.size)
    if not pairs.size:
        return 0
    ones = np.ones(pairs.size)
    by_need = coo_array((ones, (edges.need, pairs)), shape=(edges.places.size, pairs.size))
    by_supply = coo_array((ones, (edges.supply, pairs)), shape=(edges.capacity.size, pairs.size))
    found = milp(
        -lane,
        constraints=[
            LinearConstraint(by_need.tocsr(), ub=edges.places),
            LinearConstraint(by_supply.tocsr(), ub=edges.capacity),
        ],
        integrality=ones,
        bounds=(0, 1),
        options={"mip_rel_gap": 0},
    )
    return round(-found.fun)


def _reached(edges: Edges) -> int:
    chosen = solve(edges).chosen
    assert allowed(edges, chosen)
    return int(_one_lane(edges)[chosen].sum())


@pytest.mark.parametrize("kind", SINGLE)
def test_plans_are_worth_what_the_assignment_with_copies_is(kind: str) -> None:
    draw = np.random.default_rng(SINGLE.index(kind))
    for _ in range(1_000):
        edges = instance(draw, kind)
        assert _reached(edges) == _by_copies(edges)


@pytest.mark.parametrize("kind", ["several places", "everything"])
def test_plans_with_several_places_are_worth_what_an_integer_programme_reaches(kind: str) -> None:
    draw = np.random.default_rng(len(kind))
    for _ in range(150):
        edges = instance(draw, kind, rows=14)
        assert _reached(edges) == _by_integer_programme(edges)


def test_assign100_costs_305() -> None:
    """The optimum that the OR-Library states; the least cost is the most of what is left."""
    cost = np.loadtxt(ASSIGN100.read_text().split("\n", 1)[1].split()[1:]).astype(np.int64)
    assert cost.shape == (100 * 100,)
    rows, columns = np.divmod(np.arange(cost.size), 100)
    one = np.ones(100, dtype=np.int64)
    edges = Edges(rows, columns, 1000 - cost, 0 * one, one, one)
    choice = solve(edges)
    assert choice.chosen.sum() == 100
    assert int(cost[choice.chosen].sum()) == 305
    assert worth(edges, choice.chosen) == (0, 100 * 1000 - 305)
