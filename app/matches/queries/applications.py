"""What somebody applies with."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.access import Actor
from app.kernel.db import db
from app.needs.models import EMPLOYMENT, Need, NeedState


def own_open_search(actor: Actor) -> int | None:
    """The guardian's own open need of work, the newest."""
    own = (
        select(Need.id)
        .where(
            Need.guardian_id == actor.guardian_id,
            Need.category == EMPLOYMENT,
            Need.state == NeedState.OPEN,
        )
        .order_by(Need.id.desc())
        .limit(1)
    )
    return db.session.scalars(own).one_or_none()
