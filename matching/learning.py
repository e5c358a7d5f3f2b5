"""Trains a scorecard from decisions; the only module that loads scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.utils.validation import check_is_fitted, check_X_y

from matching.features import FEATURES
from matching.prior import expert
from matching.scorecard import Scorecard, Table

Floats = npt.NDArray[np.float64]
POINTS = 100.0
OPINIONS = 3000


class ScorecardClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Learns the points of a scorecard, starting from the expert's.

    Gradient boosting without interactions and with monotone constraints: its decision is a
    sum of one step function per feature, and the card read off it gives the same chances.

    Parameters
    ----------
    prior_weight : float
        As how many decisions the expert's opinion counts. With few decisions the card says
        what the expert says; with thousands it says what happened.
    max_iter : int
        Trees.
    learning_rate : float
    name : str
        Name of the card.
    random_state : int
        Seed of the made-up pairs on which the expert is asked.

    Attributes
    ----------
    card_ : Scorecard
    model_ : HistGradientBoostingClassifier
        The model the card was read off; it is not needed afterwards.
    classes_ : ndarray

    Examples
    --------
    >>> X = np.full((4, len(FEATURES)), np.nan)
    >>> X[:, 4] = [1.0, 2.0, 18.0, 19.0]
    >>> learner = ScorecardClassifier(prior_weight=4.0, max_iter=5).fit(X, [1, 1, 0, 0])
    >>> near, far = learner.predict_proba(X)[[0, 3], 1]
    >>> bool(near > far)
    True
    """

    def __init__(
        self,
        *,
        prior_weight: float = 200.0,
        max_iter: int = 150,
        learning_rate: float = 0.1,
        name: str = "learned",
        random_state: int = 0,
    ) -> None:
        self.prior_weight = prior_weight
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.name = name
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ScorecardClassifier:  # noqa: N803 — scikit-learn's name
        """Learn from pairs and how they went.

        Parameters
        ----------
        X : array_like, shape (pairs, features)
            As `matching.features.measure` returns them.
        y : array_like of bool
            Whether each went well.
        sample_weight : array_like, optional

        Returns
        -------
        self
        """
        values, well = check_X_y(X, y, dtype=np.float64, ensure_all_finite="allow-nan")
        if values.shape[1] != len(FEATURES):
            raise ValueError(f"there are {len(FEATURES)} features, not {values.shape[1]}")
        weight = np.ones(len(well)) if sample_weight is None else np.asarray(sample_weight, float)
        prior = expert()
        opinions = np.vstack((values, _made_up(prior, seed=self.random_state)))
        said = prior.probability(prior.score(opinions))
        share = np.full(len(opinions), self.prior_weight / len(opinions))
        self.model_ = HistGradientBoostingClassifier(
            max_iter=self.max_iter,
            learning_rate=self.learning_rate,
            max_leaf_nodes=8,
            min_samples_leaf=max(1, min(20, len(well) // 10)),
            monotonic_cst=[feature.better for feature in FEATURES],
            interaction_cst="no_interactions",
            early_stopping=False,
            random_state=self.random_state,
        ).fit(
            np.vstack((_levels(prior, values), *[_levels(prior, opinions)] * 2)),
            np.concatenate((well > 0, np.ones(len(said)), np.zeros(len(said)))).astype(int),
            sample_weight=np.concatenate((weight, share * said, share * (1 - said))),
        )
        self.card_ = _read_off(self.model_, prior, self.name)
        self.classes_ = np.array([0, 1])
        self.n_features_in_ = len(FEATURES)
        return self

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803 — scikit-learn's name
        """Chances of going ill and well."""
        check_is_fitted(self)
        return self.card_.predict_proba(np.asarray(X, dtype=np.float64))

    def predict(self, X: Any) -> npt.NDArray[np.int64]:  # noqa: N803 — scikit-learn's name
        """1 where a pair is more likely to go well than not."""
        found: npt.NDArray[np.int64] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return found


def _levels(card: Scorecard, values: Floats) -> Floats:
    """The published step each value reaches; NaN stays."""
    steps = np.empty(values.shape, dtype=np.float64)
    for column, table in enumerate(card.tables):
        steps[:, column] = table.levels(values[:, column])
        steps[np.isnan(values[:, column]), column] = np.nan
    return steps


def _made_up(card: Scorecard, *, seed: int) -> Floats:
    """Pairs for the expert to give an opinion on: every step of every feature equally often."""
    draw = np.random.default_rng(seed)
    made = np.empty((OPINIONS, len(card.tables)), dtype=np.float64)
    for column, table in enumerate(card.tables):
        steps = np.array([table.edges[0] - 1.0, *table.edges, np.nan])
        made[:, column] = draw.choice(steps, OPINIONS)
    return made


def _read_off(model: HistGradientBoostingClassifier, steps: Scorecard, name: str) -> Scorecard:
    """The model's own tables, through its public decision function.

    The model is a sum over features, so one feature at a time against a fixed row gives each
    feature's part exactly.
    """
    base = np.zeros((1, len(FEATURES)))
    start = float(model.decision_function(base)[0])
    parts = []
    for column, (table, feature) in enumerate(zip(steps.tables, FEATURES, strict=True)):
        asked = np.repeat(base, len(table.points) + 1, axis=0)
        asked[:, column] = [*range(len(table.points)), np.nan]
        part = model.decision_function(asked) - start
        # The model is monotone; adding up trees may leave noise in the last bit.
        turn = slice(None, None, feature.better)
        part[:-1][turn] = np.maximum.accumulate(part[:-1][turn])
        parts.append(part)
    lows = [part.min() for part in parts]
    spread = sum(part.max() - low for part, low in zip(parts, lows, strict=True))
    width = POINTS / spread if spread > 0 else 1.0
    return Scorecard(
        tables=tuple(
            Table(
                table.feature,
                table.edges,
                tuple(((part[:-1] - low) * width).tolist()),
                float((part[-1] - low) * width),
            )
            for table, part, low in zip(steps.tables, parts, lows, strict=True)
        ),
        centre=float(-width * (start + sum(lows))),
        width=float(width),
        name=name,
    )
