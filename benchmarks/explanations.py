"""Why each pair of a plan has its score: the parts of all matches of a province."""

from __future__ import annotations

import numpy as np
from matching.tell.wording import told

from benchmarks.figures import Row, at_most, race, show, within
from benchmarks.province import ON, SETTINGS, province
from benchmarks.whole import Read
from matching import expert
from matching.assign import solve
from matching.columns.board import Board, Terms
from matching.pairs.scoring import score_all


def figures() -> list[Row]:
    """In full, as a plan keeps them, and how nearly the parts add up to the score."""
    ground = province(100_000, 200_000)
    terms = Terms(ON, SETTINGS, Read(ground.needs.text, ground.supplies.text))
    card = expert()
    board = Board(ground.need_table, ground.supply_table, terms)
    scored = score_all(board, card)
    choice = solve(scored.edges)
    i, j = scored.edges.need[choice.chosen], scored.edges.supply[choice.chosen]

    def whole() -> None:
        solve(score_all(Board(ground.need_table, ground.supply_table, terms), card).edges)

    taken = race({"whole": whole, "told": lambda: told(board, i, j, card)})
    columns = taken["told"].result
    off = float(np.abs(columns.points.sum(axis=1) - scored.score[choice.chosen]).max())
    return [
        within(
            f"{columns.points.shape[1]} parts of {i.size:,} matches, with ids, distance and overlap",
            taken["told"].seconds * 1000,
            "ms",
            of="the round, from columns to plan",
            theirs=taken["whole"].seconds * 1000,
            most=0.05,
        ),
        at_most("the most by which the parts of a match miss its score", off, "points", most=1e-12),
    ]


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
