"""A pair meets in the ways that suit both and reach; whoever need not travel is never too far."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from matching import RULES, Need, Settings, Supply, explain, run_round, why_not
from matching.arrivals import Arrivals
from matching.columns.board import Board, Terms
from matching.files.writing import write_plan
from matching.kernels.layout import Measure
from matching.pairs.scoring import measure
from matching.rules.ways import modes, reach
from tests.matching.county import ON, county
from tests.matching.plainly import kilometres, refusals, travelled, ways

HERE = {"lat": 30.63, "lon": 120.56}
# By the usual road, some 25 km.
FAR = {"lat": 30.63, "lon": 120.7609}
LIMITS = Settings(
    road_factors={"t01": 1.0, "t05": 1.9},
    mode_km={"home": 6.0, "center": 15.0, "online": 1.0},
    commute_minutes=25.0,
)
SOME_MODES = st.frozensets(st.sampled_from(("home", "center", "online", "home_work")))


def _pair(wanted: set[str], offered: set[str], radius: float = 10.0) -> tuple[Need, Supply]:
    return (
        Need("n1", "a", modes=frozenset(wanted), **HERE),
        Supply("s1", "volunteer", modes=frozenset(offered), radius_km=radius, **FAR),
    )


def test_a_pair_that_may_meet_at_home_or_online_is_online_when_home_is_too_far() -> None:
    need, supply = _pair({"home", "online"}, {"home", "online"})
    [match] = run_round([need], [supply], on=ON).matches
    assert (match.modes, match.distance_km) == (("online",), None)
    assert {part.value for part in match.parts if part.feature == "distance"} == {None}


def test_a_pair_that_is_near_enough_has_all_its_ways_and_its_distance() -> None:
    need, supply = _pair({"home", "online"}, {"home", "online", "center"}, radius=30.0)
    [match] = run_round([need], [supply], on=ON).matches
    assert match.modes == ("home", "online")
    assert match.distance_km == pytest.approx(kilometres(need, supply, Settings()))


def test_of_two_ways_in_which_one_travels_the_one_that_reaches_is_left() -> None:
    need, supply = _pair({"home", "center"}, set(), radius=30.0)
    [match] = run_round([need], [supply], on=ON, settings=Settings(mode_km={"home": 6})).matches
    assert match.modes == ("center",)
    assert match.distance_km is not None


def test_no_way_in_common_is_told_as_mode_however_far_they_are() -> None:
    plan = run_round(*([one] for one in _pair({"home"}, {"center", "online"})), on=ON)
    assert plan.unmatched[0].reason == "mode"


def test_a_way_in_common_that_does_not_reach_is_told_as_radius() -> None:
    plan = run_round(*([one] for one in _pair({"home", "online"}, {"home"})), on=ON)
    assert plan.unmatched[0].reason == "radius"


def test_where_both_leave_the_way_open_somebody_travels() -> None:
    need, supply = _pair(set(), set())
    assert [one.rule for one in why_not(need, supply, on=ON)] == ["radius"]
    [match] = run_round([need], [replace(supply, radius_km=None)], on=ON).matches
    assert match.modes == ()
    assert match.distance_km is not None


def test_work_that_may_be_done_at_home_is_no_longer_a_journey_when_it_is_too_far() -> None:
    need = Need("n1", "a", **HERE)
    job = Supply("s1", "job", modes=frozenset({"home_work", "center"}), **FAR)
    settings = Settings(commute_minutes=25.0)
    [match] = run_round([need], [job], on=ON, settings=settings).matches
    assert (match.modes, match.distance_km) == (("home_work",), None)


def test_a_need_is_not_told_to_accept_ways_that_do_not_reach() -> None:
    need, supply = _pair({"center"}, {"home"})
    plan = run_round([need], [supply], on=ON)
    assert plan.unmatched[0].reason == "mode"
    assert plan.unmatched[0].changes == ()
    near = replace(supply, radius_km=30.0)
    [change] = run_round([need], [near], on=ON).unmatched[0].changes
    assert change.fields == {"modes": {"center", "home"}}


def test_taking_ways_that_do_not_reach_is_no_lift() -> None:
    lift = next(rule for rule in RULES if rule.code == "mode").lift
    terms = Terms(ON, Settings())
    assert lift(*_pair({"center"}, {"home"}), terms) is None
    assert lift(*_pair({"center"}, {"home", "online"}), terms) is not None


def test_a_pair_that_no_way_reaches_is_told_how_far_it_is() -> None:
    need, supply = _pair({"home"}, {"home"})
    told = explain(need, supply, on=ON)
    assert (told.modes, told.distance_km) == (
        (),
        pytest.approx(kilometres(need, supply, Settings())),
    )


@tried(deadline=None)
@given(SOME_MODES, SOME_MODES, st.floats(0.1, 60), st.booleans())
def test_whoever_need_not_travel_is_never_refused_for_distance(
    wanted: frozenset[str], offered: frozenset[str], radius: float, is_limited: bool
) -> None:
    need, supply = _pair(set(wanted), set(offered), radius)
    settings = replace(LIMITS, commute_minutes=None) if is_limited else Settings()
    left = ways(need, supply, settings)
    refused = [one.rule for one in why_not(need, supply, on=ON, settings=settings)]
    assert refused == refusals(need, supply, ON, settings)
    if set(left) & settings.remote_modes:
        assert refused == []
    ranked = list(Arrivals([need], on=ON, settings=settings).ranked(supply, most=1))
    matches = list(run_round([need], [supply], on=ON, settings=settings).matches)
    assert [(one.modes, one.distance_km) for one in ranked] == [
        (one.modes, one.distance_km) for one in matches
    ]
    for match in matches:
        assert match.modes == tuple(way for way in left if way)


@pytest.mark.parametrize(("seed", "settings"), [(0, Settings()), (1, LIMITS)])
def test_ways_and_distances_are_those_of_plain_python_for_every_pair(
    seed: int, settings: Settings
) -> None:
    needs, supplies = county(60, 70, seed=seed)
    needs[0] = replace(needs[0], lat=None, lon=None, modes=frozenset({"home", "online"}))
    board = Board(needs, supplies, Terms(ON, settings))
    i, j = np.divmod(np.arange(60 * 70), 70)
    how, measured = reach(board, i, j), measure(board, i, j)
    told = modes(board, i, j, how)
    seen = set()
    for pair in range(i.size):
        need, supply = needs[i[pair]], supplies[j[pair]]
        left = ways(need, supply, settings)
        suits = not (need.modes and supply.modes) or need.modes & supply.modes
        assert told[pair] == tuple(way for way in left if way)
        assert how.meets[pair] == (not suits or bool(left))
        plain = (travelled if left else kilometres)(need, supply, settings)
        away = None if np.isnan(how.km[pair]) else how.km[pair]
        assert away == (None if plain is None else pytest.approx(plain, abs=1e-9))
        is_job = supply.kind == "job"
        value = measured[pair, Measure.COMMUTE if is_job else Measure.DISTANCE]
        if is_job and away is not None:
            away = away / settings.kmh(need.transport) * 60.0
        assert np.isnan(value) if away is None else value == away
        seen.add((bool(left), away is None, bool(set(left) & settings.remote_modes)))
    assert {(True, True, True), (True, False, True), (True, False, False)} <= seen
    assert (False, False, False) in seen


def test_the_table_of_matches_says_how_a_pair_may_meet(tmp_path: Path) -> None:
    need, supply = _pair({"home", "online"}, {"home", "online"}, radius=30.0)
    write_plan(run_round([need], [supply], on=ON), tmp_path)
    with (tmp_path / "matches.csv").open(encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert row["modes"] == "home;online"
    assert float(row["distance_km"]) > 20
