"""A sign of life from each lane of the workers, so that somebody notices when it stops."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import WRITING, Model, Moment, db


class Heartbeat(Model):
    """When a lane was last heard, in whichever worker."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


def beat(name: str) -> None:
    """Say that this lane is served; once a minute is enough."""
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    db.session.merge(Heartbeat(name=name, at=clock.now()))
    try:
        db.session.commit()
    except IntegrityError:  # another worker of this lane was first, and has just said the same
        db.session.rollback()


def heard() -> Sequence[Heartbeat]:
    """Every lane that was ever heard."""
    return db.session.scalars(select(Heartbeat).order_by(Heartbeat.name)).all()
