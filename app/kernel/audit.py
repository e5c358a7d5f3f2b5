"""The hash chain over the audit lines: one writer seals them in order, anyone can verify it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import WRITING, Model, Moment, db
from app.kernel.events import AuditLine

FIRST_DIGEST = "0" * 64
BATCH = 2_000


class ChainHead(Model):
    """The last sealed line's place and digest; locking this row makes the sealer the one writer."""

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. `broken_line` is the id of the first line that does not fit."""

    sealed: int
    unsealed: int
    broken_line: int | None = None
    problem: str | None = None

    @property
    def is_whole(self) -> bool:
        return self.problem is None


def digest_of(line: AuditLine, previous: str) -> str:
    """SHA-256 over the previous digest and everything the line says, as canonical JSON."""
    content = [
        previous,
        line.position,
        line.id,
        line.at.isoformat(),
        line.account_id,
        line.role,
        line.event,
        line.payload,
        line.child_id,
        line.field,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seal() -> int:
    """Give every committed line its place in the chain; how many were sealed."""
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    head = db.session.scalars(select(ChainHead).with_for_update()).one_or_none()
    if head is None:
        head = ChainHead(id=1, position=0, digest=FIRST_DIGEST, sealed_at=clock.now())
        db.session.add(head)
    waiting = select(AuditLine).where(AuditLine.position.is_(None)).order_by(AuditLine.id)
    lines = db.session.scalars(waiting).all()
    for line in lines:
        line.position = head.position + 1
        line.digest = digest_of(line, head.digest)
        head.position, head.digest, head.sealed_at = line.position, line.digest, clock.now()
    db.session.commit()
    return len(lines)


def verify() -> Verdict:
    """Walk the chain from its first line; stop at the first one that was changed or is missing."""
    db.session.rollback()
    sealed = select(AuditLine).where(AuditLine.position.is_not(None)).order_by(AuditLine.position)
    unsealed = len(
        db.session.scalars(select(AuditLine.id).where(AuditLine.position.is_(None))).all()
    )
    previous, expected = FIRST_DIGEST, 1
    with db.session.scalars(sealed.execution_options(yield_per=BATCH)) as lines:
        for line in lines:
            if line.position != expected:
                return Verdict(expected - 1, unsealed, line.id, "missing_before")
            if line.digest != digest_of(line, previous):
                return Verdict(expected - 1, unsealed, line.id, "changed")
            previous, expected = line.digest, expected + 1
    head = db.session.scalars(select(ChainHead)).one_or_none()
    if (head.position if head else 0, head.digest if head else FIRST_DIGEST) != (
        expected - 1,
        previous,
    ):
        return Verdict(expected - 1, unsealed, None, "end_missing")
    return Verdict(expected - 1, unsealed)
