"""Distances on the ground, compiled: one formula, for one pair and for millions; and cells of it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from matching.kernels.compiling import inlined, kernel

EARTH_KM = 6371.0088
# Square of half a chord of some 640 km on a globe of radius 1.
SHORT = 0.0025
MARGIN = 1.0 + 1e-9
"""By so much what may be near is drawn too wide rather than too narrow."""


@inlined
def arc_km(a, b, i, j, factor):  # type: ignore[no-untyped-def]
    """Road kilometres from row `i` of `a` to row `j` of `b`: the arc over their chord."""
    x, y, z = a[i, 0] - b[j, 0], a[i, 1] - b[j, 1], a[i, 2] - b[j, 2]
    square = 0.25 * (x * x + y * y + z * z)
    half = math.sqrt(square)
    if square < SHORT:
        # The power series of the arcsine, to the last bit here and five times as fast.
        return 2.0 * EARTH_KM * factor * half * (
            1.0 + square * (1 / 6 + square * (3 / 40 + square * (15 / 336 + square * (
                105 / 3456 + square * (945 / 42240 + square * (10395 / 599040)
            )))))
        )  # fmt: skip
    # Not min(1.0, half): that would make a place that is not known the other end of the world.
    return 2.0 * EARTH_KM * factor * math.asin(1.0 if half > 1.0 else half)


@kernel
def arcs_km(a, b, i, j, factors):  # type: ignore[no-untyped-def]
    """`arc_km`, pair by pair, each with its own factor."""
    found = np.empty(i.size, np.float64)
    for pair in range(i.size):
        found[pair] = arc_km(a, b, i[pair], j[pair], factors[pair])
    return found


@kernel
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


@kernel
def chord(km):  # type: ignore[no-untyped-def]
    """Square of the straight line through a globe of radius 1, a hair too long; NaN: infinite."""
    half = min(km * MARGIN / (2.0 * EARTH_KM), math.pi / 2)
    return (2.0 * math.sin(half)) ** 2 * MARGIN + 1e-15 if km == km else np.inf


def chords(km: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """`chord` of each, but for the last bit."""
    half = np.minimum(km * MARGIN / (2.0 * EARTH_KM), np.pi / 2)
    return np.where(np.isnan(km), np.inf, (2.0 * np.sin(half)) ** 2 * MARGIN + 1e-15)
