"""Divisions by code, from the committed file: no question to the database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.kernel.errors import NotFound
from app.places.divisions import DivisionKind, DivisionRow, read_divisions


@dataclass(frozen=True, slots=True)
class Place:
    """A division as pages show it. `full_name` of a village begins with its town's name."""

    code: str
    name: str
    full_name: str
    kind: DivisionKind
    town_code: str
    lat: float
    lon: float
    is_approximate: bool


def place(code: str) -> Place:
    found = _by_code().get(code)
    if found is None:
        raise NotFound(f"place {code}")
    return found


def is_place(code: str) -> bool:
    return code in _by_code()


def name(code: str) -> str:
    return place(code).name


def full_name(code: str) -> str:
    return place(code).full_name


def county() -> Place:
    return next(one for one in _by_code().values() if one.kind is DivisionKind.COUNTY)


def towns() -> tuple[Place, ...]:
    """The towns and streets, in the order of their codes."""
    return tuple(one for one in _by_code().values() if one.code == one.town_code)


def villages(town_code: str) -> tuple[Place, ...]:
    """The villages and communities of a town, in the order of their codes."""
    return tuple(
        one for one in _by_code().values() if one.town_code == town_code and one.code != town_code
    )


@cache
def _by_code() -> dict[str, Place]:
    rows = {row.code: row for row in read_divisions()}
    return {code: _place(row, rows) for code, row in rows.items()}


def _place(row: DivisionRow, rows: dict[str, DivisionRow]) -> Place:
    shown = row.official_name if row.is_town else row.short_name
    full = f"{rows[row.parent_code].official_name}{shown}" if row.is_village else shown
    town_code = row.parent_code if row.is_village else (row.code if row.is_town else "")
    return Place(
        code=row.code,
        name=shown,
        full_name=full,
        kind=row.kind,
        town_code=town_code,
        lat=row.point.lat,
        lon=row.point.lon,
        is_approximate=row.is_approximate,
    )
