"""A round keeps its promises: exact, explained, repeatable, indifferent to order."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest

from matching import Need, Plan, Settings, Supply, check, explain, from_json, run_round, to_json
from matching import why_not as refusals_of
from matching.proof import NotProven
from matching.tell.matched import seal
from tests.matching.county import ON, county


@pytest.fixture(scope="module")
def rows() -> tuple[list[Need], list[Supply]]:
    return county(90, 110, seed=5)


@pytest.fixture(scope="module")
def plan(rows: tuple[list[Need], list[Supply]]) -> Plan:
    return run_round(*rows, on=ON)


def test_every_match_and_alternative_keeps_every_rule(
    rows: tuple[list[Need], list[Supply]], plan: Plan
) -> None:
    need_of = {need.id: need for need in rows[0]}
    supply_of = {supply.id: supply for supply in rows[1]}
    assert plan.matches
    for match in plan.matches:
        for pair in (match, *match.alternatives):
            need, supply = need_of[pair.need_id], supply_of[pair.supply_id]
            assert refusals_of(need, supply, on=ON) == ()


def test_parts_sum_to_the_score(plan: Plan) -> None:
    for match in plan.matches:
        assert abs(sum(part.points for part in match.parts) - match.score) < 1e-9
        assert 0 <= match.score <= 100
        assert 0 < match.probability < 1


def test_a_match_scores_the_same_alone_as_in_a_round(
    rows: tuple[list[Need], list[Supply]], plan: Plan
) -> None:
    need_of = {need.id: need for need in rows[0]}
    supply_of = {supply.id: supply for supply in rows[1]}
    for match in plan.matches[:20]:
        alone = explain(need_of[match.need_id], supply_of[match.supply_id], on=ON)
        assert alone == replace(match, rank=1, alternatives=())


def test_the_total_is_the_sum_of_scores_and_meets_the_bound(plan: Plan) -> None:
    assert plan.total == plan.bound == sum(round(m.score * 1e6) for m in plan.matches)


def test_the_plan_is_proven(rows: tuple[list[Need], list[Supply]], plan: Plan) -> None:
    check(plan, *rows)


def test_shuffled_rows_give_the_same_plan_to_the_byte(
    rows: tuple[list[Need], list[Supply]], plan: Plan
) -> None:
    needs, supplies = list(rows[0]), list(rows[1])
    random.Random(3).shuffle(needs)
    random.Random(4).shuffle(supplies)
    assert to_json(run_round(needs, supplies, on=ON)) == to_json(plan)


def test_a_stored_round_is_replayed_to_the_byte(
    rows: tuple[list[Need], list[Supply]], plan: Plan
) -> None:
    needs, supplies = (from_json(to_json(tuple(part))) for part in rows)
    settings = from_json(to_json(Settings()))
    again = run_round(needs, supplies, on=ON, settings=settings)
    assert to_json(again) == to_json(plan)
    assert from_json(to_json(plan)) == plan


def test_other_inputs_have_another_digest(
    rows: tuple[list[Need], list[Supply]], plan: Plan
) -> None:
    needs = [replace(rows[0][0], text="别的话"), *rows[0][1:]]
    assert run_round(needs, rows[1], on=ON).inputs_digest != plan.inputs_digest


def test_a_need_nobody_fits_changes_nothing_for_others(
    rows: tuple[list[Need], list[Supply]], plan: Plan
) -> None:
    strange = Need("a-stranger", "nothing_like_it", priority=1, places=5)
    with_stranger = run_round([strange, *rows[0]], rows[1], on=ON)
    assert with_stranger.matches == plan.matches
    assert with_stranger.proof == plan.proof
    assert [left for left in with_stranger.unmatched if left.need_id != strange.id] == list(
        plan.unmatched
    )
    assert with_stranger.unmatched[0].reason == "category"


def test_every_place_is_filled_or_told(rows: tuple[list[Need], list[Supply]], plan: Plan) -> None:
    open_places = {left.need_id: left.open_places for left in plan.unmatched}
    for need in rows[0]:
        served = [match.supply_id for match in plan.matches if match.need_id == need.id]
        assert len(served) + open_places.get(need.id, 0) == need.places
        assert len(set(served)) == len(served)


def test_no_supply_is_given_more_than_it_has_left(
    rows: tuple[list[Need], list[Supply]], plan: Plan
) -> None:
    for supply in rows[1]:
        assert sum(match.supply_id == supply.id for match in plan.matches) <= supply.free


def test_ranks_and_alternatives_follow_the_score(plan: Plan) -> None:
    by_need: dict[str, list[str]] = {}
    for match in plan.matches:
        by_need.setdefault(match.need_id, []).append(match.supply_id)
    for match in plan.matches:
        assert all(a.score >= b.score for a, b in pairwise(match.alternatives))
        assert not {a.supply_id for a in match.alternatives} & set(by_need[match.need_id])
        assert len(match.alternatives) <= 3
        for other in match.alternatives:
            assert (other.rank < match.rank) == (
                (-other.score, other.supply_id) < (-match.score, match.supply_id)
            )


def test_nothing_in_gives_an_empty_plan() -> None:
    plan = run_round([], [], on=ON)
    assert (plan.matches, plan.unmatched, plan.total, plan.bound) == ((), (), 0, 0)
    check(plan, [], [])


def test_needs_without_supplies_are_all_unmatched() -> None:
    plan = run_round([Need("n1", "tutoring")], [], on=ON)
    assert [(left.need_id, left.reason) for left in plan.unmatched] == [("n1", "category")]


def test_supplies_without_needs_wait() -> None:
    assert run_round([], [Supply("s1", "goods")], on=ON).matches == ()


def test_the_reason_is_the_rule_that_leaves_nobody() -> None:
    need = Need("n1", "tutoring", skills={"teacher_cert"}, child_age=5)
    unqualified = Supply("s1", "volunteer", categories={"tutoring"})
    too_old = Supply(
        "s2", "volunteer", categories={"tutoring"}, skills={"teacher_cert"}, ages=(6, 14)
    )
    plan = run_round([need], [unqualified, too_old], on=ON)
    assert (plan.unmatched[0].reason, plan.unmatched[0].feasible) == ("age", 0)


def test_a_need_whose_supplies_are_taken_lacks_capacity() -> None:
    tutor = Supply("s1", "volunteer", categories={"tutoring"})
    needs = [Need("n1", "tutoring", priority=1), Need("n2", "tutoring")]
    plan = run_round(needs, [tutor], on=ON)
    assert [match.need_id for match in plan.matches] == ["n1"]
    assert [(left.reason, left.feasible) for left in plan.unmatched] == [("capacity", 1)]


def test_the_same_id_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="n1"):
        run_round([Need("n1", "a"), Need("n1", "b")], [], on=ON)


def test_progress_is_told_step_by_step(rows: tuple[list[Need], list[Supply]]) -> None:
    told: list[tuple[str, int, int]] = []
    run_round(*rows, on=ON, progress=lambda step, done, total: told.append((step, done, total)))
    steps = list(dict.fromkeys(step for step, _, _ in told))
    assert steps == ["score", "assign", "explain", "change"]
    assert all(0 <= done <= total for _, done, total in told)


def along_a_road() -> tuple[list[Need], list[Supply]]:
    """The best total serves one need at the door and sends 28 km for the other."""

    def at(east: float) -> dict[str, float]:
        return {"lat": 30.63, "lon": 120.5 + east * 0.1125}

    return (
        [Need("n1", "a", **at(0)), Need("n2", "a", **at(-1))],
        [Supply("s1", "goods", **at(0)), Supply("s2", "goods", **at(1))],
    )


def test_a_floor_lifts_the_worst_off_and_says_what_it_costs() -> None:
    rows = along_a_road()
    free, held = (
        run_round(*rows, on=ON, settings=Settings(floor=asked)) for asked in (False, True)
    )
    assert [match.supply_id for match in free.matches] == ["s1", "s2"]
    assert [match.supply_id for match in held.matches] == ["s2", "s1"]
    lowest = min(round(match.score * 1e6) for match in held.matches)
    assert held.floor == lowest > min(round(match.score * 1e6) for match in free.matches)
    assert held.floor_cost == free.total - held.total > 0
    assert (free.floor, free.floor_cost) == (0, 0)
    check(held, *rows, settings=Settings(floor=True))


def test_a_match_below_the_floor_is_noticed() -> None:
    rows = along_a_road()
    held = run_round(*rows, on=ON, settings=Settings(floor=True))
    with pytest.raises(NotProven, match="less than the floor"):
        check(seal(replace(held, floor=held.floor + 1)), *rows, settings=Settings(floor=True))


class TestStaying:
    """`Settings.stay_bonus`: who serves the child already is preferred by so many points."""

    NEED = Need("n1", "tutoring", familiar=frozenset({"known"}), lat=30.63, lon=120.56)
    KNOWN, OTHER = (
        Supply(id_, "volunteer", categories=frozenset({"tutoring"}), lat=30.63 + up, lon=120.56)
        for id_, up in (("known", 0.15), ("other", 0.0))
    )

    def plan(self, bonus: float, *, familiar: bool = True) -> Plan:
        need = self.NEED if familiar else replace(self.NEED, familiar=frozenset())
        return run_round(
            [need], [self.KNOWN, self.OTHER], on=ON, settings=Settings(stay_bonus=bonus)
        )

    def test_it_outweighs_a_better_score_up_to_its_points(self) -> None:
        needed = explain(self.NEED, self.OTHER, on=ON).score
        needed -= explain(self.NEED, self.KNOWN, on=ON).score
        assert 0.1 < needed < 30
        for bonus, chosen in ((0.0, "other"), (needed - 0.1, "other"), (needed + 0.1, "known")):
            assert [match.supply_id for match in self.plan(bonus).matches] == [chosen]
        assert self.plan(34.0, familiar=False).matches[0].supply_id == "other"

    def test_it_is_in_the_total_and_in_no_score(self) -> None:
        plan = self.plan(20.0)
        [match] = plan.matches
        assert match.score == explain(self.NEED, self.KNOWN, on=ON).score
        assert plan.total == plan.bound == round(match.score * 1e6) + 20_000_000

    def test_the_proof_knows_it(self) -> None:
        plan, rows = self.plan(20.0), ([self.NEED], [self.KNOWN, self.OTHER])
        check(plan, *rows, settings=Settings(stay_bonus=20.0))
        with pytest.raises(NotProven):
            check(plan, *rows, settings=Settings(stay_bonus=0.0))

    @pytest.mark.parametrize("bonus", [-1.0, 34.5, math.nan])
    def test_it_must_leave_room_for_the_score(self, bonus: float) -> None:
        with pytest.raises(ValueError, match="stay_bonus must be from 0 to 34"):
            Settings(stay_bonus=bonus)
