"""Who is nearer, more skilled or more often free never has a lower score; measured on rows.

Nearer by the same ways: who comes near enough to travel is from then on measured by the road.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from matching import Need, Scorecard, Settings, Supply, expert
from matching.columns.board import Board, Terms
from matching.learning.fit import ScorecardClassifier
from matching.pairs.scoring import measure
from matching.rules.ways import reach
from tests.matching.county import ON, county
from tests.matching.test_estimator import decided

PAIRS = 4_000


@pytest.fixture(scope="module")
def cards() -> tuple[Scorecard, Scorecard]:
    seen = decided(1000)
    learned = ScorecardClassifier(max_iter=60).fit(seen.values, seen.went_well)
    return expert(), learned.card_


@pytest.fixture(scope="module")
def rows() -> tuple[list[Need], list[Supply]]:
    return county(PAIRS, PAIRS, seed=3)


def _nearer(need: Need, supply: Supply) -> Supply:
    if need.lat is None or need.lon is None or supply.lat is None or supply.lon is None:
        return supply
    return replace(
        supply,
        lat=0.7 * supply.lat + 0.3 * need.lat,
        lon=0.7 * supply.lon + 0.3 * need.lon,
    )


def _more_skilled(need: Need, supply: Supply) -> Supply:
    return replace(supply, skills=supply.skills | need.prefers | {"skill_0"})


def _more_often_free(need: Need, supply: Supply) -> Supply:
    # A supply without times is free whenever asked; naming some would restrict it.
    return replace(supply, slots=supply.slots + need.slots[:1]) if supply.slots else supply


def _speaks_more(need: Need, supply: Supply) -> Supply:
    return (
        replace(supply, languages=supply.languages | need.languages) if supply.languages else supply
    )


def _less_loaded(_need: Need, supply: Supply) -> Supply:
    return replace(supply, load=max(0, supply.load - 1))


def _stays_longer(_need: Need, supply: Supply) -> Supply:
    return replace(supply, until=supply.until and supply.until + dt.timedelta(20))


@pytest.mark.parametrize(
    "better",
    [_nearer, _more_skilled, _more_often_free, _speaks_more, _less_loaded, _stays_longer],
)
def test_a_better_supply_never_has_a_lower_score(
    cards: tuple[Scorecard, Scorecard],
    rows: tuple[list[Need], list[Supply]],
    better: Callable[[Need, Supply], Supply],
) -> None:
    needs, supplies = rows
    improved = [better(need, supply) for need, supply in zip(needs, supplies, strict=True)]
    at, terms = np.arange(PAIRS), Terms(ON, Settings())
    old, new = Board(needs, supplies, terms), Board(needs, improved, terms)
    before, after = measure(old, at, at), measure(new, at, at)
    assert (after != before)[~np.isnan(before)].any()
    same = reach(old, at, at).travels == reach(new, at, at).travels
    assert same.mean() > 0.85
    for card in cards:
        assert (card.score(after) >= card.score(before))[same].all()
        assert np.abs(card.parts(after).sum(axis=1) - card.score(after)).max() <= 1e-9
