"""Looking up what texts mean. A page only looks: what is missing, a job reads."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.kernel.db import db
from app.matches import bridge
from app.matches.models import TextVector

AT_ONCE = 5_000


def vectors(texts: Iterable[str], *, by: str | None = None) -> dict[str, bytes]:
    """Of those texts that were read by this model, or by the present one, what they mean."""
    model = by or bridge.model()
    keys = sorted({bridge.vector_key(text, by=model) for text in texts if text.strip()})
    found: dict[str, bytes] = {}
    for at in range(0, len(keys), AT_ONCE):
        asked = TextVector.key.in_(keys[at : at + AT_ONCE])
        rows = db.session.execute(select(TextVector.key, TextVector.row).where(asked))
        found.update((key, row) for key, row in rows)
    return found


def unread(texts: Iterable[str], known: bridge.Vectors, *, by: str | None = None) -> list[str]:
    """Texts with content whose meaning is not among those known, each once."""
    model = by or bridge.model()
    wanted = {text for text in texts if text.strip()}
    return sorted(text for text in wanted if bridge.vector_key(text, by=model) not in known)
