"""Why a pair has its score: the parts that sum to it."""

from __future__ import annotations

import datetime as dt

import numpy as np

from matching.columns.board import Board, Ints, Terms
from matching.kernels.layout import NOT_KNOWN
from matching.pairs.scoring import measure
from matching.plan import Match
from matching.rules.ways import modes, reach
from matching.score.compiled import CompiledCard
from matching.score.prior import expert
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.tell.matched import Columns
from matching.text import Embedder
from matching.types import Need, Supply


def explain(
    need: Need,
    supply: Supply,
    *,
    on: dt.date,
    settings: Settings | None = None,
    scorecard: Scorecard | None = None,
    embedder: Embedder | None = None,
) -> Match:
    """The score of one pair and its parts, whether or not the pair is feasible.

    Parameters
    ----------
    need : Need
    supply : Supply
    on : date
    settings : Settings, optional
    scorecard : Scorecard, optional
        The expert prior when left out.
    embedder : Embedder, optional
        Character n-grams when left out.

    Returns
    -------
    Match
        With rank 1 and no alternatives: only this pair is looked at.

    Examples
    --------
    >>> match = explain(Need("n1", "tutoring"), Supply("s1", "volunteer"), on=dt.date(2026, 3, 1))
    >>> round(match.score - sum(part.points for part in match.parts), 9)
    0.0
    """
    board = Board((need,), (supply,), Terms(on, settings or Settings(), embedder))
    one = np.zeros(1, dtype=np.int64)
    return told(board, one, one, scorecard or expert()).match(0)


def told(board: Board, i: Ints, j: Ints, card: Scorecard) -> Columns:
    """Pairs in full, a row each; each of them of rank 1."""
    values, flat = measure(board, i, j), CompiledCard.of(card)
    score = flat.score(values)
    needs, supplies = board.needs.column("id"), board.supplies.column("id")
    how = reach(board, i, j)
    is_open = board.need.blank("slots")[i] | board.supply.blank("slots")[j]
    return Columns(
        need_id=[needs[row] for row in i.tolist()],
        supply_id=[supplies[row] for row in j.tolist()],
        score=score,
        probability=card.probability(score),
        points=flat.parts(values),
        values=values,
        distance_km=how.km,
        overlap_minutes=np.where(is_open, NOT_KNOWN, board.overlap(i, j)),
        rank=np.ones(i.size, dtype=np.int64),
        modes=modes(board, i, j, how),
    )
