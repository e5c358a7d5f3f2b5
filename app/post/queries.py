"""Reading letters: the session already leaves only the reader's own."""

from __future__ import annotations

from sqlalchemy import func, select

from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.paging import Page, paginate
from app.kernel.scope import find
from app.post.models import Letter, TextMessage


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
