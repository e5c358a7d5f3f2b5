"""Roads by town, and what the settings limit: who is refused, what is said, what would help."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matching import Need, Settings, Supply, explain, from_json, run_round, to_json, why_not
from matching.codec import digest
from matching.files.terms import read_settings
from tests.matching.county import ON, county

# Ten kilometres apart in a straight line but for a hair: by the usual road, 12.5.
HERE, EAST = {"lat": 30.63, "lon": 120.56}, {"lat": 30.63, "lon": 120.6605}
HOME = {"mode_km": {"home": 12.0}}
BOTH = {"mode_km": {"home": 12.0, "center": 13.0}}
QUICK = {"commute_minutes": 30.0}

# settings, need fields, supply fields: the pair is refused, by its road alone.
TOO_FAR: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"road_factors": {"hills": 1.9}}, {"area": "hills"}, {"radius_km": 13.0}),
    ({"road_factors": {"hills": 1.9}}, {"area": "hills", "max_km": 13.0}, {}),
    ({"road_factors": {"plain": 1.0}}, {"area": "hills"}, {"radius_km": 12.0}),
    (HOME, {"modes": {"home"}}, {"modes": {"home", "online"}}),
    (HOME, {"modes": {"home"}}, {}),
    (HOME, {}, {"modes": {"home"}}),
    (BOTH | {"road_factor": 1.4}, {"modes": {"home", "center"}}, {"modes": {"home", "center"}}),
    (BOTH, {"modes": {"home", "center"}}, {"modes": {"home", "school"}}),
    (QUICK, {}, {"kind": "job"}),
    (QUICK, {"transport": "walk"}, {"kind": "course"}),
    (QUICK | {"road_factors": {"hills": 1.9}}, {"transport": "car", "area": "hills"},
     {"kind": "job"}),
    (QUICK, {"modes": {"workplace"}}, {"kind": "job", "modes": {"workplace", "home_work"}}),
]  # fmt: skip

# The same, and the pair is allowed.
NEAR: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"road_factors": {"plain": 1.0}}, {"area": "plain"}, {"radius_km": 10.0}),
    ({"road_factors": {"hills": 1.9}}, {"area": "plain"}, {"radius_km": 13.0}),
    ({"road_factors": {"hills": 1.9}}, {}, {"radius_km": 13.0}),
    (HOME, {"modes": {"home"}}, {"modes": {"home"}, "lat": None, "lon": None}),
    (HOME, {"modes": {"home", "school"}}, {"modes": {"home", "school"}}),
    (HOME, {"modes": {"home", "online"}}, {"modes": {"home", "online"}}),
    (HOME, {"modes": {"home", "online"}}, {}),
    (HOME, {}, {}),
    (HOME, {}, {"modes": {"home", "school"}}),
    (BOTH, {"modes": {"home", "center"}}, {"modes": {"home", "center"}}),
    ({"mode_km": {"online": 1.0}}, {"modes": {"online"}}, {"modes": {"online"}}),
    ({"mode_km": {"online": 1.0, "home": 12.0}}, {"modes": {"home", "online"}}, {}),
    (QUICK, {"transport": "car"}, {"kind": "job"}),
    (QUICK, {}, {}),
    (QUICK, {"modes": {"workplace", "home_work"}},
     {"kind": "job", "modes": {"workplace", "home_work"}}),
    (QUICK, {}, {"kind": "job", "modes": {"workplace", "home_work"}}),
]  # fmt: skip

# settings, need fields, supply fields, and the change that would help: its side and its fields.
HELPED: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], tuple[str, Any] | None]] = [
    (HOME, {"modes": {"home"}}, {"modes": {"home", "online"}},
     ("need", {"modes": {"home", "online"}})),
    (BOTH, {"modes": {"home"}}, {"modes": {"home", "center"}},
     ("need", {"modes": {"home", "center"}})),
    (BOTH | {"road_factor": 1.4}, {"modes": {"home"}}, {"modes": {"home", "center"}}, None),
    (HOME, {"modes": {"home"}}, {"modes": {"home"}}, None),
    (HOME, {"modes": {"home"}}, {}, None),
    (HOME, {"modes": {"home"}, "max_km": 5.0}, {"modes": {"home", "online"}},
     ("need", {"modes": {"home", "online"}})),
    (BOTH, {"modes": {"home"}, "max_km": 5.0}, {"modes": {"home", "center"}},
     ("need", {"modes": {"home", "center"}, "max_km": 12.6})),
    (HOME, {"modes": {"home"}}, {"modes": {"home", "online"}, "radius_km": 5.0},
     ("need", {"modes": {"home", "online"}})),
    (HOME, {"modes": {"home"}}, {"modes": {"home", "center"}, "radius_km": 5.0}, None),
    (HOME, {"modes": {"home", "school"}, "max_km": 5.0}, {"modes": {"home", "school"}},
     ("need", {"max_km": 12.6})),
    (QUICK, {"modes": {"workplace"}}, {"kind": "job", "modes": {"workplace", "home_work"}},
     ("need", {"modes": {"workplace", "home_work"}})),
    (QUICK, {"modes": {"workplace"}}, {"kind": "job", "modes": {"workplace", "school"}}, None),
    ({"road_factors": {"hills": 1.9}}, {"area": "hills"}, {"radius_km": 13.0},
     ("supply", {"radius_km": 18.3})),
]  # fmt: skip


def _pair(need: dict[str, Any], supply: dict[str, Any]) -> tuple[Need, Supply]:
    supply = {"kind": "volunteer", "categories": {"tutoring"}, **EAST, **supply}
    return (
        Need("n1", "tutoring", **HERE, **need),
        Supply("s1", supply.pop("kind"), **supply),
    )


@pytest.mark.parametrize(("settings", "need", "supply"), TOO_FAR)
def test_what_is_too_far_is_refused(
    settings: dict[str, Any], need: dict[str, Any], supply: dict[str, Any]
) -> None:
    pair, terms = _pair(need, supply), Settings(**settings)
    assert [refusal.rule for refusal in why_not(*pair, on=ON, settings=terms)] == ["radius"]
    plan = run_round([pair[0]], [pair[1]], on=ON, settings=terms)
    assert [left.reason for left in plan.unmatched] == ["radius"]


@pytest.mark.parametrize(("settings", "need", "supply"), NEAR)
def test_what_is_near_enough_is_matched(
    settings: dict[str, Any], need: dict[str, Any], supply: dict[str, Any]
) -> None:
    pair, terms = _pair(need, supply), Settings(**settings)
    assert why_not(*pair, on=ON, settings=terms) == ()
    assert len(run_round([pair[0]], [pair[1]], on=ON, settings=terms).matches) == 1


@pytest.mark.parametrize(("settings", "need", "supply", "helps"), HELPED)
def test_what_is_offered_lets_them_meet(
    settings: dict[str, Any],
    need: dict[str, Any],
    supply: dict[str, Any],
    helps: tuple[str, Any] | None,
) -> None:
    pair, terms = _pair(need, supply), Settings(**settings)
    [left] = run_round([pair[0]], [pair[1]], on=ON, settings=terms).unmatched
    assert [(change.side, change.fields) for change in left.changes] == [helps] * bool(helps)
    for change in left.changes:
        assert why_not(*change.apply(*pair), on=ON, settings=terms) == ()


def test_a_refusal_names_the_limits_that_count_for_the_pair() -> None:
    terms = Settings(mode_km={"home": 6.0, "center": 7.0}, commute_minutes=20.0)
    worker, work = _pair({"modes": {"home", "center"}}, {"kind": "job", "radius_km": 9.0})
    [refusal] = why_not(worker, work, on=ON, settings=terms)
    assert refusal.detail == {
        "km": pytest.approx(12.5, abs=0.01),
        "radius_km": 9.0,
        "max_km": None,
        "mode_km": 7.0,
        "modes": ("center", "home"),
        "minutes": pytest.approx(37.5, abs=0.1),
        "most_minutes": 20.0,
    }
    [refusal] = why_not(worker, work, on=ON)
    assert set(refusal.detail) == {"km", "radius_km", "max_km"}


def test_longer_roads_are_longer_in_every_answer() -> None:
    pair = _pair({"area": "hills"}, {"kind": "job"})
    usual, hills = (
        explain(*pair, on=ON, settings=Settings(road_factors=factors))
        for factors in ({}, {"hills": 2.6})
    )
    assert hills.distance_km == pytest.approx(2 * (usual.distance_km or 0))
    minutes = [
        next(part.value for part in one.parts if part.feature == "commute")
        for one in (usual, hills)
    ]
    assert minutes[1] == pytest.approx(2 * (minutes[0] or 0))


def test_settings_are_read_from_tables(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        "commute_minutes = 45\nmode_km = { home = 15, anywhere = 2.5 }\n"
        "[road_factors]\n330483105 = 1.5\n"
    )
    assert read_settings(path) == Settings(
        alternatives=0,
        commute_minutes=45,
        mode_km={"home": 15, "anywhere": 2.5},
        road_factors={"330483105": 1.5},
    )


def test_limits_are_kept_and_what_was_kept_without_them_is_still_read() -> None:
    limited = Settings(road_factors={"b": 2.0, "a": 1.0}, mode_km={"home": 3.5}, commute_minutes=9)
    assert from_json(to_json(limited)) == limited
    assert digest(limited) == digest(replace(limited, road_factors={"a": 1.0, "b": 2.0}))
    assert digest(limited) != digest(Settings())
    assert to_json(Settings()) == '{"$":"Settings"}'
    assert from_json('{"$":"Settings","road_factor":1.4}') == Settings(road_factor=1.4)


def test_a_county_without_such_limits_has_the_plan_it_had() -> None:
    rows = county(60, 60, seed=8)
    far = Settings(mode_km={"home": 1e6}, commute_minutes=1e6, road_factors={"t00": 1.3})
    usual, limited = run_round(*rows, on=ON), run_round(*rows, on=ON, settings=far)
    assert limited.matches == usual.matches
