"""Reading the trail and the chain. Lines hold ids and codes; no name is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, select

from app.kernel import clock
from app.kernel.audit import ChainHead
from app.kernel.db import db
from app.kernel.disclosure import LOOKS
from app.kernel.events import AuditLine, Event
from app.system.events import TrailVerified

SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How far the hash chain has come."""

    sealed: int
    unsealed: int
    sealed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows the trail; None leaves a column open. Days are days in China."""

    since: date | None = None
    until: date | None = None
    event: str | None = None
    role: str | None = None
    account: int | None = None
    child: int | None = None

    def as_codes(self) -> dict[str, str]:
        """Those that are set, as text: for an address and for the trail itself."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: str(value) for name, value in values.items() if value is not None}


def event_names() -> tuple[str, ...]:
    """Every name that can stand in the trail."""
    return tuple(sorted({*LOOKS, *Event.REGISTRY}))


def lines(filters: Filters) -> Select[tuple[AuditLine]]:
    """The lines that fit, in no order yet."""
    wanted = {
        AuditLine.event: filters.event,
        AuditLine.role: filters.role,
        AuditLine.account_id: filters.account,
        AuditLine.child_id: filters.child,
    }
    found = select(AuditLine)
    for column, value in wanted.items():
        if value is not None:
            found = found.where(column == value)
    if filters.since is not None:
        found = found.where(AuditLine.at >= _start(filters.since))
    if filters.until is not None:
        found = found.where(AuditLine.at < _start(filters.until + timedelta(days=1)))
    return found


def chain() -> Chain:
    head = db.session.scalars(select(ChainHead)).one_or_none()
    unsealed = select(func.count(AuditLine.id)).where(AuditLine.position.is_(None))
    return Chain(
        sealed=head.position if head else 0,
        unsealed=db.session.scalar(unsealed) or 0,
        sealed_at=head.sealed_at if head else None,
    )


def last_verification() -> AuditLine | None:
    """The line of the newest `verify now`."""
    return db.session.scalars(
        select(AuditLine)
        .where(AuditLine.event == TrailVerified.NAME)
        .order_by(AuditLine.id.desc())
        .limit(1)
    ).one_or_none()


def looks_of_today() -> int:
    """How often somebody looked at protected fields since midnight in China."""
    looks = select(func.count(AuditLine.id)).where(
        AuditLine.event.in_(LOOKS), AuditLine.at >= _start(clock.today())
    )
    return db.session.scalar(looks) or 0


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)
