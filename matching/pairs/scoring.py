"""Feasible pairs with their points and weights: what an assignment chooses from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.assign import Edges
from matching.assign.weights import Hashes, hashes, tiers, weigh
from matching.columns.board import Board, Floats, Ints
from matching.kernels.bundles import Points
from matching.kernels.measuring import measure_pairs
from matching.kernels.scanning import scan
from matching.pairs.arranged import arranged
from matching.pairs.feasible import Feasible
from matching.pairs.grid import grid
from matching.pairs.scan import together
from matching.pairs.sheet import sheet
from matching.score.compiled import CompiledCard
from matching.score.scorecard import Scorecard


@dataclass(frozen=True)
class Scored:
    """All feasible pairs of a board, scored.

    Parameters
    ----------
    board : Board
    found : Feasible
    score : ndarray of float
        Points.
    edges : Edges
    """

    board: Board
    found: Feasible
    score: Floats
    edges: Edges

    @cached_property
    def values(self) -> Floats:
        """Features of the pairs, as `measure` gives them."""
        return measure(self.board, self.found.i, self.found.j)


def score_all(board: Board, card: Scorecard) -> Scored:
    """Find the feasible pairs and score them.

    Parameters
    ----------
    board : Board
    card : Scorecard

    Returns
    -------
    Scored
    """
    laid = grid(board, only=board.free() > 0)
    found = scan(arranged(board), laid, points(card), laid.order)
    i, j, score = together(laid, [(laid.order, found)])
    return scored(board, Feasible(i, j), score)


def scored(board: Board, found: Feasible, score: Floats) -> Scored:
    """Pairs found and scored already, with their weights.

    Parameters
    ----------
    board : Board
    found : Feasible
    score : ndarray of float
        Points.

    Returns
    -------
    Scored
    """
    return Scored(board, found, score, _edges(board, found, score))


def measure(board: Board, i: Ints, j: Ints) -> Floats:
    """All features of the pairs, one column each, in the order of `matching.score.features.FEATURES`.

    Parameters
    ----------
    board : Board
    i, j : ndarray of int
        Row numbers of needs and supplies.

    Returns
    -------
    ndarray of float, shape (pairs, features)
    """
    values: Floats = measure_pairs(sheet(board), i, j)
    return values


def points(card: Scorecard) -> Points:
    """The card as the kernels take it."""
    flat = CompiledCard.of(card)
    return Points(flat.edges, flat.first, flat.grains)


def _edges(board: Board, found: Feasible, score: Floats) -> Edges:
    i, j = found.i, found.j
    wanted = wanted_places(board)
    # A need that nobody fits must change nothing for the others, not even a tie.
    places = np.where(np.bincount(i, minlength=wanted.size) > 0, wanted, 0)
    need_hash, supply_hash = pair_hashes(board)
    weight = weigh(
        _worth(board, found, score),
        i,
        j,
        need_hash=need_hash,
        supply_hash=supply_hash,
        most=int(places.sum()),
    )
    return Edges(i, j, weight, tiers(priorities(board), places), places, board.free())


def _worth(board: Board, found: Feasible, score: Floats) -> Floats:
    """The points of each pair, and the bonus of those that are in service already."""
    bonus = board.terms.settings.stay_bonus
    return score + bonus * board.is_listed("need", "familiar", found.i, found.j) if bonus else score


def pair_hashes(board: Board) -> tuple[Hashes, Hashes]:
    """What ties of each need and each supply are broken by."""
    return (
        board.need.once("hashes", lambda: hashes(board.needs.column("id"), seed=1)),
        board.supply.once("hashes", lambda: hashes(board.supplies.column("id"), seed=2)),
    )


def priorities(board: Board) -> Ints:
    """The tier of each need."""
    return board.need.numbers("priority").astype(np.int64)


def wanted_places(board: Board) -> Ints:
    """How many places each need wants."""
    return board.need.numbers("places").astype(np.int64)
