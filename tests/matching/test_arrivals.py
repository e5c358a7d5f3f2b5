"""A supply that arrives is told the needs it fits, best first, as a round would score them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest

from matching import Need, Settings, Slot, Supply, expert
from matching.arrivals import Arrivals
from matching.columns.board import Board, Terms
from matching.columns.side import Side
from matching.columns.table import Table
from matching.pairs.scoring import score_all
from matching.rules.ways import reach as how_far
from matching.tell.telling import told
from matching.text import Dense, Embedder
from tests.matching.arriving import arriving, open_needs
from tests.matching.county import ON

INSIDE = Settings(window="inside", road_factor=1.0, remote_modes=frozenset({"online", "center"}))

ROADS = Settings(road_factors={"t00": 1.0, "t03": 2.2}, mode_km={"home": 9.0, "school": 30.0})


class Letters:
    """A dense embedder: how often a text has each of a few letters."""

    name = "letters"

    def embed(self, texts: Sequence[str]) -> Dense:
        counts = [[float(text.count(letter)) for letter in "数学语文英绘陪伴a"] for text in texts]
        return Dense.of(np.array(counts).reshape(len(texts), 9))


def check(arrivals: Arrivals, needs: Side[Need], supply: Supply, terms: Terms, most: int) -> int:
    """Hold an arrival beside a board of the needs and this supply alone; how many were ranked."""
    board = Board(needs, (supply,), terms)
    scored = score_all(board, expert())
    best = np.lexsort((scored.found.i, -scored.score))[:most]
    wanted = told(board, scored.found.i[best], scored.found.j[best], expert())
    wanted.rank[:] = np.arange(1, best.size + 1)
    found = arrivals.ranked(supply, most=most).columns
    assert found.score.tolist() == scored.score[best].tolist()
    for field in fields(found):
        ours, theirs = getattr(found, field.name), getattr(wanted, field.name)
        if field.name == "modes":
            assert ours == theirs, supply
        else:
            np.testing.assert_array_equal(ours, theirs, err_msg=f"{field}, {supply}")
    return len(found.need_id)


@pytest.mark.parametrize(
    ("seed", "unit", "settings", "embedder"),
    [
        (1, 30, Settings(), None),
        (2, 15, INSIDE, Letters()),
        (3, 1, Settings(), Letters()),
        (4, 30, INSIDE, None),
        (5, 30, ROADS, None),
    ],
)
def test_an_arrival_is_ranked_as_a_round_would_score_it(
    seed: int, unit: int, settings: Settings, embedder: Embedder | None
) -> None:
    needs = open_needs(300, seed=seed, unit=unit)
    side = Side(Table.of(Need, needs).by_id())
    arrivals = Arrivals(needs, on=ON, settings=settings, embedder=embedder)
    terms = Terms(ON, settings, embedder)
    found = [check(arrivals, side, supply, terms, most=20) for supply in arriving(70, seed=seed)]
    assert sum(found) > 200


def test_an_arrival_finds_all_it_fits_in_a_large_county() -> None:
    needs = [
        replace(need, skills=frozenset(), any_of=frozenset(), designated=None)
        for need in open_needs(1_500, seed=5)
    ]
    side = Side(Table.of(Need, needs).by_id())
    arrivals = Arrivals(needs, on=ON)
    terms = Terms(ON, Settings())
    found = [check(arrivals, side, supply, terms, most=10_000) for supply in arriving(12, seed=6)]
    assert sum(found) > 200


@pytest.mark.parametrize("lat", [0.0, 52.0, 74.0, 83.0, 89.9])
@pytest.mark.parametrize("lon", [-5.0, 158.0, 179.5])
@pytest.mark.parametrize("reach", [3.0, 300.0, 1_500.0, 9_000.0])
def test_far_from_home_no_need_is_lost(lat: float, lon: float, reach: float) -> None:
    draw = np.random.default_rng(1)
    up, side = draw.normal(0, 9, 400), draw.normal(0, 25, 400)
    needs = [
        Need(
            f"n{at:03d}",
            "a",
            lat=float(np.clip(lat + up[at], -74, 74)),
            lon=float(np.clip((lon + side[at] + 180) % 360 - 180, -169, 169)),
        )
        for at in range(400)
    ]
    helper = Supply("s1", "goods", lat=lat, lon=lon, radius_km=reach)
    terms = Terms(ON, Settings(road_factor=1.0))
    board = Board(needs, [helper], terms)
    zeros = np.zeros(len(needs), dtype=np.int64)
    near = np.flatnonzero(how_far(board, np.arange(len(needs)), zeros).km <= reach)
    ranked = Arrivals(needs, on=ON, settings=terms.settings).ranked(helper, most=400)
    assert sorted(match.need_id for match in ranked) == [needs[at].id for at in near]


def test_equal_needs_come_by_id() -> None:
    arrivals = Arrivals([Need(f"n{at}", "a", lat=30 - at, lon=120.0) for at in range(9)], on=ON)
    ranked = arrivals.ranked(Supply("s1", "goods"), most=4)
    assert [match.need_id for match in ranked] == ["n0", "n1", "n2", "n3"]
    assert [match.rank for match in ranked] == [1, 2, 3, 4]


def test_one_arrival_leaves_no_trace_for_the_next() -> None:
    needs = [Need("n1", "a", familiar=frozenset({"s1"}), text="数学"), Need("n2", "a", text="数学")]
    arrivals = Arrivals(needs, on=ON)
    plain = Supply("s2", "volunteer", text="语文")
    before = tuple(arrivals.ranked(plain, most=5))
    arrivals.ranked(Supply("s1", "volunteer", excluded=frozenset({"n2"}), text="数学"), most=5)
    arrivals.ranked(replace(plain, slots=(Slot(1, 601, 659),)), most=5)
    assert tuple(arrivals.ranked(plain, most=5)) == before


def test_nobody_fits_a_supply_without_a_place() -> None:
    arrivals = Arrivals([Need("n1", "a")], on=ON)
    assert arrivals.ranked(Supply("s1", "goods", capacity=0), most=5) == ()


def test_no_needs_give_no_matches() -> None:
    assert Arrivals([], on=ON).ranked(Supply("s1", "goods"), most=5) == ()


def test_none_may_be_asked_for() -> None:
    assert Arrivals([Need("n1", "a")], on=ON).ranked(Supply("s1", "goods"), most=0) == ()
