"""Each feature measures what it says, in its unit and range; better never scores lower."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching import Need, Scorecard, Settings, Supply, expert, explain, from_json, to_json
from matching import parse_slots as slots
from matching.columns.board import Board, Terms
from matching.pairs.scoring import measure
from matching.score.features import FEATURES, NAMES
from matching.score.scorecard import Table
from tests.matching.county import ON, county

HERE = {"lat": 30.63, "lon": 120.56}
EAST = {"lat": 30.63, "lon": 120.6605}

# feature, need fields, supply fields, value
MEASURED: list[tuple[str, dict[str, Any], dict[str, Any], float | None]] = [
    ("category", {}, {}, 1.0),
    ("text", {"text": "小学数学辅导"}, {"text": "小学数学辅导"}, 1.0),
    ("text", {"text": "小学数学辅导"}, {"text": "冬衣"}, 0.0),
    ("text", {"text": "小学数学辅导"}, {"text": ""}, None),
    ("overlap", {"slots": slots("tue 16:30-17:30;thu 16:30-17:30")},
     {"slots": slots("tue 16:00-18:00")}, 0.5),
    ("overlap", {"slots": slots("tue 16:30-17:30")}, {}, None),
    ("season", {"start": ON, "until": ON + dt.timedelta(9)}, {"until": ON + dt.timedelta(4)}, 0.5),
    ("season", {}, {}, 1.0),
    ("distance", HERE, EAST, 12.5),
    ("distance", HERE, {**EAST, "modes": {"online"}}, None),
    ("distance", HERE, {**EAST, "kind": "job"}, None),
    ("distance", HERE, {}, None),
    ("commute", HERE, {**EAST, "kind": "job"}, 37.5),
    ("commute", {**HERE, "transport": "car"}, {**EAST, "kind": "course"}, 23.4375),
    ("commute", HERE, EAST, None),
    ("familiar", {"familiar": {"s1"}}, {}, 1.0),
    ("familiar", {"familiar": {"s2"}}, {}, 0.0),
    ("prefers", {"prefers": {"piano", "art"}}, {"skills": {"piano"}}, 0.5),
    ("prefers", {}, {"skills": {"piano"}}, None),
    ("surplus", {"skills": {"a"}}, {"skills": {"a", "b", "c"}}, 2.0),
    ("surplus", {}, {"skills": {"a", "b", "c", "d", "e"}}, 3.0),
    ("language", {"languages": {"wu", "mandarin"}}, {"languages": {"wu"}}, 0.5),
    ("language", {"languages": {"wu"}}, {}, None),
    ("reliability", {}, {"reliability": 0.75}, 0.75),
    ("acceptance", {}, {}, None),
    ("load", {}, {"capacity": 4, "load": 1}, 0.25),
    ("load", {}, {"capacity": 0}, 1.0),
    ("waiting", {"opened_at": ON - dt.timedelta(21)}, {}, 21.0),
    ("waiting", {"opened_at": ON + dt.timedelta(2)}, {}, 0.0),
]  # fmt: skip


def _pair(need: dict[str, Any], supply: dict[str, Any]) -> tuple[Need, Supply]:
    supply = dict(supply)
    return Need("n1", "tutoring", **need), Supply("s1", supply.pop("kind", "volunteer"), **supply)


@pytest.mark.parametrize(("name", "need", "supply", "value"), MEASURED)
def test_a_feature_measures_what_it_says(
    name: str, need: dict[str, Any], supply: dict[str, Any], value: float | None
) -> None:
    parts = explain(*_pair(need, supply), on=ON).parts
    part = next(part for part in parts if part.feature == name)
    if value is None:
        assert part.value is None
        return
    assert part.value == pytest.approx(value, rel=2e-3)


def test_values_stay_in_their_range() -> None:
    needs, supplies = county(60, 60, seed=4)
    i, j = np.divmod(np.arange(3600), 60)
    values = measure(Board(needs, supplies, Terms(ON, Settings())), i, j)
    for column, feature in enumerate(FEATURES):
        known = values[~np.isnan(values[:, column]), column]
        assert known.size
        assert (known >= feature.low).all()
        assert (known <= feature.high).all()


# need, worse supply, better supply: the better one never has fewer points.
BETTER: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (HERE, EAST, {"lat": 30.63, "lon": 120.61}),
    ({"slots": slots("tue 16:00-18:00")}, {"slots": slots("tue 17:00-18:00")},
     {"slots": slots("tue 16:00-18:00")}),
    ({"prefers": {"a", "b"}}, {"skills": {"a"}}, {"skills": {"a", "b"}}),
    ({}, {"reliability": 0.5}, {"reliability": 0.9}),
    ({}, {"acceptance": 0.5}, {"acceptance": 0.9}),
    ({}, {"capacity": 4, "load": 3}, {"capacity": 4, "load": 1}),
    ({"familiar": {"s1"}}, {"radius_km": 5.0}, {"radius_km": 9.0}),
]  # fmt: skip


@pytest.mark.parametrize(("need", "worse", "better"), BETTER)
def test_better_never_scores_lower(
    need: dict[str, Any], worse: dict[str, Any], better: dict[str, Any]
) -> None:
    low, high = (explain(*_pair(need, fields), on=ON).score for fields in (worse, better))
    assert high >= low


def test_every_table_of_the_expert_rises_or_falls_with_its_feature() -> None:
    draw = np.random.default_rng(0)
    for table, feature in zip(expert().tables, FEATURES, strict=True):
        values = np.sort(draw.uniform(0, 80, 10_000) if feature.high > 3 else draw.random(10_000))
        assert (np.diff(table.look_up(values)) * feature.better >= 0).all()


def test_the_expert_gives_a_hundred_points_at_most() -> None:
    most = {t.feature: max(*t.points, t.missing) for t in expert().tables}
    # A job has a commute and no distance, everything else a distance and no commute.
    commute = next(t for t in expert().tables if t.feature == "commute")
    distance = next(t for t in expert().tables if t.feature == "distance")
    rest = sum(most.values()) - most["commute"] - most["distance"]
    assert rest + most["distance"] + commute.missing == pytest.approx(100)
    assert rest + distance.missing + most["commute"] == pytest.approx(100)


def test_a_scorecard_is_json_that_can_be_read_back() -> None:
    card = expert()
    again = from_json(to_json(card))
    assert again == card
    assert '"feature":"distance"' in to_json(card)


def test_a_table_that_turns_back_is_refused() -> None:
    tables = list(expert().tables)
    at = NAMES.index("overlap")
    tables[at] = Table("overlap", (0.5,), (3.0, 1.0), 0.0)
    with pytest.raises(ValueError, match="overlap: points must not turn back"):
        replace(expert(), tables=tuple(tables))


def test_a_scorecard_without_a_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="one table for each"):
        Scorecard(expert().tables[1:], 50.0, 12.0, "short")


def test_chances_follow_the_score() -> None:
    card = expert()
    values = np.full((1, len(FEATURES)), np.nan)
    ill, well = card.predict_proba(values)[0]
    assert ill + well == pytest.approx(1)
    assert card.probability(np.array([50.0]))[0] == pytest.approx(0.5)
    assert card.probability(np.array([62.0]))[0] == pytest.approx(1 / (1 + np.exp(-1)))
