"""Answers "why this one, why not that one" in lines of text."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from matching.columns.board import Board, Terms
from matching.pairs.listed import broken
from matching.pairs.scoring import measure
from matching.rules import RULES
from matching.score.prior import expert
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.tell.telling import explain
from matching.tell.why import why_not
from matching.text import Embedder
from matching.types import Need, Supply

SHOWN = 10


def answer(
    need: Need,
    supplies: Sequence[Supply],
    *,
    on: dt.date,
    settings: Settings,
    scorecard: Scorecard | None,
    embedder: Embedder,
) -> Iterator[str]:
    """Lines about one need and one or many supplies.

    Parameters
    ----------
    need : Need
    supplies : sequence of Supply
        With only one, every rule it breaks or every part of its score is told.
    on : date
    settings : Settings
    scorecard : Scorecard, optional
    embedder : Embedder

    Yields
    ------
    str
    """
    if len(supplies) == 1:
        yield from _about_one(
            need, supplies[0], on=on, settings=settings, scorecard=scorecard, embedder=embedder
        )
        return
    board = Board((need,), supplies, Terms(on, settings, embedder))
    every = np.arange(len(supplies))
    refused = broken(board, np.zeros_like(every), every)
    fits = every[~refused.any(axis=0)]
    values = measure(board, np.zeros_like(fits), fits)
    score = (scorecard or expert()).score(values)
    best = sorted(zip(-score, (supplies[row].id for row in fits), strict=True))
    yield f"{need.id}: {fits.size} of {len(supplies)} supplies keep every rule."
    for points, name in best[:SHOWN]:
        yield f"  {name}: {-points:.2f} points"
    first = Counter(refused.argmax(axis=0)[refused.any(axis=0)].tolist())
    for rule, count in first.most_common():
        yield f"  {count} refused first by {RULES[rule].code}"


def _about_one(
    need: Need,
    supply: Supply,
    *,
    on: dt.date,
    settings: Settings,
    scorecard: Scorecard | None,
    embedder: Embedder,
) -> Iterator[str]:
    refused = why_not(need, supply, on=on, settings=settings)
    if refused:
        yield f"{need.id} and {supply.id} may not be matched:"
        for refusal in refused:
            yield f"  {refusal.rule}: {_values(refusal.detail)}"
        return
    match = explain(need, supply, on=on, settings=settings, scorecard=scorecard, embedder=embedder)
    yield f"{need.id} and {supply.id} may be matched: {match.score:.2f} points."
    for part in match.parts:
        value = "not known" if part.value is None else f"{part.value:g} {part.unit}"
        yield f"  {part.points:6.2f}  {part.feature}: {value}"


def _values(detail: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in detail.items())


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(map(str, value)) or "-"
    return "-" if value is None else str(value)
