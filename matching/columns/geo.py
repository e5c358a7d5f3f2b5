"""Distances on the ground: one formula, compiled, for one pair and for millions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.kernels.ground import arcs_km

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


def unit_point(lat: float, lon: float) -> tuple[float, float, float]:
    """One place as `unit_points` would put it, to the bit, and quicker.

    Examples
    --------
    >>> unit_point(30.7, 120.5) == tuple(unit_points(30.7, 120.5)[0].tolist())
    True
    """
    # By numpy and not by math: another library may round the last bit another way.
    angles = np.radians((lat, lon))
    (up, along), (high, aside) = np.cos(angles).tolist(), np.sin(angles).tolist()
    return up * along, up * aside, high


def road_km(
    lat1: npt.ArrayLike,
    lon1: npt.ArrayLike,
    lat2: npt.ArrayLike,
    lon2: npt.ArrayLike,
    *,
    factor: npt.ArrayLike,
) -> Floats:
    """Road kilometres between points: the great circle times a road factor.

    Parameters
    ----------
    lat1, lon1, lat2, lon2 : array_like
        WGS-84 degrees; NaN where a point is not known.
    factor : array_like
        Road kilometres per kilometre in a straight line: one for all, or one a pair.

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
    factors = np.broadcast_to(np.asarray(factor, dtype=np.float64), every.shape)
    found = arcs_km(
        *map(np.ascontiguousarray, (one, other)), every, every, np.ascontiguousarray(factors)
    )
    shape = np.broadcast_shapes(np.shape(lat1), np.shape(lat2))
    return np.asarray(found.reshape(shape), dtype=np.float64)
