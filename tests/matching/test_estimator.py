"""The scorecard as an estimator: scikit-learn's own contract, and no loss between model and card."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from matching import expert, from_json, to_json
from matching.learning.decisions import Decision, Examples
from matching.learning.fit import ScorecardClassifier, learn
from matching.learning.platt import platt
from matching.score.compiled import CompiledCard
from matching.score.features import FEATURES, NAMES
from matching.score.scorecard import Scorecard, Table
from tests.matching.county import ON

DISTANCE, RELIABILITY = NAMES.index("distance"), NAMES.index("reliability")
MILLION = 1_000_000
# Checks of scikit-learn that may fail, each with its reason: there are none.
EXPECTED_FAILED_CHECKS: dict[str, str] = {}


def pairs(many: int, *, seed: int = 0) -> np.ndarray:
    """Values as pairs have them, one in ten not known."""
    draw = np.random.default_rng(seed)
    values = np.empty((many, len(FEATURES)))
    for column, feature in enumerate(FEATURES):
        most = feature.high if np.isfinite(feature.high) else 60
        values[:, column] = draw.uniform(0, most, many)
    values[draw.random(values.shape) < 0.1] = np.nan
    return values


def truth(values: np.ndarray) -> np.ndarray:
    """A world other than the expert's: near and reliable is nearly all that counts."""
    odds = 4 - 0.4 * np.nan_to_num(values[:, DISTANCE], nan=10)
    odds += 3 * np.nan_to_num(values[:, RELIABILITY], nan=0.6) - 1.5
    return 1 / (1 + np.exp(-odds))


def decided(many: int, *, seed: int = 0) -> Examples:
    values = pairs(many, seed=seed)
    well = np.random.default_rng(seed + 1).random(many) < truth(values)
    said = tuple(Decision(f"n{k}", "s", ON, "accepted" if yes else "declined")
                 for k, yes in enumerate(well))  # fmt: skip
    return Examples(said, values, well, np.ones(many))


def adversarial(card: Scorecard) -> np.ndarray:
    """Every edge of every feature, one bit to either side of it, nothing, and both infinities."""
    rows = []
    for column, table in enumerate(card.tables):
        edges = np.array(table.edges)
        asked = np.concatenate(
            (edges, np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf),
             [np.nan, np.inf, -np.inf])
        )  # fmt: skip
        made = pairs(asked.size, seed=column)
        made[:, column] = asked
        rows.append(made)
    return np.vstack((*rows, np.full((1, len(NAMES)), np.nan)))


@pytest.fixture(scope="module")
def learned() -> ScorecardClassifier:
    seen = decided(3000)
    return ScorecardClassifier(max_iter=60).fit(seen.values, seen.went_well)


def test_scikit_learns_own_checks_all_pass() -> None:
    told = check_estimator(
        ScorecardClassifier(max_iter=30),
        expected_failed_checks=EXPECTED_FAILED_CHECKS,
        on_fail=None,
        on_skip=None,
    )
    failed = {check["check_name"]: check["exception"] for check in told
              if check["status"] in ("failed", "xfail")}  # fmt: skip
    assert failed == {}
    assert sum(check["status"] == "passed" for check in told) > 50


def test_the_card_is_the_model(learned: ScorecardClassifier) -> None:
    values = np.vstack((pairs(MILLION, seed=5), adversarial(learned.card_)))
    slope, shift = learned.calibration_
    card = learned.card_
    told = (card.score(values) - card.centre) / card.width
    assert slope != 1
    assert np.abs(told - (slope * learned.model_.decision_function(values) + shift)).max() <= 1e-12
    assert np.array_equal(learned.decision_function(values), told)


def test_kernels_give_the_cards_points_to_the_bit(learned: ScorecardClassifier) -> None:
    card = learned.card_
    compiled = CompiledCard.of(card)
    values = np.vstack((pairs(20_000, seed=6), adversarial(card)))
    assert np.array_equal(compiled.score(values), card.score(values))
    levels = compiled.levels(values)
    assert np.array_equal(compiled.score_levels(levels), card.score(values))
    assert np.array_equal(compiled.parts(values), card.parts(values))


def test_look_ups_agree_with_plain_ones(learned: ScorecardClassifier) -> None:
    card = learned.card_
    values = np.vstack((pairs(500, seed=7), adversarial(card)))
    plain = [
        sum(
            table.missing if value != value else table.points[bisect_right(table.edges, value)]
            for table, value in zip(card.tables, row, strict=True)
        )
        for row in values.tolist()
    ]
    assert card.score(values) == pytest.approx(plain, abs=1e-9)


def test_more_steps_than_a_byte_can_tell_apart_are_refused() -> None:
    long = Table("x", tuple(range(255)), tuple(range(256)), 0.0)
    with pytest.raises(ValueError, match="255 steps are the most"):
        CompiledCard.of([long])


def test_a_card_is_kept_as_readable_json(learned: ScorecardClassifier) -> None:
    text = to_json(learned.card_)
    assert '"feature":"distance"' in text
    assert from_json(text) == learned.card_


def test_before_the_first_decision_the_card_is_the_experts() -> None:
    nothing = Examples((), np.empty((0, len(NAMES))), np.empty(0, bool), np.empty(0))
    assert learn(nothing) == expert()


def test_the_card_moves_from_the_expert_to_what_happened() -> None:
    values = pairs(5000, seed=8)
    said, true = expert().predict_proba(values)[:, 1], truth(values)
    cards = [learn(decided(many)) for many in (30, 300, 3000)]
    told = [card.predict_proba(values)[:, 1] for card in cards]
    from_expert = [np.abs(chance - said).mean() for chance in told]
    from_truth = [np.abs(chance - true).mean() for chance in told]
    assert from_expert == sorted(from_expert)
    assert from_truth == sorted(from_truth, reverse=True)
    assert from_expert[0] < 0.08 < 0.2 < from_expert[2]
    assert from_truth[2] < 0.06


def test_on_steps_that_nobody_decided_about_the_expert_is_still_heard() -> None:
    seen = decided(3000)
    near = seen.values[:, DISTANCE] < 5
    card = ScorecardClassifier().fit(seen.values[near], seen.went_well[near]).card_
    points = np.array(card.tables[DISTANCE].points) / card.width
    opinion = np.array(expert().tables[DISTANCE].points) / expert().width
    assert points[10] - points[-1] == pytest.approx(opinion[10] - opinion[-1], rel=0.25)


def test_as_long_as_all_went_well_only_the_expert_says_what_would_not() -> None:
    values = pairs(40)
    card = ScorecardClassifier().fit(values, np.ones(40, dtype=bool)).card_
    chance = card.predict_proba(values)[:, 1]
    assert chance.mean() > expert().predict_proba(values)[:, 1].mean()
    assert chance.max() < 1


def test_columns_of_ones_own_keep_their_names_and_directions() -> None:
    draw = np.random.default_rng(0)
    values = draw.uniform(0, 10, (400, 2))
    well = draw.random(400) < values[:, 0] / 10
    learner = ScorecardClassifier(feature_names=["age", "height"], monotonic_cst=[-1, 0])
    learner.fit(values, well)
    age, height = learner.tables_
    assert (age.feature, height.feature) == ("age", "height")
    assert age.points == tuple(sorted(age.points, reverse=True))
    assert not hasattr(learner, "card_")


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"feature_names": ["a"]}, "2 features and 1 names"),
        ({"monotonic_cst": [1]}, "2 features and 1 in monotonic_cst"),
    ],
)
def test_names_and_directions_must_fit_the_columns(asked: dict[str, list[str]], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        ScorecardClassifier(**asked).fit(np.eye(4, 2), [0, 1, 0, 1])


def test_a_weight_counts_as_so_many_decisions() -> None:
    seen = decided(200)
    weight = np.where(seen.went_well, 2.0, 1.0)
    twice = np.repeat(np.arange(200), weight.astype(int))
    weighed = ScorecardClassifier(folds=0).fit(seen.values, seen.went_well, sample_weight=weight)
    repeated = ScorecardClassifier(folds=0).fit(seen.values[twice], seen.went_well[twice])
    told = weighed.predict_proba(seen.values)[:, 1]
    assert np.abs(told - repeated.predict_proba(seen.values)[:, 1]).mean() < 0.02
    with pytest.raises(ValueError, match="one number for each pair"):
        weighed.fit(seen.values, seen.went_well, sample_weight=-weight)


def test_calibration_corrects_chances_that_are_too_sure() -> None:
    draw = np.random.default_rng(0)
    odds = draw.normal(0, 1.5, 5000)
    well = draw.random(5000) < 1 / (1 + np.exp(-odds))
    slope, shift = platt(3 * odds + 1, well, weight=np.ones(5000))
    assert slope == pytest.approx(1 / 3, abs=0.03)
    assert shift == pytest.approx(-1 / 3, abs=0.1)


def test_calibration_never_turns_the_order_round() -> None:
    odds = np.linspace(-3, 3, 1000)
    slope, _ = platt(odds, odds < 0, weight=np.ones(1000))
    assert slope > 0


@pytest.mark.parametrize("feature", NAMES)
def test_better_never_lowers_a_score(learned: ScorecardClassifier, feature: str) -> None:
    column = NAMES.index(feature)
    values = pairs(50_000, seed=9)
    better = values.copy()
    step = np.random.default_rng(10).exponential(3.0, len(values))
    better[:, column] += FEATURES[column].better * step
    for card in (expert(), learned.card_):
        assert (card.score(better) >= card.score(values)).all()


def test_parts_sum_to_the_score(learned: ScorecardClassifier) -> None:
    values = np.vstack((pairs(50_000, seed=11), adversarial(expert())))
    for card in (expert(), learned.card_):
        assert np.abs(card.parts(values).sum(axis=1) - card.score(values)).max() <= 1e-9
