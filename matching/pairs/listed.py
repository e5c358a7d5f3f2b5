"""Pairs of one category, and which rules they break."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matching.columns.board import Board, Ints, Mask
from matching.kernels.scanning import count_left
from matching.pairs.arranged import arranged
from matching.pairs.grid import grid
from matching.rules import RULES

# Pairs looked at in one go; the arrays of one go stay within some hundred megabytes.
CHUNK = 2_000_000


def same_category(board: Board, needs: Ints) -> Iterator[tuple[Ints, Ints]]:
    """All pairs of these needs that keep the first rule, whole needs at a time."""
    by_category: dict[str, list[int]] = {}
    for row in needs.tolist():
        by_category.setdefault(board.needs[row].category, []).append(row)
    every = np.arange(len(board.supplies))
    for rows in by_category.values():
        # The rule looks at nothing but the category, so one need stands for all of it.
        supplies = every[RULES[0].mask(board, np.full(every.size, rows[0]), every)]
        if not supplies.size:
            continue
        step = max(1, CHUNK // supplies.size)
        for at in range(0, len(rows), step):
            some = np.array(rows[at : at + step], dtype=np.int64)
            yield np.repeat(some, supplies.size), np.tile(supplies, some.size)


def what_is_left(board: Board, needs: Ints) -> Ints:
    """How many supplies each of these needs has left after each rule.

    Parameters
    ----------
    board : Board
    needs : ndarray of int

    Returns
    -------
    ndarray of int, shape (rules, needs)
    """
    laid = grid(board)
    left: Ints = count_left(
        arranged(board).pairs, laid.start, laid.supply, laid.category, laid.cells, needs
    )
    return left


def broken(board: Board, i: Ints, j: Ints) -> Mask:
    """Which rules each pair breaks.

    Returns
    -------
    ndarray of bool, shape (rules, pairs)
    """
    return np.array([~rule.mask(board, i, j) for rule in RULES]).reshape(len(RULES), i.size)
