"""A replay sees only what was there on the day, and tells who waited and who was left."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching import Need, Supply, explain, why_not
from matching.files.command import main
from matching.kernels.weighing import MICRO
from matching.replay import is_there, replay
from matching.replay.hindsight import hindsight
from matching.replay.policies import FROM_HISTORY, PATIENCE_DAYS, POLICIES
from matching.replay.waiting import waiting
from tests.matching.county import ON, county
from tests.matching.year import year as a_year

DAY = dt.timedelta(1)
Rows = tuple[list[Need], list[Supply]]


def half_a_year(needs: int, supplies: int, *, seed: int, shift: int = 0) -> Rows:
    """Arrivals of half a year."""
    draw = np.random.default_rng(seed)
    made = county(needs, supplies, seed=seed)

    def dated(row: Need | Supply, most: int) -> dict[str, dt.date]:
        opened = ON + DAY * (int(draw.integers(0, 180)) + shift)
        return {"opened_at": opened, "closes_at": opened + DAY * int(draw.integers(10, most))}

    return (
        [replace(r, **dated(r, 90), start=None, until=None) for r in made[0]],  # type: ignore[arg-type]
        [replace(r, **dated(r, 150), until=None) for r in made[1]],  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def rows() -> Rows:
    return half_a_year(60, 45, seed=3)


@pytest.fixture(scope="module")
def history() -> Rows:
    return half_a_year(60, 45, seed=4, shift=-180)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_keeps_every_rule_on_the_day(rows: Rows, history: Rows, policy: str) -> None:
    done = replay(*rows, every=7, policy=policy, history=history)
    need_of = {row.id: row for row in rows[0]}
    supply_of = {row.id: row for row in rows[1]}
    used: dict[str, int] = {}
    served: dict[str, set[str]] = {}
    assert done.matches
    for one in done.matches:
        need, supply = need_of[one.match.need_id], supply_of[one.match.supply_id]
        assert why_not(need, supply, on=one.matched_at) == ()
        assert one.waited_days == (one.matched_at - need.opened_at).days  # type: ignore[operator]
        assert supply.id not in served.setdefault(need.id, set())
        served[need.id].add(supply.id)
        used[supply.id] = used.get(supply.id, 0) + 1
    assert all(count <= supply_of[name].free for name, count in used.items())
    assert all(len(names) <= need_of[name].places for name, names in served.items())
    assert set(done.left) == {n.id for n in rows[0] if len(served.get(n.id, ())) < n.places}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_replay_is_the_same_every_time(rows: Rows, history: Rows, policy: str) -> None:
    shuffled = rows[0][::-1], rows[1][::-1]
    first = replay(*rows, every=14, policy=policy, history=history)
    assert replay(*shuffled, every=14, policy=policy, history=history) == first


@pytest.fixture(scope="module")
def bounds(rows: Rows) -> tuple[int, int]:
    """The most quality, and the most in all."""
    return hindsight(*rows, every=9), hindsight(*rows, every=9, with_waiting=True)


@pytest.mark.parametrize("every", [1, 9])
@pytest.mark.parametrize("policy", POLICIES)
def test_no_policy_is_better_than_hindsight(
    rows: Rows, history: Rows, bounds: tuple[int, int], policy: str, every: int
) -> None:
    done = replay(*rows, every=every, policy=policy, history=history)
    assert 0 < done.quality <= bounds[0]
    assert done.quality < done.total <= bounds[1]


def test_progress_is_told_round_by_round(rows: Rows) -> None:
    told: list[tuple[str, int, int]] = []
    done = replay(*rows, every=9, progress=lambda *step: told.append(step))
    assert told == [("replay", held, done.rounds) for held in range(done.rounds + 1)]


def test_hindsight_is_the_best_of_all_choices_of_pairs_and_days() -> None:
    needs, supplies = half_a_year(60, 45, seed=5)
    needs = [replace(row, places=1) for row in needs]
    rows = [row for row in needs if row.category == "c00"][:4]
    helpers = [row for row in supplies if "c00" in row.categories][:4]
    days = [ON + DAY * number for number in range(331)]
    # Per need, need and helper's best day; load is told apart below.
    best: dict[tuple[int, int], float] = {}
    for i, need in enumerate(rows):
        for j, helper in enumerate(helpers):
            for day in days:
                # On other days nobody is asked.
                if not (is_there(need, day) and is_there(helper, day)):
                    continue
                if why_not(need, helper, on=day) == ():
                    parts = explain(need, helper, on=day).parts
                    lasting = sum(p.points for p in parts if p.feature not in ("load", "waiting"))
                    best[i, j] = max(best.get((i, j), 0.0), lasting)
    assert best
    most = 0.0
    for choice in itertools.product((None, *range(len(helpers))), repeat=len(rows)):
        made = [(i, j) for i, j in enumerate(choice) if j is not None]
        used = [sum(j == k for _, j in made) for k in range(len(helpers))]
        if any(pair not in best for pair in made):
            continue
        if any(count > helpers[k].free for k, count in enumerate(used)):
            continue
        points = sum(best[pair] for pair in made)
        points += sum(
            load_points(helpers[k], taken) for k, count in enumerate(used) for taken in range(count)
        )
        most = max(most, points)
    assert hindsight(rows, helpers) == pytest.approx(most * MICRO, abs=len(rows))


def load_points(helper: Supply, taken: int) -> float:
    parts = explain(Need("", ""), replace(helper, load=helper.load + taken), on=ON).parts
    return next(part.points for part in parts if part.feature == "load")


@pytest.mark.parametrize("policy", POLICIES)
def test_those_who_come_later_never_change_what_was_done_before(
    rows: Rows, history: Rows, policy: str
) -> None:
    middle = ON + 90 * DAY
    known = tuple([row for row in side if row.opened_at < middle] for side in rows)  # type: ignore[operator, union-attr]
    before, whole = (
        replay(*side, every=3, policy=policy, history=history)  # type: ignore[arg-type]
        for side in (known, rows)
    )
    early = [one for one in whole.matches if one.matched_at < middle]
    assert early
    assert early == [one for one in before.matches if one.matched_at < middle]


@pytest.mark.parametrize("policy", FROM_HISTORY)
def test_an_urgent_need_is_never_held_back(rows: Rows, history: Rows, policy: str) -> None:
    urgent = [replace(row, priority=2) for row in rows[0]]
    done = replay(urgent, rows[1], every=7, policy=policy, history=history)
    at_once = replay(urgent, rows[1], every=7, policy="best")
    assert len(done.matches) >= 0.97 * len(at_once.matches)
    first = done.matches[0].matched_at
    assert {one.match.need_id for one in done.matches if one.matched_at == first} == {
        one.match.need_id for one in at_once.matches if one.matched_at == first
    }


def test_waiting_figures_are_what_they_say() -> None:
    needs = [
        Need("n1", "a", opened_at=ON),
        Need("n2", "b", opened_at=ON),
        Need("n3", "c", opened_at=ON),
    ]
    supplies = [
        Supply("s1", "goods", categories=frozenset({"a"}), opened_at=ON),
        Supply("s2", "goods", categories=frozenset({"b"}), opened_at=ON + 30 * DAY),
    ]
    told = waiting(replay(needs, supplies, every=10), needs)
    assert (told["matches"], told["needs_left"], told["mean_days"]) == (2, 1, 15)
    assert told["share_28_days"] == 0.5
    assert (told["slowest_category"], told["slowest_mean_days"]) == ("b", 30)
    assert {name: fared["match_rate"] for name, fared in told["groups"]["category"].items()} == {
        "a": 1.0,
        "b": 1.0,
        "c": 0.0,
    }


@pytest.fixture
def scarce() -> tuple[Need, Supply, list[Need]]:
    """A helper far from the need that is there and near those that will come."""
    far = Need("n1", "a", lat=30.0, lon=120.0, opened_at=ON)
    past = [replace(far, id=f"p{k}", lat=30.18, opened_at=ON - (k + 1) * DAY) for k in range(60)]
    helper = Supply(
        "s1", "volunteer", categories=frozenset({"a"}), lat=30.18, lon=120.0, opened_at=ON,
        closes_at=ON + 40 * DAY,
    )  # fmt: skip
    return far, helper, past


@pytest.mark.parametrize("policy", ["hold_back", "foresee"])
def test_a_helper_is_kept_for_those_who_will_come_until_patience_ends(
    scarce: tuple[Need, Supply, list[Need]], policy: str
) -> None:
    far, helper, past = scarce
    assert replay([far], [helper], every=1).matches[0].waited_days == 0
    held = replay([far], [helper], every=1, policy=policy, history=(past, []))
    assert held.matches[0].waited_days == PATIENCE_DAYS


@pytest.mark.parametrize("policy", ["hold_back", "foresee"])
def test_a_need_that_closes_before_the_next_round_is_served_now(
    scarce: tuple[Need, Supply, list[Need]], policy: str
) -> None:
    far, helper, past = scarce
    closing = replace(far, closes_at=ON + 8 * DAY)
    held = replay([closing], [helper], every=3, policy=policy, history=(past, []))
    assert [one.waited_days for one in held.matches] == [6]


def test_holding_back_waits_for_a_better_helper_who_is_likely_to_come() -> None:
    need = Need("n1", "a", lat=30.0, lon=120.0, opened_at=ON)
    poor = Supply(
        "s1", "volunteer", categories=frozenset({"a"}), lat=30.18, lon=120.0, opened_at=ON
    )
    good = [
        replace(poor, id=f"p{k}", lat=30.0, opened_at=ON - (k + 1) * 3 * DAY) for k in range(20)
    ]
    comes = replace(poor, id="s2", lat=30.0, opened_at=ON + 5 * DAY)
    done = replay([need], [poor, comes], every=1, policy="hold_back", history=([], good))
    assert [one.match.supply_id for one in done.matches] == ["s2"]


def test_a_place_taken_once_stays_taken() -> None:
    needs = [Need("n1", "a", opened_at=ON), Need("n2", "a", opened_at=ON + 3 * DAY)]
    helper = Supply("s1", "volunteer", categories=frozenset({"a"}), opened_at=ON)
    done = replay(needs, [helper], every=1)
    assert ([one.match.need_id for one in done.matches], done.left) == (["n1"], ("n2",))


def test_first_come_serves_the_longest_waiting_first() -> None:
    helper = Supply(
        "s1", "volunteer", categories=frozenset({"a"}), lat=30.0, lon=120.0, opened_at=ON
    )
    near = Need("n1", "a", lat=30.0, lon=120.0, opened_at=ON)
    earlier = Need("n2", "a", lat=30.15, lon=120.0, opened_at=ON - DAY)
    by_policy = {
        policy: replay([near, earlier], [helper], every=2, policy=policy).matches
        for policy in ("best", "first_come")
    }
    assert by_policy["first_come"][0].match.need_id == "n2"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"policy": "magic"}, "policy must be one of"),
        ({"every": 0}, "at least 1 day"),
        ({"policy": "priced"}, "needs a history"),
    ],
)
def test_an_impossible_replay_is_refused(given: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        replay([], [], **{"every": 1, **given})  # type: ignore[arg-type]


def test_nothing_arrives_and_nothing_happens() -> None:
    done = replay([], [], every=1)
    assert (done.matches, done.left, done.rounds) == ((), (), 0)
    assert waiting(done, [])["mean_days"] is None
    assert hindsight([], []) == 0


def test_replay_on_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs, supplies = tmp_path / "needs.csv", tmp_path / "supplies.csv"
    needs.write_text("id,category,opened_at\nn1,a,2026-03-01\nn2,b,2026-03-01\n")
    supplies.write_text("id,categories,opened_at\ns1,a,2026-03-04\n")
    ask = ["replay", str(needs), str(supplies), "--out", str(tmp_path / "out"), "--every", "2"]
    assert main(ask) == 0
    assert capsys.readouterr().out == "1 matches in 3 rounds.\n"
    with (tmp_path / "out" / "matches.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(x["need_id"], x["matched_at"], x["waited_days"]) for x in lines] == [
        ("n1", "2026-03-05", "4")
    ]
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert (told["left"], told["mean_days"], told["policy"]) == (["n2"], 4.0, "best")
    assert main([*ask, "--policy", "priced"]) == 2
    assert "--policy priced needs --history" in capsys.readouterr().err
    assert main([*ask, "--policy", "priced", "--history", str(needs), str(supplies)]) == 0


def test_a_year_of_the_county_has_its_size_and_is_the_same_every_time() -> None:
    needs, supplies = a_year(2025)
    assert (needs, supplies) == a_year(2025)
    summer = dt.date(2025, 7, 1)
    in_window = [row for row in needs if row.opened_at <= summer <= row.closes_at]  # type: ignore[operator]
    assert 280 <= len(in_window) <= 360
    kinds = [row.kind == "volunteer" for row in supplies]
    assert (kinds.count(True), kinds.count(False)) == (420, 60)


def test_looking_ahead_serves_a_lean_year_better_and_lets_fewer_wait_long() -> None:
    rows, history = a_year(2025, lean=True), a_year(2024, lean=True)
    plain = replay(*rows, every=7, policy="best")
    ahead = replay(*rows, every=7, policy="foresee", history=history)
    assert ahead.quality > 1.05 * plain.quality
    before, after = waiting(plain, rows[0]), waiting(ahead, rows[0])
    assert after["share_28_days"] < before["share_28_days"]
    assert after["p95_days"] < before["p95_days"]
    assert after["needs_left"] < before["needs_left"]
