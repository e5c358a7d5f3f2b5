"""Waiting figures of a replay, and the best that hindsight could have done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from matching.assign import Edges, solve
from matching.board import Board, Terms
from matching.prior import expert
from matching.replay import Replayed
from matching.scorecard import Scorecard
from matching.scoring import score_all
from matching.settings import Settings
from matching.text import Embedder
from matching.types import Need, Supply
from matching.weights import MICRO, TIE_BITS

LONG_DAYS = 28


def waiting(done: Replayed, needs: Iterable[Need]) -> dict[str, Any]:
    """Quality and waiting side by side.

    Parameters
    ----------
    done : Replayed
    needs : iterable of Need
        Those of the replay.

    Returns
    -------
    dict
        Matches, needs left, mean score; mean, 95th percentile and share of 28 days or more
        of the waiting; the slowest category and its mean.
    """
    category = {row.id: row.category for row in needs}
    days: dict[str, list[int]] = {}
    for one in done.matches:
        if one.waited_days is not None:
            days.setdefault(category[one.match.need_id], []).append(one.waited_days)
    every = np.array([day for of_category in days.values() for day in of_category])
    means = {name: float(np.mean(of_category)) for name, of_category in days.items()}
    slowest = max(sorted(means), key=lambda name: means[name], default=None)
    return {
        "matches": len(done.matches),
        "needs_left": len(done.left),
        "rounds": done.rounds,
        "total": done.total,
        "mean_score": done.total / MICRO / len(done.matches) if done.matches else None,
        "mean_days": float(every.mean()) if every.size else None,
        "p95_days": float(np.percentile(every, 95)) if every.size else None,
        "share_28_days": float((every >= LONG_DAYS).mean()) if every.size else None,
        "slowest_category": slowest,
        "slowest_mean_days": means[slowest] if slowest is not None else None,
    }


def hindsight(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    *,
    settings: Settings | None = None,
    scorecard: Scorecard | None = None,
    embedder: Embedder | None = None,
) -> int:
    """The most points for somebody who knew every arrival beforehand.

    Each pair counts with its score on the first day on which both sides are there.

    Parameters
    ----------
    needs, supplies : iterable
    settings : Settings, optional
    scorecard : Scorecard, optional
    embedder : Embedder, optional
        Character n-grams when left out.

    Returns
    -------
    int
        In millionths of a point.
    """
    rows, helpers = list(needs), list(supplies)
    opened = [row.opened_at for row in rows] + [row.opened_at for row in helpers]
    days = sorted({day for day in opened if day is not None}) or [dt.date.min]
    settings, card = settings or Settings(), scorecard or expert()
    found: list[Edges] = []
    for day in days:
        # Only pairs one of whose sides comes on this very day: the others met before.
        comes = np.array([(row.opened_at or days[0]) == day for row in rows], dtype=bool)
        joins = np.array([(row.opened_at or days[0]) == day for row in helpers], dtype=bool)
        board = Board(rows, helpers, Terms(day, settings, embedder))
        edges = score_all(board, card).edges
        new = comes[edges.need] | joins[edges.supply]
        found.append(
            replace(
                edges,
                need=edges.need[new],
                supply=edges.supply[new],
                weight=edges.weight[new],
            )
        )
    places = np.array([row.places for row in rows], dtype=np.int64)
    weight = np.concatenate([edges.weight for edges in found])
    together = Edges(
        np.concatenate([edges.need for edges in found]),
        np.concatenate([edges.supply for edges in found]),
        weight,
        np.zeros_like(places),
        places,
        np.array([row.free for row in helpers], dtype=np.int64),
    )
    return int((weight[solve(together).chosen] >> TIE_BITS).sum())
