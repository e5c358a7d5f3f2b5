"""Coordinates and their datums: WGS-84, GCJ-02 and BD-09, converted and never mixed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

SOUTH, NORTH = 28.0, 32.0
WEST, EAST = 118.0, 123.0

_SEMI_MAJOR_AXIS_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TURN = math.pi * 3000.0 / 180.0
_BD_SHIFT_LAT, _BD_SHIFT_LON = 0.006, 0.0065

# A tenth of a millimetre on the ground: far below what any map here can show.
_CLOSE_ENOUGH_DEGREES = 1e-9
_MOST_STEPS = 30

Degrees = tuple[float, float]


class Datum(StrEnum):
    """The coordinate systems met in mainland China; CGCS2000 counts as WGS-84 here (under 1 m)."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class OutOfBounds(ValueError):
    """A point outside 118–123 E, 28–32 N: swapped axes, another datum's units, or a typing slip."""

    def __init__(self, lat: float, lon: float) -> None:
        super().__init__(
            f"lat {lat}, lon {lon} is outside {SOUTH:g}–{NORTH:g} N, {WEST:g}–{EAST:g} E"
        )
        self.lat = lat
        self.lon = lon


class DatumMismatch(ValueError):
    """A point in one datum was handed over as if it were in another."""

    def __init__(self, *, expected: Datum, found: Datum) -> None:
        super().__init__(f"expected a point in {expected.value}, found {found.value}")
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east, with the datum they are measured in."""

    lat: float
    lon: float
    datum: Datum = Datum.WGS84


def check_bounds(point: Point) -> None:
    """Refuse a point that cannot be in or near the county."""
    if not (SOUTH <= point.lat <= NORTH and WEST <= point.lon <= EAST):
        raise OutOfBounds(point.lat, point.lon)


def require_datum(point: Point, expected: Datum) -> None:
    """Refuse a point that is not in the datum the caller works in."""
    if point.datum is not expected:
        raise DatumMismatch(expected=expected, found=point.datum)


def convert(point: Point, source: Datum, target: Datum) -> Point:
    """The same place in another datum; `source` is said aloud and must be the point's own."""
    require_datum(point, source)
    check_bounds(point)
    if source is target:
        return point
    wgs84 = _TO_WGS84[source]((point.lat, point.lon))
    lat, lon = _FROM_WGS84[target](wgs84)
    return Point(lat, lon, target)


def _wgs84_to_gcj02(place: Degrees) -> Degrees:
    lat, lon = place
    x, y = lon - 105.0, lat - 35.0
    radians = math.radians(lat)
    magic = 1.0 - _ECCENTRICITY_SQUARED * math.sin(radians) ** 2
    root = math.sqrt(magic)
    metres_per_radian_lat = _SEMI_MAJOR_AXIS_M * (1.0 - _ECCENTRICITY_SQUARED) / (magic * root)
    metres_per_radian_lon = _SEMI_MAJOR_AXIS_M / root * math.cos(radians)
    return (
        lat + math.degrees(_metres_north(x, y) / metres_per_radian_lat),
        lon + math.degrees(_metres_east(x, y) / metres_per_radian_lon),
    )


def _metres_north(x: float, y: float) -> float:
    trend = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return trend + _ripples(x) + _waves(y, (20.0, 40.0), (160.0, 12.0, 320.0, 30.0))


def _metres_east(x: float, y: float) -> float:
    trend = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return trend + _ripples(x) + _waves(x, (20.0, 40.0), (150.0, 12.0, 300.0, 30.0))


def _ripples(x: float) -> float:
    return (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0


def _waves(z: float, short: Degrees, long: tuple[float, float, float, float]) -> float:
    near = short[0] * math.sin(z * math.pi) + short[1] * math.sin(z / 3.0 * math.pi)
    far = long[0] * math.sin(z / long[1] * math.pi) + long[2] * math.sin(z * math.pi / long[3])
    return (near + far) * 2.0 / 3.0


def _gcj02_to_bd09(place: Degrees) -> Degrees:
    lat, lon = place
    reach = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_TURN)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_TURN)
    return reach * math.sin(angle) + _BD_SHIFT_LAT, reach * math.cos(angle) + _BD_SHIFT_LON


def _wgs84_to_bd09(place: Degrees) -> Degrees:
    return _gcj02_to_bd09(_wgs84_to_gcj02(place))


def _same(place: Degrees) -> Degrees:
    return place


def _inverse(forward: Callable[[Degrees], Degrees]) -> Callable[[Degrees], Degrees]:
    """Undo a small, smooth shift by repeating the correction until nothing is left of it."""

    def backward(place: Degrees) -> Degrees:
        lat, lon = place
        for _ in range(_MOST_STEPS):
            there = forward((lat, lon))
            miss_lat, miss_lon = place[0] - there[0], place[1] - there[1]
            lat, lon = lat + miss_lat, lon + miss_lon
            if max(abs(miss_lat), abs(miss_lon)) < _CLOSE_ENOUGH_DEGREES:
                return lat, lon
        raise ArithmeticError(f"the datum shift at {place} did not settle")

    return backward


_FROM_WGS84 = {Datum.WGS84: _same, Datum.GCJ02: _wgs84_to_gcj02, Datum.BD09: _wgs84_to_bd09}
_TO_WGS84 = {
    Datum.WGS84: _same,
    Datum.GCJ02: _inverse(_wgs84_to_gcj02),
    Datum.BD09: _inverse(_wgs84_to_bd09),
}
