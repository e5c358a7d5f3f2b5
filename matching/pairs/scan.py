"""What the scan of a grid found, need by need, as pairs in order."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from matching.columns.board import Floats, Ints
from matching.kernels.bundles import Grid
from matching.kernels.scanning import put_pairs

Found = tuple[Ints, npt.NDArray[np.int32], Floats]
"""Of each need how many pairs, and of each pair the supply and the points."""


def together(grid: Grid, scanned: Iterable[tuple[Ints, Found]]) -> tuple[Ints, Ints, Floats]:
    """All pairs that were found, by need and then by supply: rows of both, and points.

    Parameters
    ----------
    grid : Grid
    scanned : iterable
        Stretches of `grid.order`, and what `scan` found there.

    Returns
    -------
    i, j : ndarray of int
    points : ndarray of float
    """
    stretches = list(scanned)
    counts = np.zeros(grid.order.size, np.int64)
    for order, (many, _, _) in stretches:
        counts[order] = many
    ends = np.cumsum(counts)
    i = np.repeat(np.arange(counts.size), counts)
    j, points = np.empty(i.size, np.int64), np.empty(i.size, np.float64)
    for order, (many, supplies, own) in stretches:
        put_pairs(order, many, supplies, own, ends, j, points)
    return i, j, points
