"""What is typed about a need, and what an officer decides on one, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kernel.weeks import Slots


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedInput:
    """A child's need. `title` and `summary` are also for the invited, `note` and `meeting_place` are not."""

    title: str
    summary: str
    note: str | None
    meeting_place: str | None
    qualifications: tuple[str, ...]
    modes: tuple[str, ...]
    slots: Slots
    per_week: int | None
    minutes: int | None
    weeks: int | None
    starts_on: date | None
    ends_on: date | None
    need_by: date | None
    helper_sex: str | None
    languages: tuple[str, ...]
    items: tuple[str, ...]
    urgency: str
    visibility: str
    openings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkInput:
    """A guardian's wish for work near home; `wishes` are codes of `work_wish`."""

    title: str
    summary: str
    slots: Slots
    max_km: float
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What an officer settles with a yes. `benefit`: none, partly, wholly; None is unanswered."""

    title: str
    summary: str
    visibility: str
    designated: tuple[str, ...]
    benefit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Designatable:
    """A published service that a restricted need may be kept for: `key` is o12."""

    key: str
    organization: str
    title: str
    category: str
