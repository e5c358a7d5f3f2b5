"""Distances on the ground."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

EARTH_KM = 6371.0088

Floats = npt.NDArray[np.float64]


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
    a, b = np.radians(lat1), np.radians(lat2)
    rise = np.sin((b - a) / 2) ** 2
    run = np.sin((np.radians(lon2) - np.radians(lon1)) / 2) ** 2
    root = np.sqrt(np.clip(rise + np.cos(a) * np.cos(b) * run, 0.0, 1.0))
    return np.asarray(2 * EARTH_KM * factor * np.arcsin(root), dtype=np.float64)
