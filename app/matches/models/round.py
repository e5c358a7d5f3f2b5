"""A round of the engine: what went in, what came out, so that it can be run again."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, LargeBinary, String, false, true
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.kernel.access import Actor, Role
from app.kernel.db import Model, Moment
from app.kernel.scope import Scoped
from app.needs.models import Need


class RoundState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


UNDER_WAY = (RoundState.QUEUED, RoundState.RUNNING)


class Round(Model, Scoped):
    """One run over every open need. `inputs` and `plan` are the engine's own JSON, compressed."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[RoundState] = mapped_column(String(20), index=True)
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    step: Mapped[str | None] = mapped_column(String(30))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    held_on: Mapped[date | None]
    """The day the rules were asked for; part of the inputs."""
    inputs: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    inputs_digest: Mapped[str | None] = mapped_column(String(64))
    plan_digest: Mapped[str | None] = mapped_column(String(64))
    engine_version: Mapped[str | None] = mapped_column(String(20))
    scorecard: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    needs: Mapped[int] = mapped_column(default=0)
    supplies: Mapped[int] = mapped_column(default=0)
    proposals: Mapped[int] = mapped_column(default=0)
    unmet: Mapped[int] = mapped_column(default=0)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        return true() if actor.role is Role.CIVIL_AFFAIRS else false()

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_failed(self) -> bool:
        return self.state == RoundState.FAILED


class Unmet(Model, Scoped):
    """A need the round found nobody for, with the true reason and what would change it."""

    __tablename__ = "unmet"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    village_code: Mapped[str] = mapped_column(String(12), index=True)
    town_code: Mapped[str] = mapped_column(String(9), index=True)
    reason: Mapped[str] = mapped_column(String(30))
    feasible: Mapped[int]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    need: Mapped[Need] = relationship(Need)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.CIVIL_AFFAIRS:
            return true()
        if actor.role is Role.CHILD_SUPERVISOR:
            return cls.town_code == (actor.place or "")
        if actor.role is Role.CHILD_DIRECTOR:
            return cls.village_code == (actor.place or "")
        return false()
