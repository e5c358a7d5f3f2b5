"""Needs as those read them who raise, check and approve them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from app.children.ages import ADULT, born_by
from app.children.models import Child
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.listing import finds
from app.kernel.scope import find
from app.needs.models import EMPLOYMENT, Need, NeedState, Urgency

WAITING_FOR: dict[Role, NeedState] = {
    Role.CHILD_DIRECTOR: NeedState.RETURNED,
    Role.CHILD_SUPERVISOR: NeedState.SUBMITTED,
    Role.CIVIL_AFFAIRS: NeedState.ENDORSED,
    Role.GUARDIAN: NeedState.RETURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a supervisor's or an officer's list is narrowed to."""

    state: NeedState
    town: str | None = None
    category: str | None = None
    search: str = ""


def need(need_id: int) -> Need:
    return find(Need, need_id)


def own(need_id: int) -> Need | None:
    """A need of the actor's family, place or county; None where it is somebody else's."""
    return db.session.scalars(select(Need).where(Need.id == need_id)).one_or_none()


def open_needs() -> Sequence[Need]:
    """Every need that somebody is looked for, for a round: the caller leaves the scope."""
    return db.session.scalars(
        select(Need).where(Need.state == NeedState.OPEN).order_by(Need.id)
    ).all()


def awaiting(actor: Actor) -> int:
    """How many needs wait for this person: returned, to be checked, or to be approved."""
    state = WAITING_FOR.get(actor.role)
    if state is None:
        return 0
    rows = select(func.count(Need.id)).where(Need.state == state)
    if actor.role is Role.GUARDIAN:
        rows = rows.where(Need.category == EMPLOYMENT)
    return db.session.scalar(rows) or 0


def desk(asked: Desk) -> Select[tuple[Need]]:
    """A queue, in no order yet."""
    rows = select(Need).where(Need.state == asked.state)
    if asked.town:
        rows = rows.where(Need.town_code == asked.town)
    if asked.category:
        rows = rows.where(Need.category == asked.category)
    return _called(rows, asked.search)


def _called(rows: Select[tuple[Need]], search: str) -> Select[tuple[Need]]:
    """Those whose title or number holds what is looked for."""
    return rows.where(finds(search, Need.title, Need.code)) if search else rows


def desk_counts() -> dict[str, int]:
    """state → how many the actor may see."""
    rows = db.session.execute(select(Need.state, func.count(Need.id)).group_by(Need.state))
    return dict(rows.tuples().all())


def mine(actor: Actor, *, state: str | None = None, search: str = "") -> Select[tuple[Need]]:
    """The needs of the director's village, or the supervisor's town, in no order yet."""
    rows = select(Need).where(_of_place(actor))
    if state:
        rows = rows.where(Need.state == state)
    return _called(rows, search)


def _of_place(actor: Actor) -> ColumnElement[bool]:
    """Of the own place alone: the scope also shows what is public elsewhere."""
    own = Need.village_code if actor.role is Role.CHILD_DIRECTOR else Need.town_code
    return own == (actor.place or "")


def needs_of_child(child_id: int) -> Sequence[Need]:
    """What was asked for a child before, the newest first."""
    return db.session.scalars(
        select(Need).where(Need.child_id == child_id).order_by(Need.created_at.desc()).limit(10)
    ).all()


def own_work(actor: Actor) -> Sequence[Need]:
    """A guardian's own wishes for work, the newest first."""
    return db.session.scalars(
        select(Need)
        .where(Need.guardian_id == (actor.guardian_id or 0), Need.category == EMPLOYMENT)
        .order_by(Need.created_at.desc(), Need.id.desc())
        .limit(20)
    ).all()


def due_to_expire(today: date) -> Sequence[int]:
    """Ids of open needs for which nobody was found before their time, or their childhood, was over."""
    grown_up = select(Child.id).where(Child.born_on <= born_by(today, ADULT))
    is_over = or_(Need.need_by < today, Need.ends_on < today, Need.child_id.in_(grown_up))
    return db.session.scalars(
        select(Need.id).where(Need.state == NeedState.OPEN, is_over).order_by(Need.id)
    ).all()


def most_urgent() -> ColumnElement[int]:
    return case({one.value: -one.tier for one in Urgency}, value=Need.urgency, else_=0)


def handed_in() -> ColumnElement[datetime]:
    return func.coalesce(Need.submitted_at, Need.created_at)


DESK_ORDER = (
    most_urgent(),
    func.coalesce(Need.endorsed_at, Need.submitted_at, Need.created_at),
    Need.id,
)
"""The most urgent first, of those the longest waiting."""
MINE_ORDER = (
    Need.state.in_((NeedState.RETURNED, NeedState.DRAFT)).desc(),
    Need.created_at.desc(),
    Need.id.desc(),
)
"""What asks for something first, then the newest."""
