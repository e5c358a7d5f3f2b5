"""The grid finds every feasible pair of a province, and only those survive the rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching import Need, Settings, Supply
from matching.board import Board, Terms
from matching.feasible import feasible
from matching.grid import fits_grid
from tests.matching.county import ON, county


def _pairs(needs: list[Need], supplies: list[Supply]) -> tuple[list[int], list[int]]:
    found = feasible(Board(needs, supplies, Terms(ON, Settings())))
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
def test_the_grid_loses_no_pair(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    needs, supplies = _spread(*county(300, 500, seed=seed), seed)
    plain = _pairs(needs, supplies)
    monkeypatch.setattr("matching.feasible.PLAIN", 0)
    assert fits_grid(Board(needs, supplies, Terms(ON, Settings())))
    assert _pairs(needs, supplies) == plain
    assert len(plain[0]) > 500


def test_a_need_of_any_category_takes_the_plain_path() -> None:
    needs, supplies = county(5, 5, seed=1)
    assert not fits_grid(Board([replace(needs[0], category="")], supplies, Terms(ON, Settings())))


def test_places_near_the_pole_take_the_plain_path() -> None:
    needs, supplies = county(5, 5, seed=1)
    polar = [replace(needs[0], lat=80.0, lon=10.0)]
    assert not fits_grid(Board(polar, supplies, Terms(ON, Settings())))
