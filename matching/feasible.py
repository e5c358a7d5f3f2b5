"""Every pair that keeps every rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.board import Board, Ints
from matching.grid import candidates, fits_grid
from matching.pairs import CHUNK, same_category
from matching.rules import RULES

# Up to so many pairs it is quicker to look at all of a category than to lay out a grid.
PLAIN = 4_000_000


@dataclass(frozen=True)
class Feasible:
    """The pairs that keep every rule, by need and then by supply.

    Parameters
    ----------
    i, j : ndarray of int
        Row numbers.
    """

    i: Ints
    j: Ints


def feasible(board: Board) -> Feasible:
    """Every pair that breaks no rule.

    Parameters
    ----------
    board : Board

    Returns
    -------
    Feasible
    """
    found_i, found_j = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for i, j in _all_candidates(board):
        for rule in RULES[1:]:
            kept = rule.mask(board, i, j)
            i, j = i[kept], j[kept]
        found_i.append(i)
        found_j.append(j)
    i, j = np.concatenate(found_i), np.concatenate(found_j)
    order = np.lexsort((j, i))
    return Feasible(i[order], j[order])


def _all_candidates(board: Board) -> Iterator[tuple[Ints, Ints]]:
    if len(board.needs) * len(board.supplies) <= PLAIN or not fits_grid(board):
        yield from same_category(board, np.arange(len(board.needs)))
        return
    i, j = candidates(board)
    for at in range(0, i.size, CHUNK):
        yield i[at : at + CHUNK], j[at : at + CHUNK]
