"""Organisations and volunteers, with what they can do and what was checked about them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    false,
    or_,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.disclosure import Audience, Disclosed, FieldTable, Form
from app.kernel.errors import Refused
from app.kernel.scope import Scoped
from app.kernel.secrets import Sealed, SealedText, unseal
from app.kernel.states import Moves, Travels, moves
from app.providers.names import called
from app.providers.supply import Holder, SupplyKind

PERSON = {
    Audience.CHILD_DIRECTOR: Form.WHOLE,
    Audience.CHILD_SUPERVISOR: Form.WHOLE,
    Audience.CIVIL_AFFAIRS: Form.WHOLE,
    Audience.GUARDIAN: Form.WHOLE,
}


class ProviderState(StrEnum):
    APPLIED = "applied"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    BARRED = "barred"
    LEFT = "left"


PROVIDER_MOVES = moves(
    applied="active barred left",
    active="suspended barred left",
    suspended="active barred left",
)
PROVIDER_VERBS = moves(
    change="applied active suspended",
    activate="applied suspended",
    suspend="active",
    bar="applied active suspended",
    match="active",
)
PROVIDER_TONES = moves(mine="applied", leaf="active", clay="suspended barred")


class Organization(Model, Scoped, Disclosed, Travels):
    """A charity, social organisation, employer or other body that gives."""

    __tablename__ = "organization"
    ROOM, STATES, MOVES, VERBS = "provider", ProviderState, PROVIDER_MOVES, PROVIDER_VERBS
    TONES: ClassVar[Moves] = PROVIDER_TONES
    DISCLOSURE: ClassVar[FieldTable] = {
        "contact_name": PERSON,
        "contact_mobile": PERSON,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    town_code: Mapped[str] = mapped_column(String(9), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    about: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[Sealed] = mapped_column(SealedText("organization.contact_name"))
    contact_mobile: Mapped[Sealed] = mapped_column(SealedText("organization.contact_mobile"))
    state: Mapped[ProviderState] = mapped_column(String(20), index=True)
    state_reason: Mapped[str | None] = mapped_column(String(300))
    applied_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    record_check_until: Mapped[date | None]
    """Until when the organisation's own yearly record checks of its staff are attested."""
    completed: Mapped[int] = mapped_column(default=0)
    ended_early: Mapped[int] = mapped_column(default=0)
    invited: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    qualifications: Mapped[list[Qualification]] = relationship(back_populates="organization")

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        return or_(cls.state == ProviderState.ACTIVE, cls.id == (actor.organization_id or 0))

    @property
    def disclosed_child_id(self) -> None:
        return None

    @property
    def holder(self) -> Holder:
        return {"volunteer_id": None, "organization_id": self.id}

    @property
    def open_name(self) -> str:
        """What may be written about it anywhere."""
        return self.name

    def short_name(self) -> str:
        return self.name

    def lacks(self, day: date) -> Refused | None:
        """Its staff are checked later, before it offers direct contact."""
        return None

    def is_checked(self, day: date) -> bool:
        """Whether its own yearly checks of its staff are attested for `day`."""
        return self.record_check_until is not None and self.record_check_until >= day

    def is_vetted(self, day: date) -> bool:
        return self.allows("match") and self.is_checked(day)


class Volunteer(Model, Scoped, Disclosed, Travels):
    """One volunteer's profile: skills, weekly times, where from, how far, how."""

    __tablename__ = "volunteer"
    __table_args__ = (
        CheckConstraint("load >= 0 AND load <= capacity", name="load_within"),
        Index("ix_volunteer_vetted", "state", "record_check_until", "pledge_signed_at"),
    )
    ROOM, STATES, MOVES, VERBS = "provider", ProviderState, PROVIDER_MOVES, PROVIDER_VERBS
    TONES: ClassVar[Moves] = PROVIDER_TONES
    DISCLOSURE: ClassVar[FieldTable] = {"full_name": PERSON, "mobile": PERSON}
    supply_kind: ClassVar[SupplyKind] = SupplyKind.VOLUNTEER

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    full_name: Mapped[Sealed] = mapped_column(SealedText("volunteer.full_name"))
    mobile: Mapped[Sealed] = mapped_column(SealedText("volunteer.mobile"))
    sex: Mapped[str] = mapped_column(String(10))
    birth_year: Mapped[int]
    town_code: Mapped[str] = mapped_column(String(9), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    radius_km: Mapped[float]
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    modes: Mapped[list[str]] = mapped_column(JSON)
    categories: Mapped[list[str]] = mapped_column(JSON)
    slots: Mapped[list[list[int]]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    serves_sex: Mapped[str | None] = mapped_column(String(10))
    age_low: Mapped[int | None]
    age_high: Mapped[int | None]
    capacity: Mapped[int]
    load: Mapped[int] = mapped_column(default=0)
    about: Mapped[str] = mapped_column(Text, default="")
    occupation: Mapped[str] = mapped_column(String(60), default="")
    pledge_signed_at: Mapped[datetime | None] = mapped_column(Moment)
    record_check_until: Mapped[date | None]
    state: Mapped[ProviderState] = mapped_column(String(20))
    state_reason: Mapped[str | None] = mapped_column(String(300))
    applied_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    completed: Mapped[int] = mapped_column(default=0)
    ended_early: Mapped[int] = mapped_column(default=0)
    invited: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    pause_from_on: Mapped[date | None]
    pause_last_day: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    qualifications: Mapped[list[Qualification]] = relationship(back_populates="volunteer")

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        return cls.id == (actor.volunteer_id or 0)

    @classmethod
    def with_certificates(cls) -> ExecutableOption:
        return selectinload(cls.qualifications)

    @property
    def disclosed_child_id(self) -> None:
        return None

    @property
    def holder(self) -> Holder:
        return {"volunteer_id": self.id, "organization_id": None}

    @property
    def open_name(self) -> str:
        """What may be written about a volunteer anywhere."""
        return self.code

    def short_name(self, *, language: str | None = None) -> str:
        """What a volunteer is called in lists and before acceptance."""
        # Not a look at a protected field: a surname alone is what the platform tells everybody.
        return called(unseal(self.full_name), self.occupation, language=language)

    @property
    def key(self) -> str:
        return self.supply_kind.key(self.id)

    @property
    def provider(self) -> Volunteer:
        return self

    @property
    def posting_title(self) -> None:
        return None

    @property
    def own_text(self) -> str:
        return f"{self.occupation} {self.about}".strip()

    @property
    def stands_at(self) -> tuple[float, float]:
        return self.lat, self.lon

    @property
    def reach_km(self) -> float:
        return self.radius_km

    @property
    def is_used_up(self) -> bool:
        return False

    def lacks(self, day: date) -> Refused | None:
        """What is missing before the bureau may activate the volunteer."""
        if self.pledge_signed_at is None:
            return Refused("provider.no_pledge")
        if self.record_check_until is None or self.record_check_until < day:
            return Refused("provider.no_record_check")
        return None

    def is_vetted(self, day: date) -> bool:
        """Active, pledged, and with a record check that is still valid on `day`."""
        return self.allows("match") and self.lacks(day) is None

    def obstacle(self, day: date) -> Refused | None:
        """Not vetted, or asked to be left alone on `day`."""
        if not self.is_vetted(day):
            return Refused("match.not_vetted")
        return Refused("match.paused") if self.is_paused(day) else None

    def may_meet(self, day: date, *, direct_contact: bool) -> bool:
        """Always in contact; a pause stops no service that runs."""
        return self.is_vetted(day)

    def is_paused(self, day: date) -> bool:
        """Whether the volunteer asked to be left alone on `day`; it ends by itself."""
        if self.pause_from_on is None or self.pause_last_day is None:
            return False
        return self.pause_from_on <= day <= self.pause_last_day

    def reserve(self) -> None:
        """Take one of the volunteer's places; two who try at once meet on `version`."""
        if self.load >= self.capacity:
            raise Refused("match.provider_full")
        self.load += 1

    def release(self) -> None:
        self.load -= 1


class QualificationState(StrEnum):
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


QUALIFICATION_MOVES = moves(claimed="confirmed refused", confirmed="refused", refused="confirmed")


class Qualification(Model, Scoped, Disclosed, Travels):
    """A certificate that somebody of the bureau has looked at, or has yet to."""

    __tablename__ = "qualification"
    __table_args__ = (
        CheckConstraint("(volunteer_id IS NULL) <> (organization_id IS NULL)", name="one_holder"),
    )
    ROOM, STATES, MOVES = "qualification", QualificationState, QUALIFICATION_MOVES
    VERBS: ClassVar[Moves] = moves(confirm="claimed refused", refuse="claimed confirmed")
    TONES: ClassVar[Moves] = moves(leaf="confirmed", clay="refused")
    DISCLOSURE: ClassVar[FieldTable] = {"number": {Audience.CIVIL_AFFAIRS: Form.WHOLE}}

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    number: Mapped[Sealed | None] = mapped_column(SealedText("qualification.number"))
    issuer: Mapped[str] = mapped_column(String(80), default="")
    valid_until: Mapped[date | None]
    state: Mapped[QualificationState] = mapped_column(String(20))
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Moment)

    volunteer: Mapped[Volunteer | None] = relationship(back_populates="qualifications")
    organization: Mapped[Organization | None] = relationship(back_populates="qualifications")

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        return or_(
            cls.volunteer_id == (actor.volunteer_id or 0),
            cls.organization_id == (actor.organization_id or 0),
        )

    @property
    def disclosed_child_id(self) -> None:
        return None

    def is_held(self, day: date) -> bool:
        """Confirmed, and valid on `day`."""
        is_valid = self.valid_until is None or self.valid_until >= day
        return self.state == QualificationState.CONFIRMED and is_valid


class RecordCheck(Model, Scoped):
    """A record query that came back clear: who was asked, under which number, until when it counts.

    Any other result is never kept: what is sealed about somebody stays where it is sealed.
    """

    __tablename__ = "record_check"
    __table_args__ = (
        CheckConstraint("(volunteer_id IS NULL) <> (organization_id IS NULL)", name="one_holder"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    unit: Mapped[str] = mapped_column(String(80))
    reference: Mapped[str] = mapped_column(String(60))
    valid_until: Mapped[date]
    noted_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        return true() if actor.role is Role.CIVIL_AFFAIRS else false()


class MoveState(StrEnum):
    ASKED = "asked"
    MADE = "made"
    REFUSED = "refused"


class HomeMove(Model, Scoped, Travels):
    """A volunteer who is vetted starts from another town: until it is made, the old one counts.

    What somebody is invited to tells that a family lives within her radius; whoever could move her
    home at will would learn where.
    """

    __tablename__ = "home_move"
    ROOM, STATES = "home_move", MoveState
    MOVES: ClassVar[Moves] = moves(asked="made refused")
    VERBS: ClassVar[Moves] = moves(decide="asked")
    TONES: ClassVar[Moves] = moves(mine="asked", leaf="made", clay="refused")

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    from_town: Mapped[str] = mapped_column(String(9))
    to_town: Mapped[str] = mapped_column(String(9))
    state: Mapped[MoveState] = mapped_column(String(20), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Nobody decided on a move that was near and not soon after another."""

    volunteer: Mapped[Volunteer] = relationship(Volunteer)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        return cls.volunteer_id == (actor.volunteer_id or 0)
