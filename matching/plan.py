"""What comes out of a round: matches, what stayed unmatched, and the proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matching.types import Need, Supply

Detail = Mapping[str, Any]
Progress = Callable[[str, int, int], None]
"""Told, while something long goes on, the step and how much of it is done of how much."""


@dataclass(frozen=True)
class Refusal:
    """A hard rule that a pair breaks.

    Parameters
    ----------
    rule : str
        Code of the rule, stable forever.
    detail : mapping
        The values behind it, for words.
    """

    rule: str
    detail: Detail


@dataclass(frozen=True)
class Part:
    """Points that one feature gives to a pair.

    Parameters
    ----------
    feature : str
    points : float
    value : float, optional
        The feature's value in `unit`; None when not known or not applicable.
    unit : str
    """

    feature: str
    points: float
    value: float | None
    unit: str


@dataclass(frozen=True)
class Match:
    """A need and a supply that may be brought together.

    Parameters
    ----------
    need_id, supply_id : str
    score : float
        Points, 0 to 100; the parts sum to it.
    probability : float
        What the scorecard thinks of the pair's chance to go well.
    parts : tuple of Part
    distance_km : float, optional
        Road kilometres; None when nobody need travel or a place is unknown.
    overlap_minutes : int, optional
        Weekly minutes that suit both; None when either leaves its times open.
    rank : int
        Place of this supply among the need's feasible supplies by score, from 1.
    alternatives : tuple of Match
        The next best feasible supplies, not among those matched to this need.
    modes : tuple of str
        The ways of meeting that suit both and reach; none where both leave them open, or where
        the pair breaks a rule about them.
    """

    need_id: str
    supply_id: str
    score: float
    probability: float
    parts: tuple[Part, ...]
    distance_km: float | None
    overlap_minutes: int | None
    rank: int
    alternatives: tuple[Match, ...] = ()
    modes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One change, on paper, after which an unmatched need would be matched.

    Parameters
    ----------
    rule : str
        The rule it lifts.
    supply_id : str
        The supply that was kept out by that rule alone.
    detail : mapping
        Values for words.
    side : str
        "need" or "supply": whose row changes.
    fields : mapping
        The row's new values, as `dataclasses.replace` takes them.
    cost : float
        How much it asks of people, for ordering only.
    """

    rule: str
    supply_id: str
    detail: Detail
    side: str
    fields: Mapping[str, Any]
    cost: float

    def apply(self, need: Need, supply: Supply) -> tuple[Need, Supply]:
        """Return both rows as they would be after the change."""
        if self.side == "need":
            return replace(need, **self.fields), supply
        return need, replace(supply, **self.fields)


@dataclass(frozen=True)
class Unmatched:
    """A need with places left open.

    Parameters
    ----------
    need_id : str
    open_places : int
    reason : str
        The first rule that leaves no supply, or "capacity" when some are feasible but taken.
    feasible : int
        How many supplies pass every rule.
    changes : tuple of Change
        The cheapest changes that would fill another place, cheapest first.
    """

    need_id: str
    open_places: int
    reason: str
    feasible: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Proof:
    """Prices that prove a plan best: each a pair (tier lane, score lane) of whole numbers.

    Parameters
    ----------
    needs : mapping of need id to pair of int
        What one more place of the need would be worth. Zeros are left out.
    supplies : mapping of supply id to pair of int
        What one more place of the supply would be worth. Zeros are left out.
    tie_bits : int
        Bits of the score lane below the score, used to break ties.
    """

    needs: Mapping[str, tuple[int, int]]
    supplies: Mapping[str, tuple[int, int]]
    tie_bits: int


@dataclass(frozen=True)
class Plan:
    """The best plan for one day, with reasons and proof.

    Parameters
    ----------
    on : date
    matches : sequence of Match
        By need id, best first within a need.
    unmatched : tuple of Unmatched
        By need id.
    total : int
        Sum of the matches' scores, each with its stay bonus, in millionths of a point.
    bound : int
        No plan that serves as many urgent places can have a higher total.
    proof : Proof
    embedder : str
        The name of what read the texts.
    inputs_digest : str
        SHA-256 of needs, supplies, day, settings, scorecard, embedder's name and engine version.
    digest : str
        SHA-256 of the result.
    floor, floor_cost : int
        Where a floor was asked for (`Settings.floor`), the score that no match falls below and the
        total given up for it, in millionths of a point; else 0.
    """

    on: dt.date
    matches: Sequence[Match]
    unmatched: tuple[Unmatched, ...]
    total: int
    bound: int
    proof: Proof
    embedder: str
    inputs_digest: str
    digest: str
    floor: int = 0
    floor_cost: int = 0
