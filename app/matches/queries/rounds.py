"""Reading rounds, and running a stored one again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import find
from app.matches import bridge
from app.matches.models import UNDER_WAY, Round, RoundState, Unmet
from app.matches.queries.vectors import unread, vectors
from app.needs.models import Need


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored round run again beside what was stored."""

    round_id: int
    inputs_are_same: bool
    plan_is_same: bool

    @property
    def is_same(self) -> bool:
        return self.inputs_are_same and self.plan_is_same


def rounds() -> Select[tuple[Round]]:
    return select(Round)


def round_by_id(round_id: int) -> Round:
    return find(Round, round_id)


def latest_done() -> Round | None:
    newest = select(Round).where(Round.state == RoundState.DONE).order_by(Round.id.desc())
    return db.session.scalars(newest.limit(1)).one_or_none()


def under_way() -> Round | None:
    return db.session.scalars(
        select(Round).where(Round.state.in_(UNDER_WAY)).order_by(Round.id).limit(1)
    ).one_or_none()


def round_to_run(round_id: int) -> Round | None:
    """The round if it still has to be held: not when it is done, or failed and followed by another."""
    row = find(Round, round_id)
    newest = db.session.scalar(select(func.max(Round.id)))
    if row.state == RoundState.DONE:
        return None
    return None if row.state == RoundState.FAILED and newest != row.id else row


def replay(round_id: int) -> Replay:
    """Run the stored inputs again and compare both digests."""
    row = find(Round, round_id)
    if row.state != RoundState.DONE or row.inputs is None:
        raise Refused("round.not_done")
    kept = bridge.unpack(row.inputs)
    known = vectors(kept.market.texts(), by=kept.model)
    missing = unread(kept.market.texts(), known, by=kept.model)
    if missing:
        raise Refused("round.texts_missing", count=len(missing))
    inputs_digest, plan_digest = bridge.held_again(kept, vectors=known)
    return Replay(
        round_id,
        inputs_are_same=inputs_digest == row.inputs_digest,
        plan_is_same=plan_digest == row.plan_digest,
    )


def unmet_by_reason(round_id: int) -> list[tuple[str, int]]:
    """How many needs each reason left out, most first."""
    counted = func.count(Unmet.id)
    rows = db.session.execute(
        select(Unmet.reason, counted)
        .where(Unmet.round_id == round_id)
        .group_by(Unmet.reason)
        .order_by(counted.desc(), Unmet.reason)
    )
    return [(reason, count) for reason, count in rows]


def unmet_by_category(round_id: int) -> list[tuple[str, int]]:
    """How many needs of each kind were left out, most first."""
    counted = func.count(Unmet.id)
    rows = db.session.execute(
        select(Need.category, counted)
        .join(Unmet, Unmet.need_id == Need.id)
        .where(Unmet.round_id == round_id)
        .group_by(Need.category)
        .order_by(counted.desc(), Need.category)
    )
    return [(category, count) for category, count in rows]
