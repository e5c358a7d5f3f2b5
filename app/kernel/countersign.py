"""A second person for what one alone could do harm with: proposed, then confirmed or refused.

A room names its verbs in a tuple that `wiring` puts together; confirming runs the verb's own
function in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from flask import current_app
from sqlalchemy import JSON, CheckConstraint, ColumnElement, String, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment, db
from app.kernel.errors import Forbidden, Refused
from app.kernel.events import Event
from app.kernel.scope import Scoped
from app.kernel.states import Travels, moves

LASTS = timedelta(days=7)
EXTENSION = "countersigned"


class CountersignState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


COUNTERSIGN_MOVES = moves(proposed="confirmed refused expired")
COUNTERSIGN_VERBS = moves(decide="proposed")


class Countersign(Model, Scoped, Travels):
    """One proposal. `payload` holds ids and codes; `reason` is the proposer's own sentence."""

    __tablename__ = "countersign"
    ROOM, STATES, MOVES = "countersign", CountersignState, COUNTERSIGN_MOVES
    VERBS = COUNTERSIGN_VERBS
    __table_args__ = (CheckConstraint("decided_by <> proposed_by", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(300))
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[CountersignState] = mapped_column(String(20), index=True)
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        """The verbs that the actor's role may confirm, and one's own proposals."""
        own = cls.proposed_by == actor.account_id if actor.is_signed_in else false()
        return or_(cls.verb.in_(sorted(_confirmable(actor.role))), own)

    @property
    def outcome(self) -> CountersignState:
        """What became of it; one nobody decided on is expired before the schedule writes it down."""
        state = CountersignState(self.state)
        return CountersignState.EXPIRED if state is CountersignState.PROPOSED else state

    def is_waiting(self, now: datetime) -> bool:
        return self.allows("decide") and self.expires_at > now


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersignProposed(Event):
    """Whatever a room proposes, its action returns this one."""

    NAME: ClassVar[str] = "kernel.countersign_proposed"
    countersign_id: int
    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersigned:
    """A verb that asks for two people, and of which roles; its label is in `countersigned_verb`."""

    verb: str
    proposed_by: frozenset[Role]
    confirmed_by: frozenset[Role]
    run: Callable[[Countersign, Actor], Event]
    """Do what was proposed, in the transaction under way, confirmed by the actor; what happened."""
    tell: Callable[[Mapping[str, Any]], str]
    """What the payload would do, for whoever decides, in the reader's language."""


def verb_of(row: Countersign) -> Countersigned:
    return _verbs()[row.verb]


def propose(
    actor: Actor, verb: str, *, payload: Mapping[str, Any], reason: str
) -> CountersignProposed:
    """Write a proposal in the transaction under way; nothing else happens yet."""
    if actor.role not in _verbs()[verb].proposed_by:
        raise Forbidden(f"countersign.{verb}")
    if not reason.strip():
        raise Refused("countersign.reason_missing", field="reason")
    if any(row.payload == payload for row in waiting(verb)):
        raise Refused("countersign.already_waiting")
    now = clock.now()
    row = Countersign(
        verb=verb,
        payload=dict(payload),
        reason=reason.strip(),
        proposed_by=actor.account_id or 0,
        proposed_at=now,
        expires_at=now + LASTS,
        state=CountersignState.PROPOSED,
    )
    db.session.add(row)
    db.session.flush()
    return CountersignProposed(countersign_id=row.id, verb=verb)


def require_second(actor: Actor, row: Countersign) -> None:
    """Somebody else, of a role that confirms this verb, and in time."""
    if actor.role not in verb_of(row).confirmed_by:
        raise Forbidden(f"countersign.{row.verb}")
    if actor.account_id == row.proposed_by:
        raise Refused("countersign.own")
    row.require("decide")
    if not row.is_waiting(clock.now()):
        raise Refused("countersign.already_expired")


def decide(actor: Actor, row: Countersign, after: CountersignState) -> None:
    """Close a proposal as decided by this second person."""
    require_second(actor, row)
    row.move(after)
    row.decided_by, row.decided_at = actor.account_id, clock.now()


def waiting(verb: str | None = None) -> Sequence[Countersign]:
    """Open proposals that the session's actor may see, the oldest first."""
    rows = select(Countersign).where(
        Countersign.state == CountersignState.PROPOSED, Countersign.expires_at > clock.now()
    )
    if verb is not None:
        rows = rows.where(Countersign.verb == verb)
    return db.session.scalars(rows.order_by(Countersign.id)).all()


def overdue() -> Sequence[int]:
    """Ids of open proposals whose time is over, for the schedule, which sees all."""
    rows = select(Countersign.id).where(
        Countersign.state == CountersignState.PROPOSED, Countersign.expires_at <= clock.now()
    )
    return db.session.scalars(rows.order_by(Countersign.id)).all()


def _verbs() -> dict[str, Countersigned]:
    found: dict[str, Countersigned] = current_app.extensions[EXTENSION]
    return found


def _confirmable(role: Role) -> set[str]:
    return {one.verb for one in _verbs().values() if role in one.confirmed_by}
