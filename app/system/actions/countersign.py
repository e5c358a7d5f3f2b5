"""The second person's yes or no, and what becomes of a proposal that nobody answers."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel import clock, countersign
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.countersign import Countersign, CountersignState
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.events import record
from app.system.events import CountersignDecided, CountersignExpired


@action(Can.COUNTERSIGN)
def confirm(actor: Actor, countersign_id: int) -> CountersignDecided:
    """Agree, and with it do what was proposed."""
    row = _locked(countersign_id)
    countersign.decide(actor, row, CountersignState.CONFIRMED)
    record(actor, countersign.verb_of(row).run(row, actor))
    return _decided(row)


@action(Can.COUNTERSIGN)
def refuse(actor: Actor, countersign_id: int) -> CountersignDecided:
    """Say no; nothing changes."""
    row = _locked(countersign_id)
    countersign.decide(actor, row, CountersignState.REFUSED)
    return _decided(row)


@action(Can.EXPIRE_COUNTERSIGN)
def expire(actor: Actor, countersign_id: int) -> CountersignExpired:
    """Nobody decided within its days."""
    row = _locked(countersign_id)
    if row.is_waiting(clock.now()):
        raise Refused("countersign.still_waiting")
    row.move(CountersignState.EXPIRED)
    return CountersignExpired(countersign_id=row.id, verb=row.verb)


def _locked(countersign_id: int) -> Countersign:
    """The proposal, held until the transaction ends, so that the second of two sees the first."""
    wanted = select(Countersign).where(Countersign.id == countersign_id).with_for_update()
    row = db.session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound(f"Countersign {countersign_id}")
    return row


def _decided(row: Countersign) -> CountersignDecided:
    return CountersignDecided(countersign_id=row.id, verb=row.verb, state=row.state)
