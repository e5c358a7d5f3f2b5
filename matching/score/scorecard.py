"""The scorecard: for each feature a table of points, added up. It can be printed and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.kernels.cards import GRAINS
from matching.score.features import FEATURES, NAMES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """Points of one feature, in steps.

    Parameters
    ----------
    feature : str
    edges : tuple of float
        Rising. A value reaches a step when it is at least the step's edge.
    points : tuple of float
        One more than edges: `points[0]` below the first edge, `points[-1]` from the last on.
    missing : float
        Points when the value is not known or not applicable.

    Examples
    --------
    >>> Table("distance", (2.0, 5.0), (15.0, 9.0, 3.0), 6.0).look_up(np.array([1.9, 2.0, np.nan]))
    array([15.,  9.,  6.])
    """

    feature: str
    edges: tuple[float, ...]
    points: tuple[float, ...]
    missing: float

    def __post_init__(self) -> None:
        if len(self.points) != len(self.edges) + 1:
            raise ValueError(f"{self.feature}: one more points than edges, please")
        if any(a >= b for a, b in zip(self.edges, self.edges[1:], strict=False)):
            raise ValueError(f"{self.feature}: edges must rise")

    @property
    def every(self) -> Floats:
        """Points of each step, then those of a missing value."""
        return np.array((*self.points, self.missing), dtype=np.float64)

    def levels(self, values: Floats) -> Ints:
        """The step each value reaches; one past the last step when missing."""
        steps = np.searchsorted(np.array(self.edges), values, side="right").astype(np.int64)
        steps[np.isnan(values)] = len(self.points)
        return steps

    def look_up(self, values: Floats) -> Floats:
        """Points for each value."""
        found: Floats = self.every[self.levels(values)]
        return found


@dataclass(frozen=True)
class Scorecard:
    """An additive, monotone, readable scorer.

    Parameters
    ----------
    tables : tuple of Table
        One per feature, in the order of `matching.score.features.FEATURES`.
    centre : float
        Score at which the probability is one half.
    width : float
        Points that multiply the odds by e.
    name : str

    Examples
    --------
    >>> from matching.score.prior import expert
    >>> expert().name
    'expert'
    """

    tables: tuple[Table, ...]
    centre: float
    width: float
    name: str

    def __post_init__(self) -> None:
        if tuple(table.feature for table in self.tables) != NAMES:
            raise ValueError(f"a scorecard has one table for each of {', '.join(NAMES)}, in order")
        if not self.width > 0:
            raise ValueError("width must be above 0")
        for table, feature in zip(self.tables, FEATURES, strict=True):
            steps = np.diff(table.points) * feature.better
            if (steps < 0).any():
                raise ValueError(f"{feature.name}: points must not turn back")
            if min(*table.points, table.missing) < 0:
                raise ValueError(f"{feature.name}: points are never below 0")

    def parts(self, values: Floats) -> Floats:
        """Points per pair and feature.

        Parameters
        ----------
        values : ndarray, shape (pairs, features)
            As `matching.pairs.scoring.measure` returns them.

        Returns
        -------
        ndarray, shape (pairs, features)
        """
        found = np.empty(values.shape, dtype=np.float64)
        for column, table in enumerate(self.tables):
            found[:, column] = grains(table.every)[table.levels(values[:, column])] / GRAINS
        return found

    def score(self, values: Floats) -> Floats:
        """Points per pair: its parts added up."""
        return added(self.tables, values)

    def probability(self, score: Floats) -> Floats:
        """The chance that a pair with this score goes well, as the card sees it."""
        chance: Floats = 1.0 / (1.0 + np.exp((self.centre - np.asarray(score)) / self.width))
        return chance

    def predict_proba(self, values: Floats) -> Floats:
        """Chances of going ill and well per pair, as scikit-learn orders them."""
        well = self.probability(self.score(values))
        return np.column_stack((1.0 - well, well))


def grains(points: npt.ArrayLike) -> Ints:
    """Points as whole numbers of grains."""
    return np.rint(np.multiply(points, GRAINS)).astype(np.int64)


def added(tables: Sequence[Table], values: Floats) -> Floats:
    """Points of each row of values, a column for each table: to the bit in any order."""
    total = np.zeros(values.shape[0], dtype=np.int64)
    for column, table in enumerate(tables):
        total += grains(table.every)[table.levels(values[:, column])]
    found: Floats = total / GRAINS
    return found
