"""Judging scorecards: metrics as scikit-learn has them, and when a new card may be promoted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, ndcg_score, roc_auc_score
from sklearn.metrics import log_loss as log_loss_of

from matching import Need, Scorecard, Settings, Supply, expert, to_json
from matching.files.command import main
from matching.learning.decisions import Decision, Examples, examples
from matching.learning.judging import Decided, effective, judge
from matching.learning.metrics import auc, brier, calibration_gap, first_went_well, log_loss, ndcg
from matching.learning.promotion import Comparison, compare
from matching.score.features import NAMES
from tests.matching.county import ON
from tests.matching.test_estimator import pairs

DISTANCE = NAMES.index("distance")
SEEDS = range(20)


def _drawn(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Tied chances, outcomes, weights and needs."""
    draw = np.random.default_rng(seed)
    chance = draw.integers(0, 12, 300) / 12 + 0.01
    return chance, draw.random(300) < chance, draw.exponential(1, 300), draw.integers(0, 40, 300)


@pytest.mark.parametrize("seed", SEEDS)
def test_auc_is_scikit_learns(seed: int) -> None:
    score, well, weight, _ = _drawn(seed)
    assert auc(score, well, weight=weight) == pytest.approx(
        roc_auc_score(well, score, sample_weight=weight), abs=1e-12
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_log_loss_and_brier_are_scikit_learns(seed: int) -> None:
    chance, well, weight, _ = _drawn(seed)
    told = log_loss(chance, well, weight=weight), brier(chance, well, weight=weight)
    assert told == pytest.approx(
        (
            log_loss_of(well, chance, sample_weight=weight),
            brier_score_loss(well, chance, sample_weight=weight),
        ),
        abs=1e-12,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_calibration_gap_is_that_of_scikit_learns_curve(seed: int) -> None:
    chance, well, _, _ = _drawn(seed)
    seen, told = calibration_curve(well, chance, n_bins=10)
    bins = np.bincount(np.minimum(9, (chance * 10).astype(int)))
    expected = np.abs(seen - told) @ bins[bins > 0] / 300
    assert calibration_gap(chance, well, weight=np.ones(300)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_ndcg_is_the_mean_of_scikit_learns_over_needs(seed: int) -> None:
    score, well, _, need = _drawn(seed)
    per_need = [
        ndcg_score([well[need == one].astype(int)], [score[need == one]])
        for one in range(40)
        if well[need == one].any() and not well[need == one].all()
    ]
    assert ndcg(score, well, need=need) == pytest.approx(np.mean(per_need), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_that_went_well_is_counted_plainly(seed: int) -> None:
    score, well, _, need = _drawn(seed)
    shares = []
    for one in range(40):
        own = [(score[at], well[at]) for at in range(300) if need[at] == one]
        if len({went for _, went in own}) < 2:
            continue
        top = max(points for points, _ in own)
        firsts = [went for points, went in own if points == top]
        shares.append(sum(firsts) / len(firsts))
    assert first_went_well(score, well, need=need) == pytest.approx(np.mean(shares), abs=1e-12)


def test_metrics_of_nothing_are_none() -> None:
    none, no, nobody = np.empty(0), np.empty(0, bool), np.empty(0, int)
    assert auc(none, no, weight=none) is None
    assert log_loss(none, no, weight=none) is None
    assert brier(none, no, weight=none) is None
    assert calibration_gap(none, no, weight=none) is None
    assert ndcg(none, no, need=nobody) is None
    assert first_went_well(none, no, need=nobody) is None


def test_where_all_went_alike_there_is_no_order_to_judge() -> None:
    score, well, need = np.arange(3.0), np.ones(3, bool), np.zeros(3, int)
    assert auc(score, well, weight=np.ones(3)) is None
    assert ndcg(score, well, need=need) is None


def test_unequal_weights_are_worth_fewer_decisions() -> None:
    assert effective(np.ones(7)) == 7
    assert effective(np.array([1.0, 1.0, 8.0])) == pytest.approx(100 / 66)


World = tuple[Examples, list[Need], list[Supply]]


def _world(needs: int = 300, each: int = 4, *, seed: int = 0) -> World:
    """Decided pairs in a county where only distance matters; half the needs are in each town."""
    draw = np.random.default_rng(seed)
    values = pairs(needs * each, seed=seed)
    well = draw.random(len(values)) < 1 / (1 + np.exp(0.5 * (values[:, DISTANCE] - 25)))
    supply = np.concatenate([draw.choice(50, each, replace=False) for _ in range(needs)])
    said = tuple(
        Decision(f"n{k // each}", f"s{supply[k]}", ON, "accepted" if yes else "declined")
        for k, yes in enumerate(well)
    )
    rows = [Need(f"n{k}", "a", area=f"t{k % 2}") for k in range(needs)]
    supplies = [Supply(f"s{k}", "goods", capacity=8) for k in range(50)]
    return Examples(said, values, well, np.ones(len(said))), rows, supplies


def _card(*, name: str = "new", **points: float) -> Scorecard:
    """The expert's card with the points of some features multiplied."""
    old = expert()
    tables = tuple(
        replace(
            table,
            points=tuple(points.get(table.feature, 1.0) * p for p in table.points),
            missing=points.get(table.feature, 1.0) * table.missing,
        )
        for table in old.tables
    )
    return replace(old, tables=tables, name=name)


def _codes(told: Comparison) -> list[str]:
    return [objection.code for objection in told.objections]


def _true_card() -> Scorecard:
    """Points for distance alone, as the world has them."""
    none = dict.fromkeys(NAMES, 0.0)
    flat = _card(**none)
    edges = tuple(float(km) for km in range(1, 61))
    falling = tuple(0.5 * (60.0 - step) for step in range(61))
    distance = replace(flat.tables[DISTANCE], edges=edges, points=falling, missing=0.0)
    tables = tuple(distance if t.feature == "distance" else t for t in flat.tables)
    return Scorecard(tables, centre=0.5 * 35.5, width=1.0, name="true")


def test_a_card_that_knows_the_world_may_be_promoted() -> None:
    seen, needs, supplies = _world()
    told = compare(expert(), _true_card(), seen=seen, needs=needs, supplies=supplies)
    assert told.objections == ()
    assert told.may_be_promoted
    assert told.old is not None
    assert told.new is not None
    assert told.gain == pytest.approx(told.old.log_loss - told.new.log_loss)
    assert told.new.well > told.old.well


def test_what_is_worse_is_said_with_its_figures() -> None:
    seen, needs, supplies = _world()
    told = compare(_true_card(), expert(), seen=seen, needs=needs, supplies=supplies)
    assert {"log_loss", "auc", "calibration", "assignment"} <= set(_codes(told))
    worse = next(one for one in told.objections if one.code == "auc")
    assert worse.values["old"] > worse.values["new"]  # type: ignore[operator]


def test_the_same_card_is_no_better() -> None:
    seen, needs, supplies = _world()
    told = compare(expert(), _card(), seen=seen, needs=needs, supplies=supplies)
    assert _codes(told) == ["log_loss"]
    assert told.gain == 0


def test_a_few_decisions_prove_nothing() -> None:
    seen, needs, supplies = _world(20)
    told = compare(expert(), _true_card(), seen=seen, needs=needs, supplies=supplies)
    assert "few_decisions" in _codes(told)


def test_one_need_is_no_sample_however_many_its_pairs() -> None:
    seen, needs, supplies = _world(1, 40)
    told = compare(expert(), _true_card(), seen=seen, needs=needs, supplies=supplies)
    assert told.error is None
    assert "log_loss" in _codes(told)


def test_a_better_card_that_widens_a_gap_is_held_back() -> None:
    seen, needs, supplies = _world()
    remote = np.array([int(one.need_id[1:]) % 2 == 1 for one in seen.decisions])
    values = seen.values.copy()
    values[remote, DISTANCE] = np.minimum(60, values[remote, DISTANCE] + 20)
    well = np.random.default_rng(1).random(len(values)) < 1 / (
        1 + np.exp(0.5 * (values[:, DISTANCE] - 25))
    )
    seen = replace(seen, values=values, went_well=well)
    told = compare(expert(), _true_card(), seen=seen, needs=needs, supplies=supplies)
    assert told.gain > 0
    assert _codes(told) == ["gap"]
    assert told.objections[0].values["group"] == "area"
    gap = next(one for one in told.gaps if one.measure == "mean_chance")
    chance = _true_card().probability(_true_card().score(values))
    # Every need has four pairs, so the mean over needs is the mean over pairs.
    plain = abs(chance[remote].mean() - chance[~remote].mean())
    assert gap.new == pytest.approx(plain)


def test_groups_of_a_few_needs_are_not_compared() -> None:
    seen, needs, supplies = _world(60)
    few = [replace(need, area="t1" if at < 19 else "t0") for at, need in enumerate(needs)]
    told = compare(expert(), _true_card(), seen=seen, needs=few, supplies=supplies)
    assert told.gaps == ()


def test_the_best_plan_over_decided_pairs_is_never_under_the_greedy_one() -> None:
    seen, needs, supplies = _world(seed=4)
    tight = [replace(supply, capacity=2) for supply in supplies]
    score = expert().score(seen.values)
    decided = Decided.of(seen, needs, tight)
    best, greedy = decided.best(score), decided.greedy(score)
    assert score[best].sum() > score[greedy].sum()
    for plan in (best, greedy):
        assert np.bincount(decided.supply[plan]).max() <= 2
        assert np.bincount(decided.need[plan]).max() <= 1


def test_a_card_that_knows_is_judged_above_every_simple_way() -> None:
    seen, needs, supplies = _world()
    told = judge(seen, needs, supplies, _true_card())
    others = ("skills_only", "longest_waiting", "random")
    for measure in ("auc", "first_went_well", "ndcg"):
        best = told["ranking"]["scorecard"][measure]
        assert all(best > told["ranking"][other][measure] for other in others)
    assert all(
        told["assignment"]["scorecard"]["well"] > told["assignment"][other]["well"]
        for other in others
    )
    assert told["effective"] == told["pairs"] == 1200


def test_nothing_decided_is_judged_quietly() -> None:
    told = judge(examples([], [], [], settings=Settings()), [], [], expert())
    assert (told["pairs"], told["effective"], told["went_well"]) == (0, 0, None)


def test_evaluate_tells_whether_the_card_may_be_promoted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "needs.csv").write_text("id,category\nn1,a\n", encoding="utf-8")
    (tmp_path / "supplies.csv").write_text("id,categories\ns1,a\n", encoding="utf-8")
    (tmp_path / "decisions.csv").write_text(
        "need_id,supply_id,decided_at,decision,outcome,ended_at\n"
        "n1,s1,2026-01-01,accepted,completed,2026-02-01\n",
        encoding="utf-8",
    )
    for name in ("old", "new"):
        card = to_json(_card(name=name, text=0.5 if name == "new" else 1.0))
        (tmp_path / f"{name}.json").write_text(card, encoding="utf-8")
    files = [str(tmp_path / f"{name}.csv") for name in ("needs", "supplies", "decisions")]
    cards = ["--scorecard", str(tmp_path / "new.json"), "--beside", str(tmp_path / "old.json")]
    assert main(["evaluate", *files, *cards]) == 0
    told = json.loads(capsys.readouterr().out)["promotion"]
    assert (told["old_card"], told["new_card"]) == ("old", "new")
    assert told["may_be_promoted"] is False
    assert told["objections"][0]["code"] == "few_decisions"
