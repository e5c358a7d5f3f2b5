"""Past decisions as examples to learn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.board import Board, Floats, Terms
from matching.features import NAMES
from matching.scoring import measure
from matching.settings import Settings
from matching.text import Embedder
from matching.types import Need, Supply

DECISIONS = ("approved", "rejected", "accepted", "declined")
OUTCOMES = ("", "completed", "ended_early")
# Before anything is known, a supply is taken to accept 3 of 4 and to complete 4 of 5.
ACCEPTS, COMPLETES = (3.0, 4.0), (4.0, 5.0)
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
        How likely the pair was to be shown at all.
    """

    need_id: str
    supply_id: str
    decided_at: dt.date
    decision: str
    outcome: str = ""
    propensity: float | None = None

    def __post_init__(self) -> None:
        if self.decision not in DECISIONS:
            raise ValueError(f"decision must be one of {', '.join(DECISIONS)}")
        if self.outcome not in OUTCOMES:
            raise ValueError("outcome must be completed, ended_early or blank")
        if self.propensity is not None and not 0 < self.propensity <= 1:
            raise ValueError(f"propensity must be above 0 and at most 1, not {self.propensity}")

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
        One over the propensity, 1 on average.
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
    that day, never from what came after. Of several decisions on a pair the last one counts.

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
        counts for the rates.

    Returns
    -------
    Examples
    """
    decisions = [one for one in decisions if until is None or one.decided_at <= until]
    need_of, supply_of = {row.id: row for row in needs}, {row.id: row for row in supplies}
    in_order = sorted(decisions, key=lambda one: (one.decided_at, one.need_id, one.supply_id))
    last = {(one.need_id, one.supply_id): one for one in in_order}
    kept = [one for one in in_order if last[one.need_id, one.supply_id] is one]
    kept = [one for one in kept if after is None or one.decided_at > after]
    values = np.empty((len(kept), len(NAMES)), dtype=np.float64)
    record = Record()
    told = iter(in_order)
    waiting = next(told, None)
    at = 0
    while at < len(kept):
        day = kept[at].decided_at
        while waiting is not None and waiting.decided_at < day:
            record.add(waiting)
            waiting = next(told, None)
        end = at
        while end < len(kept) and kept[end].decided_at == day:
            end += 1
        board = Board(
            [need_of[one.need_id] for one in kept[at:end]],
            [record.known(supply_of[one.supply_id]) for one in kept[at:end]],
            Terms(day, settings, embedder),
        )
        rows = np.arange(end - at)
        values[at:end] = measure(board, rows, rows)
        at = end
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
    >>> record.add(Decision("n1", "s1", dt.date(2026, 3, 1), "declined"))
    >>> record.known(Supply("s1", "volunteer")).acceptance
    0.6
    """

    def __init__(self) -> None:
        self._accepted: dict[str, tuple[int, int]] = {}
        self._completed: dict[str, tuple[int, int]] = {}

    def add(self, decision: Decision) -> None:
        """Take a decision into account."""
        if decision.decision in ("accepted", "declined"):
            _count(self._accepted, decision.supply_id, decision.decision == "accepted")
        if decision.outcome:
            _count(self._completed, decision.supply_id, decision.outcome == "completed")

    def known(self, supply: Supply) -> Supply:
        """The supply with its blank rates filled in."""
        fields = {}
        if supply.acceptance is None:
            fields["acceptance"] = _rate(self._accepted.get(supply.id), ACCEPTS)
        if supply.reliability is None:
            fields["reliability"] = _rate(self._completed.get(supply.id), COMPLETES)
        return replace(supply, **fields)  # type: ignore[arg-type]


def _count(rates: dict[str, tuple[int, int]], name: str, yes: bool) -> None:
    good, every = rates.get(name, (0, 0))
    rates[name] = good + yes, every + 1


def _rate(seen: tuple[int, int] | None, before: tuple[float, float]) -> float | None:
    """The smoothed rate; None for a newcomer, whom the scorecard treats as such."""
    if seen is None:
        return None
    return (seen[0] + before[0]) / (seen[1] + before[1])
