"""Cells of equal degrees: how a stretch of ground is cut into them, and which a circle may touch."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.columns.geo import EARTH_KM, Floats
from matching.compiling import inlined, kernel

# Beyond these, cells of equal degrees would be wrong.
LAT_MOST, LON_MOST = 75.0, 170.0
MARGIN = 1.0 + 1e-9


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


@inlined
def touched(lat, lon, up, sine, cosine, low, left, high, wide, rows, columns):  # type: ignore[no-untyped-def]
    """First and last row, first and last column of the cells that a circle may touch.

    Its radius is `up` degrees, with that sine; `cosine` is that of the latitude of its centre.
    """
    first, last = 0, columns - 1
    # Meridians draw together away from the equator, so a circle is widest in longitude a
    # little beyond its centre: at the arcsine of this, which the tangent exceeds by a hair.
    sideways = sine / cosine
    if sideways < 1.0:
        side = math.degrees(sideways / math.sqrt(1.0 - sideways * sideways))
        first = max(0, math.floor((lon - side - left) / wide))
        last = min(columns - 1, math.floor((lon + side - left) / wide))
    return (
        max(0, math.floor((lat - up - low) / high)),
        min(rows - 1, math.floor((lat + up - low) / high)),
        first,
        last,
    )


@inlined
def chord(km):  # type: ignore[no-untyped-def]
    """Square of the straight line through a globe of radius 1, a hair too long; NaN: infinite."""
    half = min(km * MARGIN / (2.0 * EARTH_KM), math.pi / 2)
    return (2.0 * math.sin(half)) ** 2 * MARGIN + 1e-15 if km == km else np.inf


@kernel
def chords(km):  # type: ignore[no-untyped-def]
    """`chord` of each."""
    found = np.empty_like(km)
    for row in range(km.size):
        found[row] = chord(km[row])
    return found
