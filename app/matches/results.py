"""What the engine says, as plain values that can be stored: a fit, a proposal, a need left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A need and one supply with the parts of their score, ready to be stored."""

    supply_key: str
    score: float
    probability: float
    parts: list[dict[str, Any]]
    distance_km: float | None
    overlap_minutes: int | None
    rank: int

    def as_alternative(self) -> dict[str, Any]:
        return {
            "supply": self.supply_key,
            "score": self.score,
            "probability": self.probability,
            "parts": self.parts,
            "distance_km": self.distance_km,
            "overlap_minutes": self.overlap_minutes,
            "rank": self.rank,
        }

    def as_columns(self) -> dict[str, Any]:
        """What a match keeps of it."""
        return {
            "score": self.score,
            "probability": self.probability,
            "parts": self.parts,
            "distance_km": self.distance_km,
            "overlap_minutes": self.overlap_minutes,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    need_id: int
    fit: Fit
    alternatives: list[dict[str, Any]]
    is_plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A need with a place still open, and why."""

    need_id: int
    reason: str
    feasible: int
    changes: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A round that was held: what went in, what came out."""

    on: date
    inputs: bytes
    inputs_digest: str
    plan_digest: str
    version: str
    scorecard: dict[str, Any]
    rules: dict[str, Any]
    needs: int
    supplies: int
    proposals: tuple[Proposal, ...]
    unmet: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A hard rule that a pair breaks, with the values behind it."""

    rule: str
    detail: dict[str, Any]
