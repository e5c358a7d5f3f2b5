"""What would change the outcome for one need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from matching.plan import Change
from matching.round import run_round
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.text import Embedder
from matching.types import Need, Supply


def what_would_change(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    need_id: str,
    *,
    on: dt.date,
    settings: Settings | None = None,
    scorecard: Scorecard | None = None,
    embedder: Embedder | None = None,
) -> tuple[Change, ...]:
    """The cheapest single changes after which a need has one more place filled.

    Parameters
    ----------
    needs : iterable of Need
    supplies : iterable of Supply
    need_id : str
    on : date
    settings : Settings, optional
    scorecard : Scorecard, optional
    embedder : Embedder, optional
        Character n-grams when left out.

    Returns
    -------
    tuple of Change
        Cheapest first; empty when the need is fully matched or no single change helps.

    Examples
    --------
    >>> need = Need("n1", "tutoring", skills={"teacher_cert"})
    >>> student = Supply("s1", "volunteer", categories={"tutoring"})
    >>> change = what_would_change([need], [student], "n1", on=dt.date(2026, 3, 1))[0]
    >>> change.rule, change.detail["missing"]
    ('qualification', ('teacher_cert',))
    """
    plan = run_round(
        needs, supplies, on=on, settings=settings, scorecard=scorecard, embedder=embedder
    )
    return next((left.changes for left in plan.unmatched if left.need_id == need_id), ())
