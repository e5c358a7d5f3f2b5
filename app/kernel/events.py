"""Facts in the past tense, the lines that keep them, and the jobs that follow them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from flask import current_app
from sqlalchemy import JSON, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import Model, Moment, db
from app.kernel.handlers import Handler, Lane, named
from app.kernel.lease import Leased


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened: ids and codes only, never a sentence, never free text about a child.

    A field called `child_id` puts the child's own index on the audit line.
    """

    NAME: ClassVar[str]
    REGISTRY: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **values: Any) -> None:
        # Not super(): a dataclass with slots is built twice, and only the second class is kept.
        Event.REGISTRY[cls.NAME] = cls

    def payload(self) -> dict[str, Any]:
        return asdict(self)


class AuditLine(Model):
    """One event or one look at protected fields. `audit.seal` gives it its place in the chain."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_unsealed", "position", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(80), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    child_id: Mapped[int | None] = mapped_column(index=True)
    field: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[int | None] = mapped_column(Integer, unique=True)
    digest: Mapped[str | None] = mapped_column(String(64))

    @classmethod
    def of(cls, actor: Actor, event: Event) -> Self:
        payload = event.payload()
        return cls(
            at=clock.now(),
            account_id=actor.account_id,
            role=actor.role.value,
            event=event.NAME,
            payload=payload,
            child_id=payload.get("child_id"),
        )


class Job(Model, Leased):
    """One handler still owed to one committed event."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_owed",
            "lane",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handler: Mapped[str] = mapped_column(String(160))
    """A name of `handlers`, not a place in the code."""
    lane: Mapped[str] = mapped_column(String(20), default=Lane.STEPS)
    event: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    """When it is tried; never put off for longer than `lease.LONGEST_RETRY`."""
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    parked_at: Mapped[datetime | None] = mapped_column(Moment)
    """Put aside because this version cannot read it; a person may try it again."""
    error: Mapped[str | None] = mapped_column(Text)


Subscription = tuple[type[Event], Handler]


def record(actor: Actor, event: Event) -> list[Job]:
    """Add the event's audit line and its jobs to the transaction under way."""
    now = clock.now()
    jobs = [
        Job(
            handler=(entry := named(handler)).name,
            lane=entry.lane,
            event=event.NAME,
            payload=event.payload(),
            created_at=now,
            due_at=now + entry.after,
        )
        for kind, handler in current_app.extensions["subscriptions"]
        if isinstance(event, kind)
    ]
    db.session.add(AuditLine.of(actor, event))
    db.session.add_all(jobs)
    return jobs
