"""The towns and villages the demo plays in, by name and by code."""

from __future__ import annotations

import math
from functools import cache
from random import Random

from app.places.datum import Point
from app.places.divisions import DivisionRow, read_divisions

COUNTY_CODE = "330483"
_SOUTH, _NORTH, _WEST, _EAST = 30.472785, 30.798015, 120.293452, 120.663677


@cache
def by_code() -> dict[str, DivisionRow]:
    return {division.code: division for division in read_divisions()}


@cache
def towns() -> tuple[DivisionRow, ...]:
    return tuple(division for division in read_divisions() if division.is_town)


@cache
def villages_of(town_code: str) -> tuple[DivisionRow, ...]:
    return tuple(
        division
        for division in read_divisions()
        if division.is_village and division.parent_code == town_code
    )


@cache
def town_named(name: str) -> DivisionRow:
    """A town by its name, with or without 镇 or 街道."""
    for town in towns():
        if name in (town.short_name, town.short_name.removesuffix("街道").removesuffix("镇")):
            return town
    raise KeyError(name)


@cache
def village_named(town_name: str, village_name: str) -> DivisionRow:
    for village in villages_of(town_named(town_name).code):
        if village.short_name == village_name:
            return village
    raise KeyError(f"{town_name}{village_name}")


def near(point: Point, rng: Random, *, within_km: float) -> Point:
    """A chance point around another, kept inside the county's box."""
    away, bearing = within_km * math.sqrt(rng.random()), rng.random() * math.tau
    lat = point.lat + away * math.cos(bearing) / 111.195
    lon = point.lon + away * math.sin(bearing) / (111.195 * math.cos(math.radians(point.lat)))
    return Point(round(min(max(lat, _SOUTH), _NORTH), 5), round(min(max(lon, _WEST), _EAST), 5))
