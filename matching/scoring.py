"""Feasible pairs with their features, points and weights: what an assignment chooses from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.assign import Edges
from matching.board import Board, Floats, Ints
from matching.feasible import Feasible, feasible
from matching.features import measure
from matching.scorecard import Scorecard
from matching.weights import hashes, tiers, weigh


@dataclass(frozen=True)
class Scored:
    """All feasible pairs of a board, scored.

    Parameters
    ----------
    board : Board
    found : Feasible
    values : ndarray of float, shape (pairs, features)
    score : ndarray of float
        Points.
    edges : Edges
    """

    board: Board
    found: Feasible
    values: Floats
    score: Floats
    edges: Edges


def score_all(board: Board, card: Scorecard) -> Scored:
    """Find the feasible pairs, measure and score them.

    Parameters
    ----------
    board : Board
    card : Scorecard

    Returns
    -------
    Scored
    """
    found = feasible(board)
    values = measure(board, found.i, found.j)
    score = card.score(values)
    return Scored(board, found, values, score, _edges(board, found, score))


def _edges(board: Board, found: Feasible, score: Floats) -> Edges:
    i, j = found.i, found.j
    wanted = wanted_places(board)
    # A need that nobody fits must change nothing for the others, not even a tie.
    places = np.where(np.bincount(i, minlength=wanted.size) > 0, wanted, 0)
    free = np.array([supply.free for supply in board.supplies], dtype=np.int64)
    weight = weigh(
        score,
        hashes([need.id for need in board.needs], b"need")[i],
        hashes([supply.id for supply in board.supplies], b"supply")[j],
        most=int(places.sum()),
    )
    return Edges(i, j, weight, tiers(priorities(board), places), places, free)


def priorities(board: Board) -> Ints:
    """The tier of each need."""
    found: Ints = board.per_need("priority", lambda need: need.priority).astype(np.int64)
    return found


def wanted_places(board: Board) -> Ints:
    """How many places each need wants."""
    found: Ints = board.per_need("places", lambda need: need.places).astype(np.int64)
    return found
