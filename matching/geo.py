"""Distances on the ground: one formula, compiled, for one pair and for millions."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from matching.compiling import kernel

EARTH_KM = 6371.0088

Floats = npt.NDArray[np.float64]


def unit_points(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Floats:
    """Places on a globe of radius 1.

    Parameters
    ----------
    lat, lon : array_like
        WGS-84 degrees; NaN where a place is not known.

    Returns
    -------
    ndarray, shape (places, 3)
        NaN where a place is not known.
    """
    a, b = np.atleast_1d(np.radians(lat)), np.atleast_1d(np.radians(lon))
    columns = np.broadcast_arrays(np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a))
    return np.ascontiguousarray(np.stack(columns, axis=-1))


@kernel
def arc_km(a, b, factor):  # type: ignore[no-untyped-def]
    """Road kilometres between two points of the unit globe: the arc over their chord."""
    x, y, z = a[0] - b[0], a[1] - b[1], a[2] - b[2]
    half = 0.5 * math.sqrt(x * x + y * y + z * z)
    # Not min(1.0, half): that would make a place that is not known the other end of the world.
    return 2.0 * EARTH_KM * factor * math.asin(1.0 if half > 1.0 else half)


@kernel
def arcs_km(a, b, i, j, factor):  # type: ignore[no-untyped-def]
    """`arc_km` of row `i` of `a` and row `j` of `b`, pair by pair."""
    found = np.empty(i.size, np.float64)
    for pair in range(i.size):
        found[pair] = arc_km(a[i[pair]], b[j[pair]], factor)
    return found


def road_km(
    lat1: npt.ArrayLike,
    lon1: npt.ArrayLike,
    lat2: npt.ArrayLike,
    lon2: npt.ArrayLike,
    *,
    factor: float,
) -> Floats:
    """Road kilometres between points: the great circle times a road factor.

    Parameters
    ----------
    lat1, lon1, lat2, lon2 : array_like
        WGS-84 degrees; NaN where a point is not known.
    factor : float
        Road kilometres per kilometre in a straight line.

    Returns
    -------
    ndarray
        NaN where a point is not known.

    Examples
    --------
    >>> float(road_km(30.63, 120.56, 30.63, 120.66, factor=1.0).round(2))
    9.57
    """
    one, other = np.broadcast_arrays(unit_points(lat1, lon1), unit_points(lat2, lon2))
    every = np.arange(len(one))
    found = arcs_km(np.ascontiguousarray(one), np.ascontiguousarray(other), every, every, factor)
    shape = np.broadcast_shapes(np.shape(lat1), np.shape(lat2))
    return np.asarray(found.reshape(shape), dtype=np.float64)
