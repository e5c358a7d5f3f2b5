"""A million pairs, held against plain Python: what is found, what is planned, and what it is worth."""

from __future__ import annotations

import random
from functools import cache

import pytest

from matching import Plan, Settings, run_round
from matching.board import Board, Terms
from matching.feasible import feasible
from tests.matching.county import ON, county
from tests.matching.plainly import refusals

SIDE = 500
SEEDS = range(4)
"""Four counties of a quarter of a million pairs."""


@cache
def planned(seed: int) -> Plan:
    """The plan of a county, made once for all that is asked about it."""
    return run_round(*county(SIDE, SIDE, seed=seed), on=ON)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_found_is_what_plain_python_allows(seed: int) -> None:
    needs, supplies = county(SIDE, SIDE, seed=seed)
    found = feasible(Board(needs, supplies, Terms(ON, Settings())))
    allowed = [
        (i, j)
        for i, need in enumerate(needs)
        for j, supply in enumerate(supplies)
        if not supply.categories.isdisjoint({need.category})
        and not refusals(need, supply, ON, Settings())
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
            assert refusals(need, supply, ON, Settings()) == []
            assert abs(pair.score - sum(part.points for part in pair.parts)) <= 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_in_any_order_give_the_same_plan(seed: int) -> None:
    needs, supplies = county(SIDE, SIDE, seed=seed)
    random.Random(seed).shuffle(needs)
    random.Random(seed + 1).shuffle(supplies)
    assert run_round(needs, supplies, on=ON).digest == planned(seed).digest
