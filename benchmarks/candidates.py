"""Every feasible pair: ours beside trees, databases and loops. All find the same sets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks import postgis
from benchmarks.figures import Row, Timed, at_most, faster, once, race, say, show, unavailable
from benchmarks.peers import Sqlite, by_ball_tree, by_broadcast, geodesic_pairs, of_needs
from benchmarks.province import COUNTY_KM, ON, PROVINCE_KM, SETTINGS, Ints, Province, province
from matching.columns.board import Board, Terms
from matching.pairs.feasible import feasible

GEOPY_SAMPLE = 1_000
Pairs = tuple[Ints, Ints]


def figures() -> list[Row]:
    """A county against geopy, a province against everybody."""
    small = province(10_000, 20_000, km=COUNTY_KM)
    large = province(100_000, 200_000, km=PROVINCE_KM)
    return [*_county(small), *_province(large)]


def _county(ground: Province) -> list[Row]:
    name = f"feasible pairs, {ground.size}, county"
    entrants: dict[str, Callable[[], Pairs]] = {
        "ours": _ours(ground),
        "tree": lambda: by_ball_tree(ground),
    }
    say(f"  {ground.size}: ours and BallTree")
    taken = race(entrants)
    ours, tree = taken["ours"].seconds, taken["tree"].seconds
    return [
        faster(name, ours, "s", than="BallTree per category", theirs=tree),
        _against_geopy(name, ours, ground, least=1e5),
        _same("BallTree", taken["ours"].result, taken["tree"].result),
    ]


def _province(ground: Province) -> list[Row]:
    name = f"feasible pairs, {ground.size}, province"
    say(f"  {ground.size}: ours and BallTree")
    taken = race(
        {
            "ours": _ours(ground),
            "fresh": lambda: _laid_out(ground),
            "tree": lambda: by_ball_tree(ground),
        }
    )
    ours, tree = taken["ours"].seconds, taken["tree"].seconds
    pairs: Pairs = taken["ours"].result
    many = ground.needs.lat.size
    draw = np.random.default_rng(1)
    rows = np.sort(draw.choice(many, 400, replace=False))
    few = rows[::4]
    say(f"  {ground.size}: SQLite and numpy, by samples")
    base = Sqlite(ground)
    sampled = race({"sqlite": lambda: base.pairs(rows), "numpy": lambda: by_broadcast(ground, few)})
    return [
        faster(
            name,
            ours,
            "s",
            than="BallTree per category",
            theirs=tree,
            least=25,
        ),
        faster(
            f"{name}, from columns of text and dates",
            taken["fresh"].seconds,
            "s",
            than="BallTree per category",
            theirs=tree,
            note="laying out the columns is counted for ours only",
        ),
        _sampled(name, ours, "SQLite, box and haversine", sampled["sqlite"], rows.size, many, 1000),
        *_against_postgis(name, ours, ground, rows, pairs),
        _sampled(
            name, ours, "numpy, each need against all", sampled["numpy"], few.size, many, None
        ),
        _against_geopy(name, ours, ground, least=1e7),
        unavailable(
            f"{name}, without compiled code",
            target="≥ 3×",
            peer="BallTree per category",
        ),
        _same("BallTree", pairs, taken["tree"].result),
        _same("SQLite", of_needs(*pairs, rows), sampled["sqlite"].result),
        _same("numpy", of_needs(*pairs, few), sampled["numpy"].result),
    ]


def _ours(ground: Province) -> Callable[[], Pairs]:
    """The search, over columns laid out as arrays before, as the peers have them."""
    board = Board(ground.need_table, ground.supply_table, Terms(ON, SETTINGS))
    feasible(board)

    def search() -> Pairs:
        found = feasible(board)
        return found.i, found.j

    return search


def _laid_out(ground: Province) -> Pairs:
    board = Board(ground.need_table, ground.supply_table, Terms(ON, SETTINGS))
    found = feasible(board)
    return found.i, found.j


def _sampled(
    name: str, ours: float, peer: str, taken: Timed, sample: int, many: int, least: float | None
) -> Row:
    theirs = taken.seconds / sample * many
    note = f"(x) peer from {sample} needs"
    return faster(name, ours, "s", than=peer, theirs=theirs, least=least, note=note)


def _against_geopy(name: str, ours: float, ground: Province, *, least: float) -> Row:
    taken = once(lambda: geodesic_pairs(ground, GEOPY_SAMPLE))
    pairs = ground.needs.lat.size * ground.supplies.lat.size
    return faster(
        name,
        ours,
        "s",
        than="geopy's geodesic, every pair",
        theirs=taken.seconds / GEOPY_SAMPLE * pairs,
        least=least,
        note=f"(x) peer from {GEOPY_SAMPLE} pairs",
    )


def _against_postgis(
    name: str, ours: float, ground: Province, rows: Ints, pairs: Pairs
) -> list[Row]:
    if not postgis.is_installed():
        note = "PostGIS is not to be had on this machine"
        return [unavailable(name, target="≥ 500×", note=note, peer="PostGIS, 50 nearest")]
    say(f"  {ground.size}: PostGIS, by samples")
    found = []
    with postgis.post_gis(ground) as base:
        for peer, query, least in (
            ("PostGIS, within 20 km", postgis.ALL, None),
            ("PostGIS, 50 nearest", postgis.NEAREST_FIRST, 500),
        ):
            theirs = base.seconds(rows, query) / rows.size * ground.needs.lat.size
            note = f"(x) peer from {rows.size} needs, server and client, median of three"
            found.append(faster(name, ours, "s", than=peer, theirs=theirs, least=least, note=note))
        found.append(_same("PostGIS", of_needs(*pairs, rows), base.pairs(rows)))
    return found


def _same(peer: str, ours: Pairs, theirs: Pairs) -> Row:
    """How many pairs only one of the two has."""
    mine, other = (set(zip(i.tolist(), j.tolist(), strict=True)) for i, j in (ours, theirs))
    return at_most(
        f"pairs that only one of ours and {peer} has",
        len(mine ^ other),
        "",
        most=0,
        note=f"of {len(mine):,}",
    )


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
