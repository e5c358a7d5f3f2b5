"""Trains a scorecard from decisions; the only module that loads scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from matching.learning.decisions import Examples
from matching.learning.platt import platt
from matching.learning.steps import Edges, cut, on_steps, read_off
from matching.score.features import FEATURES, NAMES
from matching.score.prior import expert
from matching.score.scorecard import Scorecard, added

Floats = npt.NDArray[np.float64]
OPINIONS = 3000


class ScorecardClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Learns the points of a scorecard, starting from the expert's.

    Gradient boosting without interactions and with monotone constraints: its log odds are a sum
    of one step function per feature, read off as tables of points that give the same chances.

    Where the columns are those of `matching.score.features`, values are put on the expert's published
    steps first, so that cards of different years can be compared line by line, and the expert's
    opinion on made-up pairs is learned together with the decisions. It weighs as much as
    `prior_weight` decisions, spread over all steps alike: where decisions are many it gives way,
    and on a step that nobody has decided about it stays. Any other columns are cut into steps
    where their values lie, and there is no opinion to start from.

    Parameters
    ----------
    feature_names : sequence of str, optional
        Default: the columns' own names, else those of `matching.score.features` where there are as
        many, else x0, x1, ….
    monotonic_cst : sequence of int, optional
        1 where more can never lower the chance, -1 where less can never lower it, 0 where
        either may. Default: as `matching.score.features` says, and 0 for other columns.
    prior_weight : float
        As how many decisions the expert's opinion counts.
    max_iter, learning_rate : int, float
        Trees, and how far each goes.
    folds : int
        Parts for calibration: each is told by a model that learned from the others, and the
        chances are stretched and shifted to fit (`matching.learning.platt`). 0: not calibrated.
    name : str
        Name of the card.
    random_state : int
        Seed of the made-up pairs on which the expert is asked, and of the folds.

    Attributes
    ----------
    model_ : Pipeline
        The model the tables were read off; it is not needed afterwards.
    calibration_ : tuple of float
        Slope and shift. The log odds are `slope * model_.decision_function(X) + shift`.
    tables_, centre_, width_ : tuple of Table, float, float
        Points, and how they become log odds: `(points - centre_) / width_`.
    card_ : Scorecard
        The same, where the columns are those of `matching.score.features`.
    classes_, n_features_in_, feature_names_in_, n_iter_
        As scikit-learn names them.

    Examples
    --------
    >>> X = np.full((4, len(FEATURES)), np.nan)
    >>> X[:, 4] = [1.0, 2.0, 18.0, 19.0]
    >>> learner = ScorecardClassifier(prior_weight=4.0).fit(X, [1, 1, 0, 0])
    >>> near, far = learner.predict_proba(X)[[0, 3], 1]
    >>> bool(near > far)
    True

    Columns of one's own:

    >>> learner = ScorecardClassifier(feature_names=["age"], monotonic_cst=[1])
    >>> learner.fit([[1], [2], [3], [4]], [0, 0, 1, 1]).tables_[0].feature
    'age'
    """

    def __init__(
        self,
        *,
        feature_names: Sequence[str] | None = None,
        monotonic_cst: Sequence[int] | None = None,
        prior_weight: float = 200.0,
        max_iter: int = 300,
        learning_rate: float = 0.2,
        folds: int = 5,
        name: str = "learned",
        random_state: int = 0,
    ) -> None:
        self.feature_names = feature_names
        self.monotonic_cst = monotonic_cst
        self.prior_weight = prior_weight
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.folds = folds
        self.name = name
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ScorecardClassifier:
        """Learn from pairs and how they went.

        Parameters
        ----------
        X : array_like, shape (pairs, features)
            As `matching.pairs.scoring.measure` returns them; NaN where not known.
        y : array_like
            Two classes; the second is the one that went well.
        sample_weight : array_like, optional
            How much each counts, for instance one over its propensity.

        Returns
        -------
        self
        """
        values, y = validate_data(self, X, y, dtype=np.float64, ensure_all_finite=False)
        weight = _weights(sample_weight, len(values))
        names = self._names(values.shape[1])
        prior = expert() if names == NAMES else None
        self.classes_ = _classes(y, prior)
        well = y == self.classes_[1]
        if prior is None:
            edges = tuple(cut(column) for column in values[weight > 0].T)
        else:
            edges = tuple(table.edges for table in prior.tables)
        better = self._better(values.shape[1], prior)
        train = partial(self._train, prior=prior, edges=edges, better=better)
        self.model_ = train(values, well, weight)
        self.calibration_ = slope, shift = self._calibrate(train, values, well, weight)
        self.tables_, centre, width = read_off(
            self.model_.decision_function, edges, names=names, better=better
        )
        self.width_ = width / slope
        self.centre_ = centre - shift * self.width_
        if prior is not None:
            self.card_ = Scorecard(self.tables_, self.centre_, self.width_, self.name)
        self.n_iter_ = self.model_[-1].n_iter_
        return self

    def decision_function(self, X: Any) -> Floats:
        """Log odds of going well, from the tables."""
        check_is_fitted(self)
        values = validate_data(self, X, dtype=np.float64, ensure_all_finite=False, reset=False)
        found: Floats = (added(self.tables_, values) - self.centre_) / self.width_
        return found

    def predict_proba(self, X: Any) -> Floats:
        """Chances of going ill and well."""
        well = expit(self.decision_function(X))
        return np.column_stack((1.0 - well, well))

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """The second class where a pair is more likely to go well than not."""
        is_well = self.decision_function(X) > 0
        found: npt.NDArray[Any] = self.classes_[is_well.astype(np.int64)]
        return found

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.classifier_tags.multi_class = False
        return tags

    def _names(self, width: int) -> tuple[str, ...]:
        if self.feature_names is not None:
            names = tuple(self.feature_names)
        elif hasattr(self, "feature_names_in_"):
            names = tuple(self.feature_names_in_)
        elif width == len(NAMES):
            names = NAMES
        else:
            names = tuple(f"x{column}" for column in range(width))
        if len(names) != width:
            raise ValueError(f"there are {width} features and {len(names)} names")
        return names

    def _better(self, width: int, prior: Scorecard | None) -> tuple[int, ...]:
        if self.monotonic_cst is not None:
            better = tuple(self.monotonic_cst)
        else:
            better = tuple(f.better for f in FEATURES) if prior is not None else (0,) * width
        if len(better) != width:
            raise ValueError(f"there are {width} features and {len(better)} in monotonic_cst")
        return better

    def _train(
        self,
        values: Floats,
        well: npt.NDArray[np.bool_],
        weight: Floats,
        *,
        prior: Scorecard | None,
        edges: tuple[Edges, ...],
        better: tuple[int, ...],
    ) -> Pipeline:
        """The model: values on their steps, then boosting on the steps."""
        rows, said = values, well
        if prior is not None and self.prior_weight > 0:
            # An opinion is a pair that goes well and ill at once, as often as the expert says.
            opinions = np.vstack((values, _made_up(edges, seed=self.random_state)))
            chance = prior.probability(prior.score(opinions))
            share = self.prior_weight / len(opinions)
            rows = np.vstack((values, opinions, opinions))
            said = np.repeat((True, False), len(opinions))
            said = np.concatenate((well, said))
            weight = np.concatenate((weight, share * chance, share * (1 - chance)))
        return make_pipeline(
            FunctionTransformer(on_steps, kw_args={"edges": edges}),
            HistGradientBoostingClassifier(
                max_iter=self.max_iter,
                learning_rate=self.learning_rate,
                max_leaf_nodes=8,
                min_samples_leaf=max(1, min(20, len(well) // 10)),
                monotonic_cst=better,
                interaction_cst="no_interactions",
                early_stopping=False,
                random_state=self.random_state,
            ),
        ).fit(rows, said, histgradientboostingclassifier__sample_weight=weight)

    def _calibrate(
        self, train: Any, values: Floats, well: npt.NDArray[np.bool_], weight: Floats
    ) -> tuple[float, float]:
        if not self.folds or min(well.sum(), (~well).sum()) < self.folds:
            return 1.0, 0.0
        told = np.empty(len(well))
        folds = StratifiedKFold(self.folds, shuffle=True, random_state=self.random_state)
        for rest, part in folds.split(values, well):
            model = train(values[rest], well[rest], weight[rest])
            told[part] = model.decision_function(values[part])
        return platt(told, well, weight=weight)


def learn(seen: Examples, *, name: str = "learned", prior_weight: float = 200.0) -> Scorecard:
    """The card that decisions teach; as long as there are none, the expert's.

    Parameters
    ----------
    seen : Examples
    name : str
    prior_weight : float
        As how many decisions the expert's opinion counts.

    Returns
    -------
    Scorecard
    """
    if not seen.decisions:
        return expert()
    learner = ScorecardClassifier(name=name, prior_weight=prior_weight)
    card: Scorecard = learner.fit(seen.values, seen.went_well, sample_weight=seen.weight).card_
    return card


def _weights(sample_weight: Any, many: int) -> Floats:
    if sample_weight is None:
        return np.ones(many)
    weight = np.asarray(sample_weight, dtype=np.float64)
    if weight.shape != (many,) or not (weight >= 0).all():
        raise ValueError("sample_weight has one number for each pair, none below 0")
    return weight


def _classes(y: npt.NDArray[Any], prior: Scorecard | None) -> npt.NDArray[Any]:
    """Both classes, the one that went well second."""
    check_classification_targets(y)
    kind = type_of_target(y, input_name="y", raise_unknown=True)
    if kind != "binary":
        raise ValueError(
            f"Only binary classification is supported. The type of the target is {kind}."
        )
    found = np.unique(y)
    # Until something has gone wrong, only the expert knows what going wrong looks like.
    if found.size == 1 and prior is not None and found[0] in (0, 1):
        return np.array([0, 1]).astype(y.dtype)
    if found.size == 1:
        raise ValueError("y has one class only; two are needed")
    return found


def _made_up(edges: Sequence[Edges], *, seed: int) -> Floats:
    """Pairs for the expert to give an opinion on: every step of every feature equally often."""
    draw = np.random.default_rng(seed)
    made = np.empty((OPINIONS, len(edges)), dtype=np.float64)
    for column, own in enumerate(edges):
        made[:, column] = draw.choice(np.array([-np.inf, *own, np.nan]), OPINIONS)
    return made
