"""The grid finds every feasible pair of a province, and only those survive the rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching import Need, Settings, Supply
from matching.columns.board import Board, Terms
from matching.pairs.feasible import feasible
from matching.pairs.grid import grid
from tests.matching.county import ON, county
from tests.matching.plainly import refusals

# Roads shorter and longer than elsewhere, so that one reach is many lengths of straight line.
ROADS = Settings(road_factors={"t00": 1.0, "t01": 1.1, "t04": 1.6, "t05": 2.0, "t09": 3.0})


def _pairs(
    needs: list[Need], supplies: list[Supply], settings: Settings | None = None
) -> tuple[list[int], list[int]]:
    found = feasible(Board(needs, supplies, Terms(ON, settings or Settings())))
    return found.i.tolist(), found.j.tolist()


def _spread(
    needs: list[Need], supplies: list[Supply], seed: int
) -> tuple[list[Need], list[Supply]]:
    """The same rows over a province, some of them without a place, reach, mode or category."""
    draw = np.random.default_rng(seed)

    def moved(row: Need | Supply) -> dict[str, object]:
        if draw.random() < 0.05:
            return {"lat": None, "lon": None}
        return {"lat": float(draw.uniform(28, 31)), "lon": float(draw.uniform(118, 122))}

    return (
        [replace(row, **moved(row)) for row in needs],  # type: ignore[arg-type]
        [
            replace(
                row,
                **moved(row),  # type: ignore[arg-type]
                radius_km=None if draw.random() < 0.1 else float(draw.uniform(0, 90)),
                categories=row.categories if draw.random() < 0.95 else frozenset(),
            )
            for row in supplies
        ],
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_cells_lose_no_pair(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    needs, supplies = _spread(*county(300, 500, seed=seed), seed)
    plain = _pairs(needs, supplies)
    monkeypatch.setattr("matching.pairs.grid.PLAIN", 0)
    assert grid(Board(needs, supplies, Terms(ON, Settings()))).shape.shape[0] > 1
    assert _pairs(needs, supplies) == plain
    assert len(plain[0]) > 500


@pytest.mark.parametrize("seed", range(3))
def test_roads_of_every_length_lose_no_pair(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    needs, supplies = _spread(*county(300, 500, seed=seed), seed)
    monkeypatch.setattr("matching.pairs.grid.PLAIN", 0)
    every = [
        (i, j)
        for i, need in enumerate(needs)
        for j, supply in enumerate(supplies)
        if (not supply.categories or need.category in supply.categories)
        and not refusals(need, supply, ON, ROADS)
    ]
    assert list(zip(*_pairs(needs, supplies, ROADS), strict=True)) == every
    assert every != list(zip(*_pairs(needs, supplies), strict=True))


def test_a_need_of_any_category_is_held_against_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    needs, supplies = county(40, 60, seed=1)
    open_needs = [replace(need, category="") if row % 2 else need for row, need in enumerate(needs)]
    plain = _pairs(open_needs, supplies)
    every = [
        (i, j)
        for i, need in enumerate(open_needs)
        for j, supply in enumerate(supplies)
        if not refusals(need, supply, ON, Settings())
    ]
    assert list(zip(*plain, strict=True)) == every
    monkeypatch.setattr("matching.pairs.grid.PLAIN", 0)
    assert _pairs(open_needs, supplies) == plain


def test_near_the_pole_everybody_stands_in_one_class(monkeypatch: pytest.MonkeyPatch) -> None:
    needs, supplies = county(5, 5, seed=1)
    polar = [replace(needs[0], lat=80.0, lon=10.0)]
    monkeypatch.setattr("matching.pairs.grid.PLAIN", 0)
    assert grid(Board(polar, supplies, Terms(ON, Settings()))).shape.shape[0] == 1
