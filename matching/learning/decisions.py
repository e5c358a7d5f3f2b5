"""Past decisions as examples to learn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.columns.board import Board, Floats, Terms
from matching.learning.rates import smoothed
from matching.pairs.scoring import measure
from matching.score.features import NAMES
from matching.settings import Settings
from matching.text import Embedder
from matching.types import Need, Supply

DECISIONS = ("approved", "rejected", "accepted", "declined")
OUTCOMES = ("", "completed", "ended_early")
# A pair that was hardly ever shown may count for at most so many others.
PROPENSITY_LEAST = 0.05


@dataclass(frozen=True)
class Decision:
    """What somebody said about a pair, and how it ended.

    Parameters
    ----------
    need_id, supply_id : str
    decided_at : date
    decision : str
        approved, rejected, accepted or declined.
    outcome : str
        completed, ended_early, or empty while it is not known.
    propensity : float, optional
        How likely the pair was to be shown at all; a blank counts as certain.
    ended_at : date, optional
        The day the outcome became known.
    """

    need_id: str
    supply_id: str
    decided_at: dt.date
    decision: str
    outcome: str = ""
    propensity: float | None = None
    ended_at: dt.date | None = None

    def __post_init__(self) -> None:
        if self.decision not in DECISIONS:
            raise ValueError(f"decision must be one of {', '.join(DECISIONS)}")
        if self.outcome not in OUTCOMES:
            raise ValueError("outcome must be completed, ended_early or blank")
        if self.propensity is not None and not 0 < self.propensity <= 1:
            raise ValueError(f"propensity must be above 0 and at most 1, not {self.propensity}")
        if self.ended_at is not None and self.ended_at < self.decided_at:
            raise ValueError("ended_at must not be before decided_at")

    @property
    def went_well(self) -> bool:
        """The outcome where it is known, else whether people said yes."""
        if self.outcome:
            return self.outcome == "completed"
        return self.decision in ("approved", "accepted")


@dataclass(frozen=True)
class Examples:
    """Pairs with their features and how they went.

    Parameters
    ----------
    decisions : tuple of Decision
        By day.
    values : ndarray of float, shape (decisions, features)
        As they were on the day of the decision.
    went_well : ndarray of bool
    weight : ndarray of float
        One over the propensity, 1 on average: pairs that were hardly ever shown stand for the
        many like them that were not. A propensity under 0.05 counts as 0.05, so that none
        stands for more than twenty.
    """

    decisions: tuple[Decision, ...]
    values: Floats
    went_well: npt.NDArray[np.bool_]
    weight: Floats


def examples(
    needs: Sequence[Need],
    supplies: Sequence[Supply],
    decisions: Sequence[Decision],
    *,
    settings: Settings,
    embedder: Embedder | None = None,
    after: dt.date | None = None,
    until: dt.date | None = None,
) -> Examples:
    """Measure every decided pair as it was on its day.

    A supply's rates, where its row leaves them blank, are smoothed from what was known before
    that day, never from what came after. An answer is known the day it is given. An outcome is
    known the day it came (`ended_at`), or, where that is blank, from the end of the need's
    service on; where that has no end either, it counts for the pair itself but for no rate.
    Of several decisions on a pair the last one counts.

    Families have no rates of their own: a need says who is helped, not which guardian answers,
    and what was declined for one need says little about it once it is taken.

    Parameters
    ----------
    needs, supplies : sequence
    decisions : sequence of Decision
        About those needs and supplies.
    settings : Settings
    embedder : Embedder, optional
        Character n-grams when left out.
    after, until : date, optional
        Only pairs decided after the one and up to the other day; what was known before still
        counts for the rates, and an outcome known only after the last day is left out.

    Returns
    -------
    Examples
    """
    need_of, supply_of = {row.id: row for row in needs}, {row.id: row for row in supplies}
    in_order = sorted(
        (
            _as_of(until, one, need_of[one.need_id])
            for one in decisions
            if until is None or one.decided_at <= until
        ),
        key=_turn,
    )
    last = {(one.need_id, one.supply_id): one for one in in_order}
    kept = [one for one in in_order if last[one.need_id, one.supply_id] is one]
    kept = [one for one in kept if after is None or one.decided_at > after]
    record = Record()
    news = [(one.decided_at, record.answered, one) for one in in_order]
    for one in in_order:
        day = _known_on(one, need_of[one.need_id])
        if day is not None:
            news.append((day, record.ended, one))
    news.sort(key=itemgetter(0), reverse=True)
    values = np.empty((len(kept), len(NAMES)), dtype=np.float64)
    at = 0
    for day, group in groupby(kept, key=attrgetter("decided_at")):
        while news and news[-1][0] < day:
            _, hear, one = news.pop()
            hear(one)
        pairs = list(group)
        board = Board(
            [need_of[one.need_id] for one in pairs],
            [record.known(supply_of[one.supply_id]) for one in pairs],
            Terms(day, settings, embedder),
        )
        rows = np.arange(len(pairs))
        values[at : at + rows.size] = measure(board, rows, rows)
        at += rows.size
    propensity = np.array([one.propensity or 1.0 for one in kept])
    weight = 1.0 / np.maximum(PROPENSITY_LEAST, propensity)
    return Examples(
        decisions=tuple(kept),
        values=values,
        went_well=np.array([one.went_well for one in kept], dtype=bool),
        weight=weight / weight.mean() if kept else weight,
    )


class Record:
    """How often each supply accepted and completed, so far.

    Examples
    --------
    >>> record = Record()
    >>> record.answered(Decision("n1", "s1", dt.date(2026, 3, 1), "declined"))
    >>> record.known(Supply("s1", "volunteer")).acceptance
    0.6
    """

    def __init__(self) -> None:
        self._accepted: dict[str, tuple[int, int]] = {}
        self._completed: dict[str, tuple[int, int]] = {}

    def answered(self, decision: Decision) -> None:
        """Take an answer into account; what an office decided is none."""
        if decision.decision in ("accepted", "declined"):
            _count(self._accepted, decision.supply_id, decision.decision == "accepted")

    def ended(self, decision: Decision) -> None:
        """Take an outcome into account."""
        _count(self._completed, decision.supply_id, decision.outcome == "completed")

    def known(self, supply: Supply) -> Supply:
        """The supply with its blank rates filled in."""
        accepted, answered = self._accepted.get(supply.id, (0, 0))
        completed, ended = self._completed.get(supply.id, (0, 0))
        known = smoothed(
            accepted=accepted, answered=answered, completed=completed, ended=ended
        )._asdict()
        return replace(
            supply, **{name: rate for name, rate in known.items() if getattr(supply, name) is None}
        )


def _known_on(decision: Decision, need: Need) -> dt.date | None:
    """The day from which an outcome may count; None where there is none, or no day is known."""
    if not decision.outcome:
        return None
    if decision.ended_at is not None or need.until is None:
        return decision.ended_at
    return max(decision.decided_at, need.until)


def _as_of(until: dt.date | None, decision: Decision, need: Need) -> Decision:
    """The decision without an outcome that came later."""
    day = _known_on(decision, need)
    if until is None or day is None or day <= until:
        return decision
    return replace(decision, outcome="", ended_at=None)


def _turn(decision: Decision) -> tuple[Any, ...]:
    """Decisions by day; of one day on one pair an office's first, then the answer."""
    said = DECISIONS.index(decision.decision)
    return (
        decision.decided_at,
        decision.need_id,
        decision.supply_id,
        said,
        OUTCOMES.index(decision.outcome),
        decision.propensity or 1.0,
    )


def _count(rates: dict[str, tuple[int, int]], name: str, yes: bool) -> None:
    good, every = rates.get(name, (0, 0))
    rates[name] = good + yes, every + 1
