"""The same rows in another order: the same plan, to the byte."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.figures import Row, at_most, show
from benchmarks.province import COUNTY_KM, ON, SETTINGS, TIERS, Province, province
from matching import Scorecard, expert, run_round
from matching.score.scorecard import Table as PointTable

SHUFFLES = 5


def figures() -> list[Row]:
    """With points as they are, and with every pair worth the same."""
    rows = []
    for supplies, word in ((2_000, "plentiful"), (300, "scarce")):
        ground = province(1_000, supplies, km=COUNTY_KM, tiers=TIERS)
        rows += [_row(ground, word, card, shuffles=SHUFFLES) for card in (expert(), _all_alike())]
    rows.append(_row(province(20_000, 40_000, tiers=TIERS), "plentiful", expert(), shuffles=2))
    return rows


def _row(ground: Province, word: str, card: Scorecard, *, shuffles: int) -> Row:
    return at_most(
        f"plans that differ among {shuffles} shuffles, {ground.size}, {word}, {card.name} card",
        _differing(ground, card, shuffles),
        "",
        most=0,
    )


def _differing(ground: Province, card: Scorecard, shuffles: int) -> int:
    needs, supplies = list(ground.need_table), list(ground.supply_table)
    digest = _digest(needs, supplies, card)
    shuffle = random.Random(5).shuffle
    differing = 0
    for _ in range(shuffles):
        shuffle(needs)
        shuffle(supplies)
        differing += _digest(needs, supplies, card) != digest
    return differing


def _digest(needs: list[Any], supplies: list[Any], card: Scorecard) -> str:
    return run_round(needs, supplies, on=ON, settings=SETTINGS, scorecard=card).digest


def _all_alike() -> Scorecard:
    """One number of points for everybody: every pair is tied with every other."""
    tables = (PointTable(table.feature, (), (1.0,), 1.0) for table in expert().tables)
    return Scorecard(tuple(tables), centre=7.0, width=1.0, name="a level")


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
