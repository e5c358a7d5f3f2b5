"""A need and one supply, on their way from proposal to service."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    false,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.scope import Scoped, condition
from app.kernel.states import KeepsSteps, Moves, Step, moves
from app.needs.models import Need
from app.offers.models import JobPosting, Offer
from app.providers.models import Volunteer
from app.providers.supply import Supply, SupplyKind, key_from


class MatchState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    """Decided, its places held, for the seconds in which the decision can be taken back."""
    INVITED = "invited"
    ACCEPTED = "accepted"
    CONSENTED = "consented"
    COMPLETED = "completed"
    REJECTED = "rejected"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    ENDED_EARLY = "ended_early"
    OVERTAKEN = "overtaken"
    """A newer round, or somebody else's match, has taken the proposal's place."""


MATCH_MOVES = moves(
    proposed="approved rejected overtaken",
    approved="invited proposed suspended ended_early",
    invited="accepted declined lapsed suspended ended_early",
    accepted="consented refused lapsed suspended ended_early",
    consented="completed suspended ended_early refused",
    suspended="consented ended_early",
)
MATCH_VERBS = moves(
    decide="proposed",
    take_back="approved",
    invite="approved",
    answer="invited",
    ask="accepted",
    withdraw_consent="consented suspended",
    complete="consented",
    end="approved invited accepted consented suspended",
)
ACTIVE_STATES = (
    MatchState.APPROVED,
    MatchState.INVITED,
    MatchState.ACCEPTED,
    MatchState.CONSENTED,
    MatchState.SUSPENDED,
)
"""States that hold a place of the need and one of the supply."""
REASON_LISTS: Moves = moves(
    reject_reason="rejected", decline_reason="declined", end_reason="ended_early completed"
)
"""list of words → the states whose reason is one of its codes."""
ANSWERABLE = (MatchState.INVITED,)
SEEN_BY_PROVIDER = (
    *(state for state in ACTIVE_STATES if state is not MatchState.APPROVED),
    MatchState.COMPLETED,
    MatchState.DECLINED,
    MatchState.LAPSED,
    MatchState.REFUSED,
    MatchState.ENDED_EARLY,
)


class Origin(StrEnum):
    ROUND = "round"
    APPLICATION = "application"
    BY_HAND = "by_hand"


class Match(Model, Scoped, KeepsSteps):
    """Exactly one of volunteer, offer and job is given. Place and family stand here for the scope."""

    __tablename__ = "match"
    ROOM, STATES, MOVES, VERBS = "match", MatchState, MATCH_MOVES, MATCH_VERBS
    TONES: ClassVar[Moves] = moves(
        leaf="consented completed",
        clay="suspended ended_early",
        indigo="proposed approved invited accepted rejected declined lapsed refused overtaken",
    )
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN volunteer_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN job_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_supply",
        ),
        Index("ix_match_queue", "state", "score"),
        Index("ix_match_consented", "consented_at", "need_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job_posting.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), index=True)
    village_code: Mapped[str] = mapped_column(String(12), index=True)
    town_code: Mapped[str] = mapped_column(String(9), index=True)

    origin: Mapped[Origin] = mapped_column(String(20))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The officer who proposed by hand, or the account that applied; None for a round."""
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[MatchState] = mapped_column(String(20), index=True)
    score: Mapped[float]
    probability: Mapped[float | None]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    distance_km: Mapped[float | None]
    overlap_minutes: Mapped[int | None]
    rank: Mapped[int | None]
    alternatives: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    is_plain: Mapped[bool] = mapped_column(default=False)
    """The first choice, well ahead, nothing special to look at: may be decided many at once."""

    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(String(40))
    remark: Mapped[str | None] = mapped_column(String(300))
    answer_by: Mapped[datetime | None] = mapped_column(Moment, index=True)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    consented_at: Mapped[datetime | None] = mapped_column(Moment)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    steps: Mapped[list[MatchStep]] = relationship(order_by="MatchStep.id")
    need: Mapped[Need] = relationship(Need)
    volunteer: Mapped[Volunteer | None] = relationship(Volunteer)
    offer: Mapped[Offer | None] = relationship(Offer)
    job: Mapped[JobPosting | None] = relationship(JobPosting)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        if actor.role is Role.CHILD_SUPERVISOR:
            return cls.town_code == (actor.place or "")
        if actor.role is Role.CHILD_DIRECTOR:
            return cls.village_code == (actor.place or "")
        if actor.role is Role.GUARDIAN:
            return cls.guardian_id == (actor.guardian_id or 0)
        reached = cls.state.in_(SEEN_BY_PROVIDER) | (
            (cls.origin == Origin.APPLICATION) & (cls.proposed_by == actor.account_id)
        )
        if actor.role is Role.VOLUNTEER:
            return and_(cls.volunteer_id == (actor.volunteer_id or 0), reached)
        if actor.role in (Role.ORGANIZATION_MEMBER, Role.EMPLOYER):
            return and_(cls.organization_id == (actor.organization_id or 0), reached)
        return false()

    @property
    def reason_list(self) -> str | None:
        """The list that has words for `reason`; None where a state has no reason of a list."""
        return next((name for name, states in REASON_LISTS.items() if self.state in states), None)

    @property
    def kind(self) -> SupplyKind:
        return next(kind for kind in SupplyKind if getattr(self, kind.column) is not None)

    @property
    def supply_key(self) -> str:
        """The supply as the engine and the need's lists name it."""
        return key_from(*(getattr(self, kind.column) for kind in SupplyKind))

    @property
    def supply(self) -> Supply:
        found: Supply | None = getattr(self, self.kind)
        if found is None:
            raise LookupError(f"match {self.id} has no visible supply")
        return found


SUPPLIES: dict[type[Supply], InstrumentedAttribute[int | None]] = {
    Volunteer: Match.volunteer_id,
    Offer: Match.offer_id,
    JobPosting: Match.job_id,
}
"""Every kind of supply, in the order of `SupplyKind`, and the column of a match that holds it."""


class MatchStep(Model, Scoped, Step):
    """One step of a match, for the office that decides on it."""

    __tablename__ = "match_step"

    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), index=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        if actor.role is Role.CHILD_SUPERVISOR:
            of_town = Match.town_code == (actor.place or "")
            return cls.match_id.in_(select(Match.id).where(of_town))
        return false()

    @classmethod
    def writable_by(cls, actor: Actor) -> ColumnElement[bool]:
        """Whoever moves a match leaves its step, also who may not read the others."""
        return cls.match_id.in_(select(Match.id).where(condition(Match, actor)))
