"""Why a pair has its score: the parts that sum to it."""

from __future__ import annotations

import datetime as dt

import numpy as np

from matching.board import Board, Floats, Ints, Terms
from matching.features import FEATURES
from matching.plan import Match, Part
from matching.prior import expert
from matching.scorecard import Scorecard
from matching.scoring import measure
from matching.settings import Settings
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
    return tell(board, one, one, measure(board, one, one), scorecard or expert())[0]


def tell(board: Board, i: Ints, j: Ints, values: Floats, card: Scorecard) -> list[Match]:
    """Pairs in full, one per row of `values`."""
    parts = card.parts(values)
    score = card.score(values)
    chance = card.probability(score)
    away = board.km(i, j)
    common = board.overlap(i, j)
    is_open = board.need.blank("slots")[i] | board.supply.blank("slots")[j]
    return [
        Match(
            need_id=board.needs[i[row]].id,
            supply_id=board.supplies[j[row]].id,
            score=float(score[row]),
            probability=float(chance[row]),
            parts=tuple(
                Part(feature.name, points, None if value != value else value, feature.unit)
                for feature, points, value in zip(
                    FEATURES, parts[row].tolist(), values[row].tolist(), strict=True
                )
            ),
            distance_km=None if np.isnan(away[row]) else float(away[row]),
            overlap_minutes=None if is_open[row] else int(common[row]),
            rank=1,
        )
        for row in range(i.size)
    ]
