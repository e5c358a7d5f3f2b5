"""Reading letters: the session already leaves only the reader's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.paging import SIZE, Page, paginate
from app.kernel.scope import find
from app.post.channels import in_digest
from app.post.models import TO_RING, Letter, TextMessage

DIGEST_LOOKS_BACK = timedelta(days=7)
"""An older letter is no news any more: it waits in the inbox alone."""
RUNG_WITHIN = timedelta(days=7)
"""Until when somebody is rung about a text that did not go out: what waits is over by then."""


def unread_count(actor: Actor) -> int:
    """How many letters wait for the actor; one question, none for a visitor."""
    if not actor.is_signed_in:
        return 0
    unread = select(func.count(Letter.id)).where(Letter.read_at.is_(None))
    return db.session.scalar(unread) or 0


def letters(number: int) -> Page[Letter]:
    """The inbox: unread letters first, each half with the newest first."""
    order = (Letter.read_at.is_not(None), Letter.created_at.desc(), Letter.id.desc())
    return paginate(select(Letter).order_by(*order), number)


def letter(letter_id: int) -> Letter:
    return find(Letter, letter_id)


def text_message(text_id: int) -> TextMessage:
    return find(TextMessage, text_id)


def digests(until: datetime) -> Mapping[int, Sequence[int]]:
    """Account → its unread letters that no mail has told of, oldest first."""
    wanted = (
        select(Letter.account_id, Letter.id)
        .where(Letter.event.in_(in_digest()), Letter.mailed_at.is_(None), Letter.read_at.is_(None))
        .where(Letter.created_at <= until, Letter.created_at > until - DIGEST_LOOKS_BACK)
        .order_by(Letter.id)
    )
    found: dict[int, list[int]] = {}
    for account_id, letter_id in db.session.execute(wanted):
        found.setdefault(account_id, []).append(letter_id)
    return found


def these(letter_ids: Sequence[int]) -> Sequence[Letter]:
    return db.session.scalars(
        select(Letter).where(Letter.id.in_(letter_ids)).order_by(Letter.id)
    ).all()


def text_of(letter_id: int) -> TextMessage | None:
    """The text that went with a letter, if one did."""
    wanted = select(TextMessage).where(TextMessage.letter_id == letter_id)
    return db.session.scalars(wanted).one_or_none()


def to_ring(actor: Actor, number: int, *, size: int = SIZE) -> Page[TextMessage]:
    """Whom this director or officer rings because no text reached them, the oldest first."""
    return paginate(
        _to_ring(actor).order_by(TextMessage.created_at, TextMessage.id), number, size=size
    )


def _to_ring(actor: Actor) -> Select[tuple[TextMessage]]:
    return select(TextMessage).where(
        TextMessage.writable_by(actor),
        TextMessage.state.in_(TO_RING),
        TextMessage.created_at > clock.now() - RUNG_WITHIN,
    )
