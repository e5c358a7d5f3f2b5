"""A need and its way from draft to fulfilled."""

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
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.disclosure import Audience, Disclosed, FieldTable, Form
from app.kernel.errors import Refused
from app.kernel.scope import Scoped, condition
from app.kernel.secrets import Sealed, SealedText
from app.kernel.states import KeepsSteps, Moves, Step, moves


class NeedState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ENDORSED = "endorsed"
    OPEN = "open"
    MATCHED = "matched"
    IN_SERVICE = "in_service"
    FULFILLED = "fulfilled"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    MERGED = "merged"
    COVERED_BY_BENEFIT = "covered_by_benefit"


NEED_MOVES = moves(
    draft="submitted withdrawn",
    submitted="endorsed returned rejected withdrawn merged",
    returned="submitted withdrawn",
    endorsed="open returned rejected withdrawn merged covered_by_benefit",
    open="matched withdrawn expired merged covered_by_benefit",
    matched="open in_service withdrawn",
    in_service="open fulfilled withdrawn",
    expired="open withdrawn",
)
NEED_VERBS = moves(
    edit="draft returned",
    submit="draft returned",
    endorse="submitted",
    approve="endorsed",
    match="open",
    expire="open",
    withdraw="draft submitted returned endorsed open expired",
)


class Visibility(StrEnum):
    PUBLIC = "public"
    VETTED_PARTNER = "vetted_partner"
    RESTRICTED = "restricted"


class Urgency(StrEnum):
    NORMAL = "normal"
    SEASONAL = "seasonal"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def tier(self) -> int:
        """Which are served first: 3 before 0."""
        return {"normal": 0, "seasonal": 1, "urgent": 2, "emergency": 3}[self.value]


EMPLOYMENT = "guardian_employment"
NOTE = {
    Audience.CHILD_DIRECTOR: Form.WHOLE,
    Audience.CHILD_SUPERVISOR: Form.WHOLE,
    Audience.CIVIL_AFFAIRS: Form.WHOLE,
}
LISTED = (NeedState.OPEN, NeedState.MATCHED)
"""States in which strangers may know that the need exists."""


class Need(Model, Scoped, Disclosed, KeepsSteps):
    """What one child needs, or work that a guardian needs. Strangers read its `NeedNotice` alone.

    `title` and `summary` are for the office and for whoever is invited, and checked before it opens;
    `note` and `meeting_place` are for the field staff, and the latter for the helper after consent.
    """

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("filled >= 0 AND filled <= openings", name="filled_within"),
        Index("ix_need_listed", "state", "opened_at", "id", "visibility"),
    )
    ROOM, STATES, MOVES, VERBS = "need", NeedState, NEED_MOVES, NEED_VERBS
    TONES: ClassVar[Moves] = moves(
        mine="draft returned", clay="rejected expired", leaf="matched in_service fulfilled"
    )
    DISCLOSURE: ClassVar[FieldTable] = {
        "note": NOTE,
        "meeting_place": {
            **NOTE,
            Audience.GUARDIAN: Form.WHOLE,
            Audience.PROVIDER_AFTER_CONSENT: Form.WHOLE,
        },
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"), index=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), index=True)
    """Who consents; for an employment need, who seeks the work."""
    village_code: Mapped[str] = mapped_column(String(12), index=True)
    town_code: Mapped[str] = mapped_column(String(9), index=True)
    lat: Mapped[float]
    lon: Mapped[float]

    category: Mapped[str] = mapped_column(String(40), index=True)
    aid_form: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(60))
    summary: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[Sealed | None] = mapped_column(SealedText("need.note"))
    meeting_place: Mapped[Sealed | None] = mapped_column(SealedText("need.meeting_place"))
    age_low: Mapped[int | None]
    age_high: Mapped[int | None]

    qualifications: Mapped[list[str]] = mapped_column(JSON, default=list)
    modes: Mapped[list[str]] = mapped_column(JSON)
    slots: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    per_week: Mapped[int | None]
    minutes: Mapped[int | None]
    weeks: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    need_by: Mapped[date | None]
    helper_sex: Mapped[str | None] = mapped_column(String(10))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    items: Mapped[list[str]] = mapped_column(JSON, default=list)
    max_km: Mapped[float | None]
    direct_contact: Mapped[bool] = mapped_column(default=True)
    urgency: Mapped[Urgency] = mapped_column(String(20), default=Urgency.NORMAL, index=True)
    visibility: Mapped[Visibility] = mapped_column(String(20), default=Visibility.PUBLIC)
    designated: Mapped[list[str] | None] = mapped_column(JSON)
    """Keys of the only supplies that may serve it; None when anyone may."""
    excluded: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Keys of supplies that must not: relatives, conflicts, those who declined."""
    openings: Mapped[int] = mapped_column(default=1)
    filled: Mapped[int] = mapped_column(default=0)

    state: Mapped[NeedState] = mapped_column(String(20), index=True)
    state_reason: Mapped[str | None] = mapped_column(String(300))
    raised_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    endorsed_at: Mapped[datetime | None] = mapped_column(Moment)
    endorsed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)

    steps: Mapped[list[NeedStep]] = relationship(order_by="NeedStep.id")

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        if actor.role is Role.CHILD_DIRECTOR:
            return cls.village_code == (actor.place or "")
        if actor.role is Role.CHILD_SUPERVISOR:
            return cls.town_code == (actor.place or "")
        if actor.role is Role.GUARDIAN:
            return cls.guardian_id == (actor.guardian_id or 0)
        return false()

    @property
    def disclosed_child_id(self) -> int | None:
        return self.child_id

    @property
    def is_employment(self) -> bool:
        return self.category == EMPLOYMENT

    @property
    def own_text(self) -> str:
        """What is compared with supplies: never an internal note, never a name."""
        return f"{self.title} {self.summary}".strip()

    def allows(self, verb: str) -> bool:
        # Once somebody is found the match is ended instead, so that nobody is left waiting.
        return super().allows(verb) and not (verb == "withdraw" and self.filled)

    def already(self) -> Refused:
        # A need with several openings, one of them filled, is still open; somebody is found all the same.
        return Refused("need.already_matched") if self.filled else super().already()

    @property
    def places_left(self) -> int:
        """How many more are looked for; none once it is not open any more."""
        return self.openings - self.filled if self.state == NeedState.OPEN else 0

    def fill(self) -> None:
        """Take one of the need's openings; the last one turns it to matched."""
        if not self.allows("match") or self.filled >= self.openings:
            raise Refused("match.need_taken")
        self.filled += 1
        if self.filled == self.openings:
            self.move(NeedState.MATCHED)

    def vacate(self) -> None:
        """Give a place back, so that somebody else may be found."""
        self.filled -= 1
        if self.state in (NeedState.MATCHED, NeedState.IN_SERVICE):
            self.move(NeedState.OPEN)


class NeedStep(Model, Scoped, Step):
    """One step of a need, for those who may read its file."""

    __tablename__ = "need_step"

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        of_place = {
            Role.CHILD_DIRECTOR: Need.village_code == (actor.place or ""),
            Role.CHILD_SUPERVISOR: Need.town_code == (actor.place or ""),
            Role.GUARDIAN: Need.guardian_id == (actor.guardian_id or 0),
        }.get(actor.role, false())
        return cls.need_id.in_(select(Need.id).where(of_place))

    @classmethod
    def writable_by(cls, actor: Actor) -> ColumnElement[bool]:
        """Whoever moves a need leaves its step, also who may not read the others."""
        return cls.need_id.in_(select(Need.id).where(condition(Need, actor)))
