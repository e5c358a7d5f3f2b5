"""PostGIS as a peer: a server of its own, an index over category and place.

`python -m benchmarks.postgis` installs it where that may be done.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import psycopg

from benchmarks.peers import FURTHEST_KM, in_order, need_row, supply_rows
from benchmarks.province import Ints, Province
from tests.services import postgres

RUNS = 3
NEAREST = 50
# On the sphere, as everybody else here measures; the spheroid would be slower.
_SUITS = (
    " FROM supply WHERE category = %(category)s AND ST_DWithin(place, {here}, %(furthest)s, false)"
    " AND ST_Distance(place, {here}, false) <= radius AND (%(skills)s & ~skills) = 0"
    " AND (times = 0 OR %(times)s = 0 OR (times & %(times)s) <> 0)"
)
_HERE = "ST_MakePoint(%(lon)s, %(lat)s)::geography"
ALL = "SELECT number" + _SUITS.format(here=_HERE)
NEAREST_FIRST = f"{ALL} ORDER BY place <-> {_HERE} LIMIT {NEAREST}"


class PostGis:
    """Supplies in a table with a GiST index over category and place, and one connection."""

    def __init__(self, ground: Province, connection: psycopg.Connection) -> None:
        self.ground = ground
        self.connection = connection
        connection.execute("CREATE EXTENSION postgis")
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute(
            "CREATE TABLE supply (category int, lat float8, lon float8, y float8, x float8,"
            " cosy float8, radius float8, skills bigint, times bigint, number int)"
        )
        names = "category, lat, lon, y, x, cosy, radius, skills, times, number"
        with connection.cursor().copy(f"COPY supply ({names}) FROM STDIN") as copy:
            for row in supply_rows(ground):
                copy.write_row(row)
        connection.execute("ALTER TABLE supply ADD place geography(Point)")
        connection.execute(
            "UPDATE supply SET place = ST_MakePoint(lon, lat), radius = radius * 1000"
        )
        connection.execute("CREATE INDEX near ON supply USING gist (category, place)")
        connection.execute("VACUUM FULL ANALYZE supply")
        connection.execute("SET jit = off")
        connection.execute("SET max_parallel_workers_per_gather = 0")

    def pairs(self, rows: Ints, query: str = ALL) -> tuple[Ints, Ints]:
        """The feasible pairs of some needs, a query for each."""
        found_i, found_j = [], []
        for row in rows.tolist():
            category, lat, lon, skills, times = need_row(self.ground, row)
            values = {
                "category": category,
                "lat": lat,
                "lon": lon,
                "skills": skills,
                "times": times,
                "furthest": FURTHEST_KM * 1000,
            }
            got = self.connection.execute(query, values, prepare=True).fetchall()
            found_i += [row] * len(got)
            found_j += [number for (number,) in got]
        return in_order(np.array(found_i, dtype=np.int64), np.array(found_j, dtype=np.int64))

    def seconds(self, rows: Ints, query: str) -> float:
        """Processor seconds of server and client for these needs, the median of three runs."""
        server = psutil.Process(self.connection.info.backend_pid)
        client = psutil.Process()
        times = []
        for _ in range(1 + RUNS):
            before = sum(server.cpu_times()[:2]) + sum(client.cpu_times()[:2])
            self.pairs(rows, query)
            times.append(sum(server.cpu_times()[:2]) + sum(client.cpu_times()[:2]) - before)
        return statistics.median(times[1:])


@contextmanager
def post_gis(ground: Province) -> Iterator[PostGis]:
    """A server for as long as the block lasts."""
    with postgres() as address:
        plain = address.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(plain, autocommit=True) as connection:
            yield PostGis(ground, connection)


def is_installed() -> bool:
    """Whether a PostGIS stands beside some PostgreSQL."""
    return any(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))


def install() -> None:
    """Install Debian's PostGIS for the newest PostgreSQL here, or say that it is left out."""
    if is_installed():
        return
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if not versions or os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.stderr.write("PostGIS is not to be had here; the report will say so.\n")
        return
    package = f"postgresql-{versions[0].parent.parent.name}-postgis-3"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", package],
    ):
        subprocess.run(["apt-get", *command], check=True, env=quiet, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    install()
