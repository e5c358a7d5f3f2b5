"""A scorecard as flat arrays, for kernels: one byte per value, one look-up per byte."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.kernels.cards import (
    LEVELS,
    MISSING,
    add_levels,
    add_values,
    part_values,
    write_levels,
)
from matching.score.scorecard import Scorecard, Table, grains

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class CompiledCard:
    """Tables of points laid out end to end.

    Parameters
    ----------
    edges : ndarray of float, shape (edges of all features,)
        Rising within each feature.
    first : ndarray of int, shape (features + 1,)
        Feature f has `edges[first[f]:first[f + 1]]`.
    grains : ndarray of int, shape (features * 256,)
        Points: feature f, level k is at `f * 256 + k`; level 255 is a missing value.

    Examples
    --------
    >>> from matching.score.scorecard import Table
    >>> card = CompiledCard.of([Table("distance", (2.0, 5.0), (15.0, 9.0, 3.0), 6.0)])
    >>> card.levels(np.array([[1.9], [2.0], [np.nan]])).ravel()
    array([  0,   1, 255], dtype=uint8)
    >>> card.score(np.array([[1.9], [2.0], [np.nan]]))
    array([15.,  9.,  6.])
    """

    edges: Floats
    first: Ints
    grains: Ints

    @classmethod
    def of(cls, tables: Scorecard | list[Table] | tuple[Table, ...]) -> CompiledCard:
        """Compile a scorecard, or any tables whose points are to be added up.

        Raises
        ------
        ValueError
            When a table has more steps than a byte can tell apart.
        """
        rows = tables.tables if isinstance(tables, Scorecard) else tables
        every = np.zeros((len(rows), LEVELS), dtype=np.int64)
        for row, table in zip(every, rows, strict=True):
            if len(table.points) > MISSING:
                raise ValueError(f"{table.feature}: {MISSING} steps are the most")
            row[: len(table.points)] = grains(table.points)
            row[MISSING] = grains(table.missing)
        return cls(
            edges=np.array([edge for table in rows for edge in table.edges], dtype=np.float64),
            first=np.cumsum([0, *(len(table.edges) for table in rows)], dtype=np.int64),
            grains=every.ravel(),
        )

    def levels(self, values: Floats) -> Bytes:
        """The step each value reaches, as a byte; same shape as `values`."""
        found = np.empty(values.shape, dtype=np.uint8)
        write_levels(np.ascontiguousarray(values), self.first, self.edges, found)
        return found

    def score(self, values: Floats) -> Floats:
        """Points of each row of values, to the bit as `Scorecard.score` adds them."""
        total = np.empty(values.shape[0], dtype=np.float64)
        add_values(np.ascontiguousarray(values), self.first, self.edges, self.grains, total)
        return total

    def parts(self, values: Floats) -> Floats:
        """Points of each value, to the bit as `Scorecard.parts` gives them; same shape."""
        found = np.empty(values.shape, dtype=np.float64)
        part_values(np.ascontiguousarray(values), self.first, self.edges, self.grains, found)
        return found

    def score_levels(self, levels: Bytes) -> Floats:
        """Points of each row of levels, to the bit as `Scorecard.score` adds them."""
        total = np.empty(levels.shape[0], dtype=np.float64)
        width = (0,) * levels.shape[1]
        add_levels(np.ascontiguousarray(levels), self.grains, width, total)
        return total
