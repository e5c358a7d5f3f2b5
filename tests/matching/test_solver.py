"""The assignment is exact, checked against trying everything and against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from matching.assign import Edges, solve
from matching.assign.certificate import prove
from matching.assign.weights import hashes, tiers, weigh
from matching.kernels.weighing import TIE_BITS
from tests.matching.instances import instance, shuffled


def _edges(draw: np.random.Generator, needs: int, supplies: int, *, levels: int) -> Edges:
    pairs = np.argwhere(draw.random((needs, supplies)) < draw.uniform(0.2, 0.9))
    places = draw.integers(1, 4, needs)
    return Edges(
        need=pairs[:, 0].copy(),
        supply=pairs[:, 1].copy(),
        weight=draw.integers(1, levels + 1, len(pairs)),
        tier=tiers(draw.integers(0, 4, needs), places),
        places=places,
        capacity=draw.integers(0, 3, supplies),
    )


def _worth(edges: Edges, chosen: np.ndarray) -> tuple[int, int]:
    return int(edges.tier[edges.need[chosen]].sum()), int(edges.weight[chosen].sum())


def _allowed(edges: Edges, chosen: np.ndarray) -> bool:
    served = np.bincount(edges.need[chosen], minlength=edges.places.size)
    used = np.bincount(edges.supply[chosen], minlength=edges.capacity.size)
    return bool((served <= edges.places).all() and (used <= edges.capacity).all())


def _best_by_trying_everything(edges: Edges) -> tuple[int, int]:
    subsets = (np.arange(1 << edges.need.size)[:, None] >> np.arange(edges.need.size)) & 1
    return max(_worth(edges, row) for row in subsets.astype(bool) if _allowed(edges, row))


@pytest.mark.parametrize("seed", range(150))
def test_small_plans_are_as_good_as_trying_everything(seed: int) -> None:
    draw = np.random.default_rng(seed)
    edges = _edges(draw, int(draw.integers(1, 5)), int(draw.integers(1, 4)), levels=4)
    if edges.need.size > 11:
        edges = Edges(edges.need[:11], edges.supply[:11], edges.weight[:11], edges.tier,
                      edges.places, edges.capacity)  # fmt: skip
    chosen = solve(edges).chosen
    assert _allowed(edges, chosen)
    assert _worth(edges, chosen) == _best_by_trying_everything(edges)


@pytest.mark.parametrize("seed", range(25))
def test_larger_plans_have_the_total_of_an_integer_programme(seed: int) -> None:
    draw = np.random.default_rng(1000 + seed)
    levels = int(draw.choice((1, 10, 100_000)))
    edges = _edges(draw, int(draw.integers(5, 60)), int(draw.integers(3, 60)), levels=levels)
    edges = Edges(edges.need, edges.supply, edges.weight, 0 * edges.tier, edges.places,
                  edges.capacity)  # fmt: skip
    by_need = edges.need == np.arange(edges.places.size)[:, None]
    by_supply = edges.supply == np.arange(edges.capacity.size)[:, None]
    programme = milp(
        -edges.weight,
        constraints=[
            LinearConstraint(by_need.astype(float), ub=edges.places),
            LinearConstraint(by_supply.astype(float), ub=edges.capacity),
        ],
        integrality=np.ones(edges.need.size),
        bounds=(0, 1),
    )
    chosen = solve(edges).chosen
    assert _allowed(edges, chosen)
    assert int(edges.weight[chosen].sum()) == round(-programme.fun)


@pytest.mark.parametrize("seed", range(40))
def test_prices_prove_every_plan(seed: int) -> None:
    draw = np.random.default_rng(2000 + seed)
    edges = _edges(draw, 40, 25, levels=int(draw.choice((1, 3, 1000))))
    choice = solve(edges)
    lanes = np.column_stack((edges.tier[edges.need], edges.weight)).astype(object)
    u, p = choice.need_price.astype(object), choice.supply_price.astype(object)
    gap = lanes - u[edges.need] - p[edges.supply]
    dear = np.array([tuple(row) > (0, 0) for row in gap], dtype=bool)
    assert all(tuple(price) >= (0, 0) for price in (*u, *p))
    assert not (dear & ~choice.chosen).any()
    paid = (u * edges.places[:, None]).sum(axis=0) + (p * edges.capacity[:, None]).sum(axis=0)
    paid = paid + gap[dear].sum(axis=0)
    assert tuple(paid) == _worth(edges, choice.chosen)


def test_leaving_someone_out_can_be_the_best_plan() -> None:
    one = np.ones(2, dtype=np.int64)
    # Need 1 fits only supply 0; giving it that place would push need 0 to a far worse one.
    edges = Edges(
        np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([100, 10, 80]), 0 * one, one, one
    )
    assert solve(edges).chosen.tolist() == [True, False, False]


def test_an_urgent_need_goes_before_any_number_of_points() -> None:
    one = np.ones(2, dtype=np.int64)
    edges = Edges(
        np.array([0, 1]), np.array([0, 0]), np.array([1, 1 << 60]), np.array([1, 0]), one, one[:1]
    )
    assert solve(edges).chosen.tolist() == [True, False]


def test_a_supply_never_serves_the_same_need_twice() -> None:
    edges = Edges(
        np.array([0, 0]), np.array([0, 1]), np.array([9, 1]), np.zeros(1, dtype=np.int64),
        np.array([3]), np.array([5, 1]),
    )  # fmt: skip
    assert solve(edges).chosen.tolist() == [True, True]


def test_no_edges_need_no_plan() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert solve(Edges(none, none, none, none, none, none)).chosen.size == 0


def test_one_place_of_a_tier_outweighs_all_places_below() -> None:
    priority, places = np.array([0, 1, 1, 2, 3]), np.array([9, 2, 3, 4, 1])
    lane = tiers(priority, places)
    assert lane.tolist() == [0, 1, 1, 6, 30]
    for at in range(1, 5):
        below = priority < priority[at]
        assert lane[at] > (lane * places)[below].sum()


def test_ties_never_outweigh_a_millionth_of_a_point() -> None:
    ids = hashes([f"n{number}" for number in range(1000)], seed=1)
    every = np.arange(1000)
    weights = weigh(
        np.zeros(1000), every, every, need_hash=ids, supply_hash=ids[::-1].copy(), most=1000
    )
    assert weights.min() > 0
    assert int(weights.sum()) < 1 << TIE_BITS


def test_scores_outside_the_lane_are_refused() -> None:
    one = np.zeros(1, dtype=np.int64)
    with pytest.raises(ValueError, match="between 0 and 134"):
        weigh(
            np.array([200.0]), one, one, need_hash=hashes(["a"], seed=1),
            supply_hash=hashes(["b"], seed=2), most=1,
        )  # fmt: skip


@pytest.mark.parametrize("budget", [12, 0], ids=["searching", "bidding"])
def test_the_order_of_pairs_changes_nothing(budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.assign.net.BUDGET", budget)
    draw = np.random.default_rng(5)
    for _ in range(300):
        edges = instance(draw, "everything")
        mixed, order = shuffled(draw, edges)
        choice, again = solve(edges), solve(mixed)
        assert again.chosen.tolist() == choice.chosen[order].tolist()
        assert again.need_price.tolist() == choice.need_price.tolist()
        assert again.supply_price.tolist() == choice.supply_price.tolist()


def test_places_for_which_there_is_no_pair_are_worth_nothing() -> None:
    one = np.ones(1, dtype=np.int64)
    edges = Edges(0 * one, 0 * one, 5 * one, one, 10**9 * one, 10**9 * one)
    choice = solve(edges)
    assert choice.chosen.tolist() == [True]
    prove(edges, choice)


def test_long_rows_and_wide_searches_are_solved() -> None:
    draw = np.random.default_rng(6)
    for needs, supplies, capacity in ((600, 40, 3), (40, 600, 1), (300, 300, 1)):
        i, j = np.divmod(np.arange(needs * supplies), supplies)
        places = draw.integers(1, 4, needs)
        edges = Edges(
            i, j, draw.integers(1, 50, i.size), tiers(draw.integers(0, 4, needs), places), places,
            np.full(supplies, capacity),
        )  # fmt: skip
        prove(edges, solve(edges))


def test_prices_that_leave_their_lane_are_refused() -> None:
    # The first need fits one supply alone and so pushes all others to one worth far less to them.
    many = 12
    rows = np.arange(many)
    need, supply = np.concatenate((rows, rows[1:])), np.concatenate((rows, rows[:-1]))
    weight = np.concatenate((np.ones(many, dtype=np.int64), np.full(many - 1, (1 << 61) - 1)))
    one = np.ones(many, dtype=np.int64)
    capacity = one.copy()
    edges = Edges(need, supply, weight, one, one, capacity)
    with pytest.raises(OverflowError, match="too large"):
        solve(edges)


def test_edges_that_may_not_be_written_to_are_only_read() -> None:
    edges = instance(np.random.default_rng(7), "everything")
    before = [array.copy() for array in vars(edges).values()]
    for array in vars(edges).values():
        array.setflags(write=False)
    solve(edges)
    for array, was in zip(vars(edges).values(), before, strict=True):
        assert array.tolist() == was.tolist()
