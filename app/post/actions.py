"""Writing letters and texts, noting that they went out, and putting them away as read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.scope import find
from app.kernel.secrets import Sealed
from app.kernel.words import LANGUAGES
from app.post.events import (
    LetterMailed,
    LetterRead,
    LettersRead,
    LetterWritten,
    TextSent,
    TextWritten,
)
from app.post.letters import render
from app.post.models import Letter, TextMessage


@action(Can.WRITE_LETTER)
def write_letter(
    actor: Actor,
    *,
    account_id: int,
    event: str,
    key: str,
    values: dict[str, Any],
    link: str | None,
) -> LetterWritten:
    """Put one letter into an account's inbox; the same `key` twice writes one letter.

    The words come from `templates/letters/<event>/`. `values` are what they name: codes, numbers,
    texts; a name ending in `_on` holds an ISO day and one ending in `_at` an ISO moment.
    `link` is a path of this site.
    """
    if link is not None and not link.startswith("/"):
        raise ValueError("A letter leads to a page of this site.")
    for language in LANGUAGES:
        render(event, values, language=language)  # a gap is the job's error, not the reader's
    letter = db.session.scalars(select(Letter).where(Letter.key == key)).one_or_none()
    is_new = letter is None
    if letter is None:
        letter = Letter(
            account_id=account_id,
            key=key,
            event=event,
            values=values,
            link=link,
            created_at=clock.now(),
        )
        db.session.add(letter)
        db.session.flush()
    return LetterWritten(
        letter_id=letter.id, account_id=letter.account_id, event=event, is_new=is_new
    )


@action(Can.WRITE_LETTER)
def send_text(
    actor: Actor,
    *,
    key: str,
    mobile: Sealed | str,
    body: str,
) -> TextWritten:
    """Owe one text message to a phone; the same `key` twice sends one. A job carries it."""
    text = db.session.scalars(select(TextMessage).where(TextMessage.key == key)).one_or_none()
    is_new = text is None
    if text is None:
        text = TextMessage(key=key, mobile=mobile, body=body, created_at=clock.now())
        db.session.add(text)
        db.session.flush()
    return TextWritten(text_id=text.id, is_new=is_new)


@action(Can.WRITE_LETTER)
def note_mailed(
    actor: Actor,
    letter_id: int,
) -> LetterMailed:
    """The mail server has taken the letter."""
    find(Letter, letter_id).mailed_at = clock.now()
    return LetterMailed(letter_id=letter_id)


@action(Can.WRITE_LETTER)
def note_sent(
    actor: Actor,
    text_id: int,
) -> TextSent:
    """The carrier of text messages has taken the text."""
    find(TextMessage, text_id).sent_at = clock.now()
    return TextSent(text_id=text_id)


@action(Can.READ_LETTERS)
def read_letter(
    actor: Actor,
    letter_id: int,
) -> LetterRead:
    """Put one letter away as read; a letter read before stays as it is."""
    letter = find(Letter, letter_id)
    letter.read_at = letter.read_at or clock.now()
    return LetterRead(letter_id=letter_id)


@action(Can.READ_LETTERS)
def read_all(
    actor: Actor,
) -> LettersRead:
    """Put every unread letter away as read."""
    unread = db.session.scalars(select(Letter).where(Letter.read_at.is_(None))).all()
    for letter in unread:
        letter.read_at = clock.now()
    return LettersRead(letters=len(unread))
