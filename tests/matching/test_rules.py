"""Each hard rule refuses what it must, says why, and can be lifted as it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching import RULES, Need, Settings, Slot, Supply, adjacent, parse_slots, why_not
from matching.columns.board import Board, Terms
from matching.pairs.listed import broken
from matching.rules.base import no_lift
from tests.house.source import told
from tests.matching.county import ON, county
from tests.matching.pairs import DAY, HERE, MORNING, REFUSED, TEN_KM_EAST, pair_of
from tests.matching.plainly import refusals, week

WAYS_TO_WORK = ("walk", "car", None)

# need fields, supply fields: on the right side of a limit by as little as can be.
ALLOWED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"skills": {"nurse"}}, {"skills": {"nurse", "lawyer"}}),
    ({"any_of": {"nurse", "physician"}}, {"skills": {"physician"}}),
    ({"direct_contact": True, "until": ON + 90 * DAY}, {"vetted_until": ON + 90 * DAY}),
    ({"direct_contact": True}, {"vetted_until": ON + 30 * DAY}),
    ({"area": "wuzhen"}, {"areas": {"puyuan", "wuzhen"}}),
    ({"area": "wuzhen"}, {}),
    (HERE, {**TEN_KM_EAST, "radius_km": 13.0}),
    ({**HERE, "modes": {"online", "home"}}, {**TEN_KM_EAST, "radius_km": 1.0, "modes": {"online"}}),
    ({**HERE, "max_km": 1.0}, {**TEN_KM_EAST, "kind": "job", "modes": {"home_work"}}),
    ({**HERE, "modes": {"online", "home"}}, {**TEN_KM_EAST, "radius_km": 1.0}),
    (HERE, {**TEN_KM_EAST, "radius_km": 1.0, "modes": {"online", "home"}}),
    (HERE, {"radius_km": 1.0}),
    ({"slots": MORNING, "minutes": 60}, {"slots": parse_slots("tue 10:00-12:00")}),
    ({"slots": MORNING}, {}),
    ({"slots": parse_slots("tue 08:00-13:00")}, {"kind": "job", "slots": MORNING}),
    ({"until": ON + 10 * DAY}, {"start": ON + 10 * DAY}),
    ({"child_age": 6}, {"ages": (6, 14)}),
    ({"child_age": 14}, {"ages": (6, 14)}),
    ({"helper_sex": "female"}, {"sex": "female"}),
    ({"helper_sex": "female"}, {"kind": "organization"}),
    ({"languages": {"wu", "mandarin"}}, {"languages": {"mandarin"}}),
    ({"items": {"coat_120"}}, {"items": {"coat_120", "coat_130"}}),
    ({}, {"capacity": 2, "load": 1}),
    ({"designated": {"s1"}}, {"designated": {"n1"}}),
]


@pytest.mark.parametrize(("rule", "need", "supply"), REFUSED)
def test_a_pair_that_breaks_one_rule_is_refused_by_that_rule_alone(
    rule: str, need: dict[str, Any], supply: dict[str, Any]
) -> None:
    refused = why_not(*pair_of(need, supply), on=ON)
    assert [refusal.rule for refusal in refused] == [rule]
    assert refused[0].detail


@pytest.mark.parametrize(("need", "supply"), ALLOWED)
def test_a_pair_on_the_right_side_of_every_limit_is_allowed(
    need: dict[str, Any], supply: dict[str, Any]
) -> None:
    assert why_not(*pair_of(need, supply), on=ON) == ()


@pytest.mark.parametrize(("rule", "need", "supply"), REFUSED)
def test_a_lift_makes_its_rule_hold(
    rule: str, need: dict[str, Any], supply: dict[str, Any]
) -> None:
    pair = pair_of(need, supply)
    terms = Terms(ON, Settings())
    found = next(one for one in RULES if one.code == rule)
    lift = found.lift(*pair, terms)
    if lift is None:
        assert found.lift is no_lift or rule == "dates"
        return
    changed = (
        (replace(pair[0], **lift.fields), pair[1])
        if lift.side == "need"
        else (pair[0], replace(pair[1], **lift.fields))
    )
    assert rule not in [refusal.rule for refusal in why_not(*changed, on=ON)]
    assert lift.cost > 0


LIMITS = Settings(
    road_factors={"t01": 1.0, "t05": 1.9},
    mode_km={"home": 6.0, "center": 15.0, "online": 1.0},
    commute_minutes=25.0,
)


@pytest.mark.parametrize(
    ("seed", "settings"), [*((seed, Settings()) for seed in range(3)), (3, LIMITS), (4, LIMITS)]
)
def test_masks_agree_with_plain_python_on_every_pair_of_a_county(
    seed: int, settings: Settings
) -> None:
    needs, supplies = county(60, 70, seed=seed)
    needs = [replace(need, transport=WAYS_TO_WORK[row % 3]) for row, need in enumerate(needs)]
    board = Board(needs, supplies, Terms(ON, settings))
    i, j = np.divmod(np.arange(60 * 70), 70)
    masks = broken(board, i, j)
    for pair in range(i.size):
        need, supply = needs[i[pair]], supplies[j[pair]]
        expected = refusals(need, supply, ON, settings)
        assert [rule.code for rule, is_broken in zip(RULES, masks[:, pair], strict=True)
                if is_broken] == expected  # fmt: skip
        common = len(week(need.slots) & week(supply.slots))
        assert board.overlap(i[pair : pair + 1], j[pair : pair + 1])[0] == common


def test_masks_agree_with_plain_python_on_every_pair_of_the_samples() -> None:
    samples = [pair_of(need, supply) for need, supply in [one[1:] for one in REFUSED] + ALLOWED]
    needs, supplies = zip(*samples, strict=True)
    i, j = np.divmod(np.arange(len(samples) ** 2), len(samples))
    masks = broken(Board(needs, supplies, Terms(ON, Settings())), i, j)
    by_plain = [refusals(needs[n], supplies[s], ON, Settings()) for n, s in zip(i, j, strict=True)]
    faults = {
        rule.code
        for rule, mask in zip(RULES, masks, strict=True)
        if mask.tolist() != [rule.code in said for said in by_plain]
    }
    told(
        sorted(faults),
        "Not the same rule in matching/rules and in plain Python: tests/matching/plainly.py.",
    )


def test_inside_asks_for_every_day_of_the_service() -> None:
    need = Need("n1", "tutoring", start=ON, until=ON + 90 * DAY)
    leaves_early = Supply("s1", "volunteer", categories={"tutoring"}, until=ON + 89 * DAY)
    stays = replace(leaves_early, until=ON + 90 * DAY)
    inside = Settings(window="inside")
    assert [r.rule for r in why_not(need, leaves_early, on=ON, settings=inside)] == ["dates"]
    assert why_not(need, stays, on=ON, settings=inside) == ()


def test_neighbouring_categories_are_neighbours_both_ways() -> None:
    assert "net_protection" in adjacent("family_education")
    assert "family_education" in adjacent("net_protection")
    assert adjacent("tutoring") == frozenset()


def test_a_slot_must_run_forward_within_a_day() -> None:
    with pytest.raises(ValueError, match="runs forward"):
        Slot(0, 600, 600)


def test_a_text_where_a_set_of_codes_belongs_is_refused() -> None:
    with pytest.raises(ValueError, match="set of codes"):
        Need("n1", "tutoring", skills="nurse")  # type: ignore[arg-type]
