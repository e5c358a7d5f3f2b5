"""Keeping what texts mean."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.matches import bridge
from app.matches.events import VectorsKept
from app.matches.models import TextVector


@action(Can.KEEP_VECTORS)
def keep_vectors(actor: Actor, read: bridge.Vectors) -> VectorsKept:
    """Keep what a worker has read; what is there already stays."""
    known = db.session.scalars(select(TextVector.key).where(TextVector.key.in_(read)))
    new = read.keys() - set(known)
    by = bridge.model()
    db.session.add_all(TextVector(key=key, model=by, row=read[key]) for key in sorted(new))
    return VectorsKept(count=len(new))
