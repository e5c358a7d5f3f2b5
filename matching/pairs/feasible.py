"""Every pair that keeps every rule."""

from __future__ import annotations

from dataclasses import dataclass

from matching.columns.board import Board, Ints
from matching.kernels.measuring import UNSCORED
from matching.kernels.scanning import scan
from matching.pairs.arranged import arranged
from matching.pairs.grid import grid
from matching.pairs.scan import together


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
    laid = grid(board, only=board.free() > 0)
    found = scan(arranged(board), laid, UNSCORED, laid.order)
    i, j, _ = together(laid, [(laid.order, found)])
    return Feasible(i, j)
