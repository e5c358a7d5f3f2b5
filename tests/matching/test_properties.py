"""A million pairs, held against plain Python: what is found, what is planned, and what it is worth."""

from __future__ import annotations

import random
from functools import cache
from itertools import product

import pytest

from matching import Plan, Settings, run_round
from matching.columns.board import Board, Terms
from matching.pairs.feasible import feasible
from tests.matching.county import MODES, ON, TOWNS, county
from tests.matching.plainly import refusals

SIDE = 500
SEEDS = range(4)
"""Four counties of a quarter of a million pairs."""


@cache
def terms(seed: int) -> Settings:
    """The usual settings of the first county; roads and limits of their own for the others."""
    draw = random.Random(seed)
    if not seed:
        return Settings()
    return Settings(
        road_factors={town: draw.uniform(1, 3) for town, _, _ in TOWNS if draw.random() < 0.6},
        mode_km={mode: draw.uniform(3, 30) for mode in MODES if draw.random() < 0.8},
        commute_minutes=draw.choice((None, 20.0, 45.0)),
    )


@cache
def planned(seed: int) -> Plan:
    """The plan of a county, made once for all that is asked about it."""
    return run_round(*county(SIDE, SIDE, seed=seed), on=ON, settings=terms(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_found_is_what_plain_python_allows(seed: int) -> None:
    needs, supplies = county(SIDE, SIDE, seed=seed)
    found = feasible(Board(needs, supplies, Terms(ON, terms(seed))))
    allowed = [
        (i, j)
        for (i, need), (j, supply) in product(enumerate(needs), enumerate(supplies))
        if need.category in supply.categories and not refusals(need, supply, ON, terms(seed))
    ]
    assert list(zip(found.i.tolist(), found.j.tolist(), strict=True)) == allowed
    assert len(allowed) > SIDE


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_breaks_a_rule(seed: int) -> None:
    needs, supplies = county(SIDE, SIDE, seed=seed)
    need_of = {row.id: row for row in needs}
    supply_of = {row.id: row for row in supplies}
    for match in planned(seed).matches:
        for pair in (match, *match.alternatives):
            need, supply = need_of[pair.need_id], supply_of[pair.supply_id]
            assert refusals(need, supply, ON, terms(seed)) == []
            assert abs(pair.score - sum(part.points for part in pair.parts)) <= 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_in_any_order_give_the_same_plan(seed: int) -> None:
    needs, supplies = county(SIDE, SIDE, seed=seed)
    random.Random(seed).shuffle(needs)
    random.Random(seed + 1).shuffle(supplies)
    again = run_round(needs, supplies, on=ON, settings=terms(seed))
    assert again.digest == planned(seed).digest
