"""Answers "why this one, why not that one" in lines of text."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matching.plan import Match
from matching.scorecard import Scorecard
from matching.settings import Settings
from matching.telling import explain
from matching.types import Need, Supply
from matching.why import why_not

SHOWN = 10


def answer(
    need: Need,
    supplies: Sequence[Supply],
    *,
    on: dt.date,
    settings: Settings,
    scorecard: Scorecard | None,
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

    Yields
    ------
    str
    """
    refused = {row.id: why_not(need, row, on=on, settings=settings) for row in supplies}
    fits = [
        explain(need, row, on=on, settings=settings, scorecard=scorecard)
        for row in supplies
        if not refused[row.id]
    ]
    fits.sort(key=lambda match: (-match.score, match.supply_id))
    if len(supplies) == 1:
        yield from _about_one(need, supplies[0], fits, refused[supplies[0].id])
        return
    yield f"{need.id}: {len(fits)} of {len(supplies)} supplies keep every rule."
    for match in fits[:SHOWN]:
        yield f"  {match.supply_id}: {match.score:.2f} points"
    first = Counter(rules[0].rule for rules in refused.values() if rules)
    for rule, count in first.most_common():
        yield f"  {count} refused first by {rule}"


def _about_one(
    need: Need, supply: Supply, fits: list[Match], refused: Sequence[Any]
) -> Iterator[str]:
    if not fits:
        yield f"{need.id} and {supply.id} may not be matched:"
        for refusal in refused:
            yield f"  {refusal.rule}: {_values(refusal.detail)}"
        return
    match = fits[0]
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
