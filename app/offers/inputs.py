"""What an organisation types about an offer or a job, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kernel.weeks import Slots


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingDraft:
    """Common to offers and jobs."""

    title: str
    description: str
    capacity: int
    slots: Slots
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferInput(PostingDraft):
    """A service, or goods when `is_goods`; `areas` empty means the whole county."""

    category: str
    is_goods: bool
    unit: str
    areas: tuple[str, ...]
    modes: tuple[str, ...]
    qualifications: tuple[str, ...]
    languages: tuple[str, ...]
    items: tuple[str, ...]
    serves_sex: str | None
    helper_sex: str | None
    age_low: int | None
    age_high: int | None
    direct_contact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobInput(PostingDraft):
    """A job or a course. Guarantees, requirements and kindnesses are codes or own words."""

    kind: str
    town_code: str
    modes: tuple[str, ...]
    shift: str
    pay: str
    pay_low: int | None
    pay_high: int | None
    guarantees: tuple[str, ...]
    requirements: tuple[str, ...]
    training_days: int
    kindnesses: tuple[str, ...]
