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
    """With points as they are, and with points so coarse that most pairs are tied."""
    rows = []
    for supplies, word in ((2_000, "plentiful"), (300, "scarce")):
        ground = province(1_000, supplies, km=COUNTY_KM, tiers=TIERS)
        for card, how in ((expert(), "the expert's card"), (_coarse(), "all pairs tied")):
            rows.append(
                at_most(
                    f"plans that differ among {SHUFFLES} shuffles, {ground.size}, {word}, {how}",
                    _differing(ground, card),
                    "",
                    most=0,
                )
            )
    return rows


def _differing(ground: Province, card: Scorecard) -> int:
    needs, supplies = list(ground.need_table), list(ground.supply_table)
    digest = _digest(needs, supplies, card)
    shuffle = random.Random(5).shuffle
    differing = 0
    for _ in range(SHUFFLES):
        shuffle(needs)
        shuffle(supplies)
        differing += _digest(needs, supplies, card) != digest
    return differing


def _digest(needs: list[Any], supplies: list[Any], card: Scorecard) -> str:
    return run_round(needs, supplies, on=ON, settings=SETTINGS, scorecard=card).digest


def _coarse() -> Scorecard:
    """One number of points for everybody."""
    tables = (PointTable(table.feature, (), (1.0,), 1.0) for table in expert().tables)
    return Scorecard(tuple(tables), centre=7.0, width=1.0, name="coarse")


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
