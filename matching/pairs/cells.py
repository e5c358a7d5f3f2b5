"""Cells of equal degrees: how a stretch of ground is cut into them, and which a circle may touch."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.columns.geo import Floats
from matching.kernels.ground import EARTH_KM

# Beyond these, cells of equal degrees would be wrong.
LAT_MOST, LON_MOST = 75.0, 170.0


class Frame(NamedTuple):
    """The ground that is cut: corners in degrees, and the cosine of its furthest latitude."""

    low: float
    left: float
    top: float
    right: float
    cosine: float

    def cut(
        self, km: npt.ArrayLike
    ) -> tuple[Floats, Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Height and width in degrees of cells of so many kilometres, rows and columns of them."""
        high = np.degrees(np.asarray(km, dtype=np.float64) / EARTH_KM)
        wide = high / self.cosine
        rows, columns = (self.top - self.low) / high, (self.right - self.left) / wide
        return high, wide, rows.astype(np.int64) + 1, columns.astype(np.int64) + 1


def frame(lat: Floats, lon: Floats) -> Frame | None:
    """The ground on which these places lie; None where it should not be cut.

    Examples
    --------
    >>> frame(np.array([30.5, np.nan, 30.7]), np.array([120.4, np.nan, 120.6])).top
    30.7
    >>> frame(np.array([89.0]), np.array([0.0])) is None
    True
    """
    known = ~np.isnan(lat) & ~np.isnan(lon)
    if not known.any():
        return None
    furthest = float(np.abs(lat[known]).max())
    if furthest > LAT_MOST or np.abs(lon[known]).max() > LON_MOST:
        return None
    return Frame(
        low=float(lat[known].min()) - 1e-6,
        left=float(lon[known].min()) - 1e-6,
        top=float(lat[known].max()),
        right=float(lon[known].max()),
        cosine=math.cos(math.radians(furthest)),
    )
