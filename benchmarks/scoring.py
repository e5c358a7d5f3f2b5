"""Scoring a pair: the card beside the model it was read off, other scorers, and a copy of memory.

A million pairs of fourteen features, one in ten values not known. Slow peers are asked about fewer
pairs; all figures are nanoseconds per pair.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier
from sklearn.impute import SimpleImputer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.figures import Row, at_most, faster, race, show, within
from matching.learning.fit import ScorecardClassifier
from matching.score.compiled import Bytes, CompiledCard
from matching.score.features import FEATURES
from matching.score.prior import expert
from matching.score.scorecard import Floats

PAIRS, FEWER, DECISIONS, TREES = 1_000_000, 50_000, 20_000, 200
NANO = 1e9
SEEDS = 3


def pairs(many: int, *, seed: int) -> Floats:
    """Values as pairs have them."""
    draw = np.random.default_rng(seed)
    values = np.empty((many, len(FEATURES)))
    for column, feature in enumerate(FEATURES):
        most = feature.high if np.isfinite(feature.high) else 60
        values[:, column] = draw.uniform(0, most, many)
    values[draw.random(values.shape) < 0.1] = np.nan
    return values


def in_numpy(points: Floats, columns: Bytes) -> Floats:
    """What kernels do, without a compiler: from one row of levels per feature."""
    total = np.zeros(columns.shape[1])
    for own, column in zip(points, columns, strict=True):
        total += own.take(column)
    return total


def figures() -> list[Row]:
    """Exactness first, then the cost of a pair."""
    values, past = pairs(PAIRS, seed=1), pairs(DECISIONS, seed=2)
    chance = expert().predict_proba(past)[:, 1]
    well = np.random.default_rng(3).random(DECISIONS) < chance
    learner = ScorecardClassifier(max_iter=TREES).fit(past, well)
    card, compiled = learner.card_, CompiledCard.of(learner.card_)
    steps, trees = learner.model_
    on_steps = steps.transform(values[:FEWER])
    levels = compiled.levels(values)
    by_feature = compiled.grains.reshape(len(FEATURES), -1)
    columns = np.ascontiguousarray(levels.T)
    lines = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression()).fit(past, well)
    other = LGBMClassifier(n_estimators=TREES, n_jobs=1, verbose=-1).fit(past, well)
    # A copy that reads and writes as many bytes as scoring from levels does.
    touched = np.ones(PAIRS * (len(FEATURES) + 8) // 2, dtype=np.uint8)
    copied = np.empty_like(touched)

    entrants: dict[str, tuple[int, Callable[[], Any]]] = {
        "levels": (PAIRS, lambda: compiled.score_levels(levels)),
        "floats": (PAIRS, lambda: compiled.score(values)),
        "levels in numpy": (PAIRS, lambda: in_numpy(by_feature, columns)),
        "floats in numpy": (PAIRS, lambda: card.score(values)),
        "copy": (PAIRS, lambda: np.copyto(copied, touched)),
        "model": (FEWER, lambda: trees.predict_proba(on_steps)),
        "LightGBM": (FEWER, lambda: other.booster_.predict(values[:FEWER], num_threads=1)),
        "logistic": (FEWER, lambda: lines.predict_proba(values[:FEWER])),
    }
    timed = race({name: act for name, (_, act) in entrants.items()})
    cost = {name: timed[name].seconds / many * NANO for name, (many, _) in entrants.items()}
    model = f"HistGradientBoosting.predict_proba, {TREES} trees"
    return [
        _exactness(learner, values),
        *_calibrated(),
        faster("from levels", cost["levels"], "ns", than=model, theirs=cost["model"], least=1000),
        faster(
            "from levels",
            cost["levels"],
            "ns",
            than=f"LightGBM, {TREES} trees",
            theirs=cost["LightGBM"],
        ),
        faster(
            "from levels",
            cost["levels"],
            "ns",
            than="LogisticRegression with its pipeline",
            theirs=cost["logistic"],
        ),
        within(
            "from levels",
            cost["levels"],
            "ns",
            of="np.copyto of the bytes touched",
            theirs=cost["copy"],
            most=3,
            note="the bound is fourteen look-ups at two a cycle, not memory",
        ),
        faster("from floats", cost["floats"], "ns", than=model, theirs=cost["model"]),
        faster(
            "from levels, numpy alone",
            cost["levels in numpy"],
            "ns",
            than=model,
            theirs=cost["model"],
            least=150,
        ),
        faster(
            "from floats, numpy alone",
            cost["floats in numpy"],
            "ns",
            than=model,
            theirs=cost["model"],
            least=20,
            note="a search in numpy costs 15 ns a value; any round is scored by kernels instead",
        ),
    ]


def _exactness(learner: ScorecardClassifier, values: Floats) -> Row:
    slope, shift = learner.calibration_
    model = slope * learner.model_.decision_function(values) + shift
    apart = float(np.abs(learner.decision_function(values) - model).max())
    return at_most("largest difference to the model, a million pairs", apart, "", most=1e-12)


def _calibrated() -> list[Row]:
    """Log loss on pairs not learned from: Platt's calibration beside the others."""
    asked = pairs(FEWER, seed=4)
    true = _happens(asked)
    rows = []
    for decisions in (30, 300, 3000):
        told: dict[str, list[float]] = {"platt": [], "isotonic": [], "none": []}
        for seed in range(SEEDS):
            past = pairs(decisions, seed=10 + seed)
            well = np.random.default_rng(20 + seed).random(decisions) < _happens(past)
            plain = ScorecardClassifier(folds=0)
            parts = StratifiedKFold(5, shuffle=True, random_state=0)
            held_out = cross_val_predict(plain, past, well, cv=parts, method="decision_function")
            isotonic = IsotonicRegression(y_min=0.001, y_max=0.999, out_of_bounds="clip")
            isotonic.fit(held_out, well)
            plain.fit(past, well)
            chances = {
                "platt": ScorecardClassifier().fit(past, well).predict_proba(asked)[:, 1],
                "isotonic": isotonic.predict(plain.decision_function(asked)),
                "none": plain.predict_proba(asked)[:, 1],
            }
            for way, chance in chances.items():
                loss = true * np.log(chance) + (1 - true) * np.log(1 - chance)
                told[way].append(-float(loss.mean()))
        mean = {way: float(np.mean(losses)) for way, losses in told.items()}
        rows.append(
            Row(
                f"log loss, Platt's calibration, {decisions:,} decisions",
                mean["platt"],
                "",
                "isotonic",
                mean["isotonic"],
                note=f"uncalibrated {mean['none']:.3f}; mean of {SEEDS} drawn histories",
            )
        )
    return rows


def _happens(values: Floats) -> Floats:
    """A world other than the expert's."""
    column = {feature.name: own for feature, own in zip(FEATURES, values.T, strict=True)}
    odds = 4 - 0.4 * np.nan_to_num(column["distance"], nan=10)
    odds += 3 * np.nan_to_num(column["reliability"], nan=0.6) - 1.5
    chance: Floats = 1 / (1 + np.exp(-odds))
    return chance


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
