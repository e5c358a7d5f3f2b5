"""Offers of services and goods, and the jobs and courses of employers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    or_,
    true,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.errors import Refused
from app.kernel.scope import Scoped
from app.kernel.states import Moves, Travels, moves
from app.providers.models import Organization, ProviderState
from app.providers.supply import Holder, SupplyKind


class OfferState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    PAUSED = "paused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"


OFFER_MOVES = moves(
    draft="submitted withdrawn",
    submitted="published returned withdrawn",
    returned="submitted withdrawn",
    published="paused withdrawn suspended",
    paused="published withdrawn suspended",
    suspended="published withdrawn",
)
OFFER_VERBS = moves(
    edit="draft returned submitted",
    submit="draft returned",
    pause="published",
    resume="paused",
    change_places="published paused",
    withdraw="draft submitted returned published paused suspended",
    verify="submitted suspended",
    send_back="submitted",
    suspend="published",
    match="published",
)


class Wage(NamedTuple):
    """What a job pays in the employer's words, and from how many yuan a month if that is known."""

    words: str
    lowest: int | None

    def is_below(self, minimum: int) -> bool:
        """Whether the lower end of a full month's pay stays under the local minimum wage."""
        return self.lowest is not None and self.lowest < minimum


class Posting(Scoped, Travels):
    """What an offer and a job have in common: an organisation, places, dates, a state."""

    ROOM, STATES, MOVES, VERBS = "offer", OfferState, OFFER_MOVES, OFFER_VERBS
    TONES: ClassVar[Moves] = moves(
        leaf="published", mine="draft returned", clay="suspended", indigo="submitted paused"
    )
    LETTER: ClassVar[str]
    """What the codes of its kind begin with."""
    supply_kind: ClassVar[SupplyKind]

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(60))
    description: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int]
    load: Mapped[int] = mapped_column(default=0)
    slots: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    state: Mapped[OfferState] = mapped_column(String(20))
    state_reason: Mapped[str | None] = mapped_column(String(300))
    posted_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)

    @declared_attr
    def organization(cls) -> Mapped[Organization]:
        return relationship(Organization)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.version}

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        return or_(
            cls.state == OfferState.PUBLISHED, cls.organization_id == (actor.organization_id or 0)
        )

    @classmethod
    def with_certificates(cls) -> ExecutableOption:
        return selectinload(cls.organization).selectinload(Organization.qualifications)

    @property
    def key(self) -> str:
        return self.supply_kind.key(self.id)

    @property
    def holder(self) -> Holder:
        return {"volunteer_id": None, "organization_id": self.organization_id}

    @property
    def provider(self) -> Organization:
        return self.organization

    @property
    def posting_title(self) -> str:
        return self.title

    @property
    def own_text(self) -> str:
        return f"{self.title} {self.description}".strip()

    @property
    def stands_at(self) -> tuple[float, float]:
        return self.organization.lat, self.organization.lon

    @property
    def is_used_up(self) -> bool:
        return False

    @property
    def reach_km(self) -> None:
        return None

    @property
    def promised(self) -> Sequence[str]:
        """Kinds of certificates that the organisation has to hold for it."""
        return ()

    @property
    def wage(self) -> Wage | None:
        """What it pays; None where nobody is paid."""
        return None

    def needs_check(self, *, direct_contact: bool) -> bool:
        """Whether the organisation's record checks have to run, for a need with or without contact."""
        return False

    def obstacle(self, day: date) -> Refused | None:
        """Not published, or of an organisation that is not active."""
        if self.state != OfferState.PUBLISHED:
            return Refused("match.posting_closed")
        is_active = self.organization.state == ProviderState.ACTIVE
        return None if is_active else Refused("match.not_vetted")

    def may_meet(self, day: date, *, direct_contact: bool) -> bool:
        """A posting that is closed stops no service that runs."""
        if self.organization.state != ProviderState.ACTIVE:
            return False
        is_free = not self.needs_check(direct_contact=direct_contact)
        return is_free or self.organization.is_checked(day)

    @property
    def places_left(self) -> int:
        return self.capacity - self.load

    def reserve(self) -> None:
        """Take one place; two who try at once meet on `version`."""
        if self.load >= self.capacity:
            raise Refused("match.provider_full")
        self.load += 1

    def release(self) -> None:
        self.load -= 1


class Offer(Posting, Model):
    """A service or goods that an organisation gives."""

    __tablename__ = "offer"
    LETTER, supply_kind = "O", SupplyKind.OFFER
    __table_args__ = (
        CheckConstraint("load >= 0 AND load <= capacity", name="load_within"),
        Index("ix_offer_listed", "state", "published_at", "id"),
    )

    category: Mapped[str] = mapped_column(String(40), index=True)
    is_goods: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[str] = mapped_column(String(20))
    """What the capacity counts: child, visit, set, village …"""
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of the towns served; empty for the whole county."""
    modes: Mapped[list[str]] = mapped_column(JSON)
    qualifications: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    items: Mapped[list[str]] = mapped_column(JSON, default=list)
    serves_sex: Mapped[str | None] = mapped_column(String(10))
    helper_sex: Mapped[str | None] = mapped_column(String(10))
    age_low: Mapped[int | None]
    age_high: Mapped[int | None]
    direct_contact: Mapped[bool]

    @property
    def is_used_up(self) -> bool:
        return self.is_goods

    @property
    def promised(self) -> Sequence[str]:
        return self.qualifications

    def needs_check(self, *, direct_contact: bool) -> bool:
        return self.direct_contact or direct_contact


class JobPosting(Posting, Model):
    """A friendly job near home, or a course that leads to one."""

    __tablename__ = "job_posting"
    LETTER, supply_kind = "J", SupplyKind.JOB
    __table_args__ = (
        CheckConstraint("load >= 0 AND load <= capacity", name="load_within"),
        Index("ix_job_posting_listed", "state", "published_at", "id"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    town_code: Mapped[str] = mapped_column(String(9), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    modes: Mapped[list[str]] = mapped_column(JSON)
    shift: Mapped[str] = mapped_column(String(30))
    pay: Mapped[str] = mapped_column(String(80))
    pay_low: Mapped[int | None]
    pay_high: Mapped[int | None]
    guarantees: Mapped[list[str]] = mapped_column(JSON, default=list)
    requirements: Mapped[list[str]] = mapped_column(JSON, default=list)
    training_days: Mapped[int] = mapped_column(default=0)
    kindnesses: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What makes it possible beside a child: flexible hours, holidays off, child care on site …"""

    @property
    def stands_at(self) -> tuple[float, float]:
        return self.lat, self.lon

    @property
    def is_used_up(self) -> bool:
        return True

    @property
    def wage(self) -> Wage:
        return Wage(self.pay, self.pay_low)


KINDS: dict[str, type[Posting]] = {one.supply_kind: one for one in (Offer, JobPosting)}
