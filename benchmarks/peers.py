"""Other ways to the same feasible pairs, each as a careful engineer would write it.

All take the same arrays. A pair is feasible when the category is served, the way is no longer than
the supply goes, all skills asked for are there, some stretch of the week suits both (a blank week
suits any), and a place is free.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from geopy.distance import geodesic
from sklearn.neighbors import BallTree

from benchmarks.province import CATEGORIES, Floats, Ints, Province
from matching.kernels.ground import EARTH_KM

FURTHEST_KM = 20.0
Mask = npt.NDArray[np.bool_]


def by_ball_tree(ground: Province) -> tuple[Ints, Ints]:
    """Every feasible pair by scikit-learn's BallTree, one tree per category."""
    found_i, found_j = [], []
    for i, near, away in _in_reach(ground):
        kept = away <= ground.supplies.radius_km[near]
        i, near = i[kept], near[kept]
        kept = _suits(ground, i, near)
        found_i.append(i[kept])
        found_j.append(near[kept])
    return in_order(np.concatenate(found_i), np.concatenate(found_j))


def _in_reach(ground: Province) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Pairs of a category within the furthest that anybody goes, and their kilometres."""
    needs = np.radians(np.column_stack((ground.needs.lat, ground.needs.lon)))
    supplies = np.radians(np.column_stack((ground.supplies.lat, ground.supplies.lon)))
    for category in range(CATEGORIES):
        rows = np.flatnonzero(ground.needs.category == category)
        own = np.flatnonzero(_serves(ground, category))
        if not rows.size or not own.size:
            continue
        tree = BallTree(supplies[own], metric="haversine")
        # Some thousand needs at a time: the pairs of all of them together would not fit.
        for some in np.array_split(rows, 1 + rows.size // 5_000):
            near, away = tree.query_radius(
                needs[some], FURTHEST_KM / EARTH_KM, return_distance=True
            )
            sizes = [found.size for found in near]
            yield np.repeat(some, sizes), own[np.concatenate(near)], EARTH_KM * np.concatenate(away)


def by_broadcast(ground: Province, rows: Ints) -> tuple[Ints, Ints]:
    """The feasible pairs of some needs by numpy: each need against all supplies."""
    found_i, found_j = [], []
    for row in rows.tolist():
        lat, lon = np.radians(ground.needs.lat[row]), np.radians(ground.needs.lon[row])
        away = haversine_km(
            lat, lon, np.radians(ground.supplies.lat), np.radians(ground.supplies.lon)
        )
        near = away <= ground.supplies.radius_km
        near &= _serves(ground, int(ground.needs.category[row]))
        j = np.flatnonzero(near)
        i = np.full(j.size, row)
        kept = _suits(ground, i, j)
        found_i.append(i[kept])
        found_j.append(j[kept])
    return in_order(np.concatenate(found_i), np.concatenate(found_j))


class Sqlite:
    """The supplies in a table in memory, found by category and latitude, then by haversine."""

    def __init__(self, ground: Province) -> None:
        self.ground = ground
        self.base = sqlite3.connect(":memory:")
        self.base.execute(
            "CREATE TABLE supply (category INT, lat REAL, lon REAL, y REAL, x REAL, cosy REAL,"
            " radius REAL, skills INT, times INT, number INT)"
        )
        self.base.executemany(
            "INSERT INTO supply VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", supply_rows(ground)
        )
        self.base.execute("CREATE INDEX near ON supply (category, lat)")
        self.base.execute("ANALYZE")

    def pairs(self, rows: Ints) -> tuple[Ints, Ints]:
        """The feasible pairs of some needs, a query for each."""
        high = np.degrees(FURTHEST_KM / EARTH_KM)
        found_i, found_j = [], []
        for row in rows.tolist():
            category, lat, lon, skills, times = need_row(self.ground, row)
            wide = high / np.cos(np.radians(abs(lat) + high))
            got = self.base.execute(
                "SELECT number FROM supply WHERE category = ? AND lat BETWEEN ? AND ?"
                " AND lon BETWEEN ? AND ? AND (? & ~skills) = 0"
                " AND (times = 0 OR ? = 0 OR (times & ?) <> 0)"
                " AND 2 * ? * asin(min(1, sqrt(pow(sin((y - ?) / 2), 2)"
                "     + cosy * ? * pow(sin((x - ?) / 2), 2)))) <= radius",
                (
                    *(category, lat - high, lat + high, lon - wide, lon + wide),
                    *(skills, times, times, EARTH_KM),
                    *(np.radians(lat), np.cos(np.radians(lat)), np.radians(lon)),
                ),
            ).fetchall()
            found_i += [row] * len(got)
            found_j += [number for (number,) in got]
        return in_order(np.array(found_i, dtype=np.int64), np.array(found_j, dtype=np.int64))


def geodesic_pairs(ground: Province, many: int) -> float:
    """geopy's distance of some pairs, one call each; their sum, so that none is left out."""
    ends = zip(
        zip(ground.needs.lat[:many].tolist(), ground.needs.lon[:many].tolist(), strict=True),
        zip(ground.supplies.lat[:many].tolist(), ground.supplies.lon[:many].tolist(), strict=True),
        strict=True,
    )
    return sum(geodesic(need, supply).km for need, supply in ends)


def need_row(ground: Province, row: int) -> tuple[int, float, float, int, int]:
    """Category, place, skills and times of a need, as a query takes them."""
    needs = ground.needs
    return (
        int(needs.category[row]),
        float(needs.lat[row]),
        float(needs.lon[row]),
        int(needs.skills[row]),
        int(needs.times[row]),
    )


def supply_rows(ground: Province) -> Iterator[tuple[int | float, ...]]:
    """A row per supply and category: what a database is given to look through."""
    rows = ground.supplies
    lat, lon = np.radians(rows.lat), np.radians(rows.lon)
    for category in range(CATEGORIES):
        own = np.flatnonzero(_serves(ground, category))
        columns = (
            rows.lat,
            rows.lon,
            lat,
            lon,
            np.cos(lat),
            rows.radius_km,
            rows.skills,
            rows.times,
        )
        listed = [column[own].tolist() for column in columns]
        yield from zip([category] * own.size, *listed, own.tolist(), strict=True)


def in_order(i: Ints, j: Ints) -> tuple[Ints, Ints]:
    """Pairs by need and then by supply."""
    order = np.lexsort((j, i))
    return i[order], j[order]


def of_needs(i: Ints, j: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """The pairs of some needs only."""
    kept = np.isin(i, rows)
    return i[kept], j[kept]


def _serves(ground: Province, category: int) -> Mask:
    """Where a supply serves the category and has a free place."""
    served = (ground.supplies.categories >> np.uint64(category)) & np.uint64(1) == 1
    found: Mask = served & (ground.supplies.free > 0)
    return found


def _suits(ground: Province, i: Ints, j: Ints) -> Mask:
    skilled = (ground.needs.skills[i] & ~ground.supplies.skills[j]) == 0
    wanted, offered = ground.needs.times[i], ground.supplies.times[j]
    found: Mask = skilled & (((wanted & offered) != 0) | (wanted == 0) | (offered == 0))
    return found


def haversine_km(lat: float, lon: float, to_lat: Floats, to_lon: Floats) -> Floats:
    """Straight kilometres from one place to many, all in radians."""
    root = np.sin((to_lat - lat) / 2) ** 2
    root += np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    away: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(root))
    return away
