"""Training shrinks to the expert, learns what happened, and compiles without loss."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from matching import Need, Scorecard, Settings, Supply, expert, from_json, to_json
from matching.files.command import main
from matching.learning.decisions import Decision, Examples, Record, examples
from matching.learning.fit import ScorecardClassifier
from matching.learning.judging import calibration
from matching.learning.metrics import auc
from matching.score.features import FEATURES, NAMES
from tests.matching.county import ON

DISTANCE, PREFERS = NAMES.index("distance"), NAMES.index("prefers")


def _pairs(many: int, *, seed: int = 0) -> np.ndarray:
    draw = np.random.default_rng(seed)
    values = np.full((many, len(FEATURES)), np.nan)
    for column, feature in enumerate(FEATURES):
        most = feature.high if np.isfinite(feature.high) else 60
        values[:, column] = draw.uniform(0, most, many)
    values[:, 0] = 1.0
    values[:, NAMES.index("surplus")] = draw.integers(0, 4, many)
    values[draw.random(values.shape) < 0.1] = np.nan
    return values


def _happened(values: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """A world in which only distance matters."""
    chance = 1 / (1 + np.exp(0.5 * (np.nan_to_num(values[:, DISTANCE], nan=10) - 8)))
    return np.random.default_rng(seed).random(len(values)) < chance


@pytest.fixture(scope="module")
def learned() -> tuple[ScorecardClassifier, np.ndarray, np.ndarray]:
    values = _pairs(3000)
    well = _happened(values)
    return ScorecardClassifier(prior_weight=50).fit(values, well), values, well


def test_a_learned_card_is_monotone_and_at_most_a_hundred(
    learned: tuple[ScorecardClassifier, np.ndarray, np.ndarray],
) -> None:
    card = learned[0].card_
    assert isinstance(card, Scorecard)
    assert from_json(to_json(card)) == card
    assert sum(max(*t.points, t.missing) for t in card.tables) == pytest.approx(100)


def test_what_matters_in_the_world_matters_on_the_card(
    learned: tuple[ScorecardClassifier, np.ndarray, np.ndarray],
) -> None:
    spread = {t.feature: max(t.points) - min(t.points) for t in learned[0].card_.tables}
    assert max(spread, key=lambda name: spread[name]) == "distance"
    assert spread["distance"] > 5 * spread["prefers"]


def test_it_ranks_new_pairs_better_than_the_expert(
    learned: tuple[ScorecardClassifier, np.ndarray, np.ndarray],
) -> None:
    values = _pairs(3000, seed=5)
    seen = _seen(values, _happened(values, seed=5))
    fresh, old = learned[0].card_, expert()
    ranks = [
        auc(card.score(values), seen.went_well, weight=seen.weight) or 0 for card in (fresh, old)
    ]
    assert ranks[0] > ranks[1] + 0.1
    told = calibration(fresh.probability(fresh.score(values)), seen)
    before = calibration(old.probability(old.score(values)), seen)
    assert told["log_loss"] < before["log_loss"]
    assert told["gap"] < 0.06


def _seen(values: np.ndarray, well: np.ndarray) -> Examples:
    pair = [Decision(f"n{k}", "s", ON, "accepted") for k in range(len(values))]
    return Examples(tuple(pair), values, well, np.ones(len(values)))


def test_calibration_of_sure_and_right_chances() -> None:
    seen = _seen(np.zeros((4, len(FEATURES))), np.array([True, True, False, False]))
    told = calibration(np.array([1.0, 1, 0, 0]), seen)
    assert (told["brier"], told["gap"]) == (0, 0)
    assert calibration(np.full(4, 0.9), seen)["gap"] == pytest.approx(0.4)


RATES = [NAMES.index("reliability"), NAMES.index("acceptance")]


def test_rates_are_smoothed_and_never_look_ahead() -> None:
    needs = [Need("n1", "a"), Need("n2", "a"), Need("n3", "a")]
    day = dt.timedelta(1)
    past = [
        Decision("n1", "s1", ON, "accepted", "ended_early", ended_at=ON + day),
        Decision("n2", "s1", ON + day, "declined"),
        Decision("n3", "s1", ON + 2 * day, "accepted"),
    ]
    seen = examples(needs, [Supply("s1", "volunteer")], past, settings=Settings())
    first, second, third = seen.values[:, RATES]
    assert np.isnan(first).all()
    assert np.isnan(second[0])
    assert second[1] == pytest.approx(4 / 5)
    assert third.tolist() == pytest.approx([4 / 6, 4 / 6])
    assert seen.went_well.tolist() == [False, False, True]


@pytest.mark.parametrize(("until", "known"), [(ON + dt.timedelta(5), True), (None, False)])
def test_an_outcome_without_a_day_is_known_when_the_service_ends(
    until: dt.date | None, known: bool
) -> None:
    needs = [Need("n1", "a", until=until), Need("n2", "a"), Need("n3", "a")]
    past = [
        Decision("n1", "s1", ON, "accepted", "completed"),
        Decision("n2", "s1", ON + dt.timedelta(3), "accepted"),
        Decision("n3", "s1", ON + dt.timedelta(9), "accepted"),
    ]
    seen = examples(needs, [Supply("s1", "volunteer")], past, settings=Settings())
    assert np.isnan(seen.values[1, RATES[0]])
    assert np.isnan(seen.values[2, RATES[0]]) != known


def test_what_ended_after_the_last_day_is_learned_as_it_stood_then() -> None:
    ended = Decision("n1", "s1", ON, "accepted", "ended_early", ended_at=ON + dt.timedelta(30))
    rows = [Need("n1", "a")], [Supply("s1", "goods")]
    later = examples(*rows, [ended], settings=Settings())
    then = examples(*rows, [ended], settings=Settings(), until=ON + dt.timedelta(29))
    assert later.went_well.tolist() == [False]
    assert then.went_well.tolist() == [True]


def test_decisions_in_any_order_are_the_same_examples() -> None:
    past = [
        Decision(f"n{number % 4}", f"s{number % 3}", ON + dt.timedelta(number // 6), said)
        for number, said in enumerate(("approved", "accepted", "rejected", "declined") * 6)
    ]
    rows = [Need(f"n{k}", "a") for k in range(4)], [Supply(f"s{k}", "goods") for k in range(3)]
    one = examples(*rows, past, settings=Settings())
    other = examples(*rows, past[::-1], settings=Settings())
    assert one.decisions == other.decisions
    assert np.array_equal(one.values, other.values, equal_nan=True)


def test_nothing_ends_before_it_is_decided() -> None:
    with pytest.raises(ValueError, match="ended_at must not be before decided_at"):
        Decision("n1", "s1", ON, "accepted", "completed", ended_at=ON - dt.timedelta(1))


def test_a_rate_that_is_given_is_kept() -> None:
    record = Record()
    record.answered(Decision("n1", "s1", ON, "declined"))
    assert record.known(Supply("s1", "volunteer", acceptance=0.9)).acceptance == 0.9


def test_pairs_hardly_ever_shown_weigh_more() -> None:
    needs = [Need("n1", "a"), Need("n2", "a")]
    past = [
        Decision("n1", "s1", ON, "accepted", propensity=0.5),
        Decision("n2", "s1", ON, "accepted", propensity=0.001),
    ]
    weight = examples(needs, [Supply("s1", "goods")], past, settings=Settings()).weight
    assert weight[1] / weight[0] == pytest.approx(10)
    assert weight.mean() == pytest.approx(1)


def test_the_last_decision_on_a_pair_counts() -> None:
    past = [
        Decision("n1", "s1", ON + dt.timedelta(3), "rejected"),
        Decision("n1", "s1", ON, "approved"),
    ]
    seen = examples([Need("n1", "a")], [Supply("s1", "goods")], past, settings=Settings())
    assert seen.went_well.tolist() == [False]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    draw = np.random.default_rng(3)
    tables = {
        "needs.csv": [["id", "category", "lat", "lon"]]
        + [[f"n{k}", "a", 30.6, 120.5] for k in range(60)],
        "supplies.csv": [["id", "categories", "lat", "lon", "capacity"]]
        + [[f"s{k}", "a", 30.6, 120.5 + k * 0.01, 3] for k in range(20)],
        "decisions.csv": [
            ["need_id", "supply_id", "decided_at", "decision", "outcome", "propensity"]
        ],
    }
    for need in range(60):
        for supply in draw.choice(20, 6, replace=False).tolist():
            good = draw.random() < (0.9 if supply < 8 else 0.1)
            day = dt.date(2026, 1, 1) + dt.timedelta(days=need)
            said = "accepted" if good else "declined"
            tables["decisions.csv"].append([f"n{need}", f"s{supply}", day, said, "", ""])
    for name, rows in tables.items():
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return [str(tmp_path / name) for name in tables]


def test_train_and_evaluate_on_files(
    tmp_path: Path, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    card = str(tmp_path / "card.json")
    assert main(["train", *files, "--out", card, "--until", "2026-02-10"]) == 0
    assert "Learned from" in capsys.readouterr().out
    assert main(["evaluate", *files, "--scorecard", card, "--after", "2026-02-10"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["assignment"]) == {
        "scorecard", "greedy", "nearest", "skills_only", "longest_waiting", "random",
    }  # fmt: skip
    assert told["ranking"]["scorecard"]["auc"] > 0.8
    assert told["ranking"]["random"]["auc"] == pytest.approx(0.5, abs=0.15)
    assert told["pairs"] == 19 * 6
    assert main(["round", *files[:2], "--scorecard", card, "--out", str(tmp_path / "out"),
                 "--on", "2026-03-02"]) == 0  # fmt: skip


def test_a_bad_decision_is_named(
    tmp_path: Path, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    head = "need_id,supply_id,decided_at,decision\n"
    for row, wrong in (
        ("n1,s1,2026-01-01,maybe", "column decision: decision must be one of"),
        ("nobody,s1,2026-01-01,approved", "column need_id: need_id 'nobody' is not in"),
        ("n1,s1,,approved", "column decided_at: decided_at is needed"),
    ):
        Path(files[2]).write_text(head + row + "\n", encoding="utf-8")
        assert main(["evaluate", *files]) == 2
        assert f"decisions.csv, row 2, {wrong}" in capsys.readouterr().err
    Path(files[2]).write_text(head, encoding="utf-8")
    assert main(["train", *files, "--out", str(tmp_path / "card.json")]) == 2
    assert "no decision to learn from" in capsys.readouterr().err
