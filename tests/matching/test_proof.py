"""The checker passes true plans and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from matching import Match, Need, Plan, Supply, check, run_round
from matching.proof import NotProven
from matching.round import seal
from tests.matching.county import ON, county

Rows = tuple[list[Need], list[Supply]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return county(90, 70, seed=11)


@pytest.fixture(scope="module")
def plan(rows: Rows) -> Plan:
    return run_round(*rows, on=ON)


def _resealed(plan: Plan, **fields: Any) -> Plan:
    """A plan whose forger also knows how to write the digest."""
    return seal(replace(plan, **fields))


def _with_matches(plan: Plan, matches: list[Match]) -> Plan:
    return _resealed(plan, matches=tuple(matches))


def test_a_pair_swapped_is_noticed(rows: Rows, plan: Plan) -> None:
    at, match = next((k, m) for k, m in enumerate(plan.matches) if m.alternatives)
    matches = list(plan.matches)
    matches[at] = replace(match, supply_id=match.alternatives[0].supply_id)
    with pytest.raises(NotProven):
        check(_with_matches(plan, matches), *rows)


def test_a_pair_left_out_is_noticed(rows: Rows, plan: Plan) -> None:
    with pytest.raises(NotProven, match=r"worth more|reaches"):
        check(_with_matches(plan, list(plan.matches[1:])), *rows)


def test_a_pair_twice_is_noticed(rows: Rows, plan: Plan) -> None:
    with pytest.raises(NotProven, match="twice"):
        check(_with_matches(plan, [plan.matches[0], *plan.matches]), *rows)


def test_a_forbidden_pair_is_noticed(rows: Rows, plan: Plan) -> None:
    matches = [replace(plan.matches[0], need_id=plan.unmatched[0].need_id), *plan.matches[1:]]
    with pytest.raises(NotProven, match="may not be matched"):
        check(_with_matches(plan, matches), *rows)


@pytest.mark.parametrize("side", ["needs", "supplies"])
@pytest.mark.parametrize("step", [1, -1])
def test_any_price_changed_by_one_is_noticed(rows: Rows, plan: Plan, side: str, step: int) -> None:
    for name, (tier, lane) in getattr(plan.proof, side).items():
        prices = {**getattr(plan.proof, side), name: (tier, lane + step)}
        with pytest.raises(NotProven, match="sealed"):
            check(replace(plan, proof=replace(plan.proof, **{side: prices})), *rows)


def test_prices_too_high_prove_nothing(rows: Rows, plan: Plan) -> None:
    prices = {name: (2 * tier, 2 * lane) for name, (tier, lane) in plan.proof.needs.items()}
    with pytest.raises(NotProven, match="reaches"):
        check(_resealed(plan, proof=replace(plan.proof, needs=prices)), *rows)


def test_prices_too_low_prove_nothing(rows: Rows, plan: Plan) -> None:
    with pytest.raises(NotProven, match="worth more"):
        check(_resealed(plan, proof=replace(plan.proof, needs={})), *rows)


def test_a_price_below_zero_is_noticed(rows: Rows, plan: Plan) -> None:
    prices = {**plan.proof.supplies, rows[1][0].id: (0, -1)}
    with pytest.raises(NotProven, match="below zero"):
        check(_resealed(plan, proof=replace(plan.proof, supplies=prices)), *rows)


def test_a_broken_capacity_is_noticed(rows: Rows, plan: Plan) -> None:
    used = plan.matches[0].supply_id
    count = sum(match.supply_id == used for match in plan.matches)
    supplies = [
        replace(row, capacity=count - 1, load=0) if row.id == used else row for row in rows[1]
    ]
    with pytest.raises(NotProven):
        check(plan, rows[0], supplies)


def test_too_many_for_one_need_is_noticed() -> None:
    need = Need("n1", "a", places=2)
    supplies = [Supply(name, "volunteer", categories={"a"}) for name in ("s1", "s2")]
    plan = run_round([need], supplies, on=ON)
    with pytest.raises(NotProven, match="more supplies than places"):
        check(plan, [replace(need, places=1)], supplies)


def test_a_total_made_larger_is_noticed(rows: Rows, plan: Plan) -> None:
    with pytest.raises(NotProven, match="should both be"):
        check(_resealed(plan, total=plan.total + 1), *rows)


def test_a_price_for_a_stranger_is_noticed(rows: Rows, plan: Plan) -> None:
    prices = {**plan.proof.needs, "stranger": (0, 1)}
    with pytest.raises(NotProven, match="stranger"):
        check(_resealed(plan, proof=replace(plan.proof, needs=prices)), *rows)
