"""A supply that arrives is told the needs it fits, best first, as a round would score them."""

from __future__ import annotations

import numpy as np
import pytest

from matching import Need, Settings, Supply, expert
from matching.arrivals import Arrivals
from matching.board import Board, Terms
from matching.scoring import score_all
from tests.matching.county import ON, county

ROADS = Settings(road_factors={"t00": 1.0, "t03": 2.2}, mode_km={"home": 9.0, "school": 30.0})


@pytest.mark.parametrize(("seed", "terms"), [(0, Settings()), (1, ROADS), (2, ROADS)])
def test_an_arrival_is_ranked_as_a_round_would_score_it(seed: int, terms: Settings) -> None:
    needs, supplies = county(150, 40, seed=seed)
    needs = sorted(needs, key=lambda need: need.id)
    arrivals = Arrivals(needs[::-1], on=ON, settings=terms)
    found = 0
    for supply in supplies:
        scored = score_all(Board(needs, [supply], Terms(ON, terms)), expert())
        best = np.lexsort((scored.found.i, -scored.score))[:20]
        ranked = arrivals.ranked(supply, most=20)
        assert [match.need_id for match in ranked] == [
            needs[row].id for row in scored.found.i[best]
        ]
        assert [match.score for match in ranked] == scored.score[best].tolist()
        assert [match.rank for match in ranked] == list(range(1, len(ranked) + 1))
        found += len(ranked)
    assert found > 20


def test_nobody_fits_a_supply_without_a_place() -> None:
    arrivals = Arrivals([Need("n1", "a")], on=ON)
    assert arrivals.ranked(Supply("s1", "goods", capacity=0), most=5) == ()


def test_no_needs_give_no_matches() -> None:
    assert Arrivals([], on=ON).ranked(Supply("s1", "goods"), most=5) == ()
