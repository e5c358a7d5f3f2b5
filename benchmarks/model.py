"""The peer's scorer: gradient boosting with 200 trees, fitted to what the expert's card says."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.province import Floats
from matching import expert
from matching.score.features import FEATURES

TREES = 200


class Model:
    """Monotone and without interactions, as the product's own; fitted to drawn decisions.

    It is spared the features that are the same for all pairs.

    Parameters
    ----------
    values : ndarray of float, shape (pairs, features)
    seed : int
    """

    def __init__(self, values: Floats, *, seed: int = 3) -> None:
        card = expert()
        draw = np.random.default_rng(seed)
        well = draw.random(len(values)) < card.probability(card.score(values))
        self.columns = [
            at
            for at, column in enumerate(values.T)
            if np.unique(column[~np.isnan(column)]).size > 1
        ]
        self.names = [FEATURES[at].name for at in self.columns]
        self._model = HistGradientBoostingClassifier(
            max_iter=TREES,
            early_stopping=False,
            interaction_cst="no_interactions",
            monotonic_cst=[FEATURES[at].better for at in self.columns],
            random_state=seed,
        )
        self._model.fit(values[:, self.columns], well)

    def predict_proba(self, values: Floats) -> Floats:
        """As scikit-learn gives it, from the columns it knows."""
        chances: Floats = self._model.predict_proba(values)
        return chances
