"""Writing letters and texts, noting that they went out, and putting them away as read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor, Can, Role
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import find
from app.kernel.secrets import Sealed
from app.kernel.words import LANGUAGES
from app.post.channels import channel_of
from app.post.events import (
    DigestMailed,
    LetterMailed,
    LetterRead,
    LettersRead,
    LetterWritten,
    Rung,
    TextFollowed,
    TextSent,
    TextWritten,
)
from app.post.letters import Where, render
from app.post.models import TO_RING, Letter, TextMessage, TextState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How somebody is reached by telephone, and who rings when a text cannot go out.

    `rung_by` is a director, with the family's village, or an officer; nobody rings staff.
    """

    name: Sealed | str
    mobile: Sealed | str
    rung_by: Role | None = None
    village_code: str | None = None


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
    channel_of(event)
    for language in LANGUAGES:
        for where in Where:  # a gap is the job's error, not the reader's
            render(event, values, language=language, where=where)
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
    about: str,
    to: Reach,
    body: str,
    letter_id: int | None = None,
    account_id: int | None = None,
) -> TextWritten:
    """Owe one text message to a phone; the same `key` twice sends one. A job carries it.

    `about` names the letter that it belongs to, or would.
    """
    text = db.session.scalars(select(TextMessage).where(TextMessage.key == key)).one_or_none()
    is_new = text is None
    if text is None:
        text = TextMessage(
            key=key,
            about=about,
            letter_id=letter_id,
            account_id=account_id,
            name=to.name,
            mobile=to.mobile,
            body=body,
            rung_by=to.rung_by,
            village_code=to.village_code,
            created_at=clock.now(),
        )
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
def note_digest_mailed(
    actor: Actor,
    account_id: int,
    letter_ids: Sequence[int],
) -> DigestMailed:
    """The mail server has taken the day's mail with these letters."""
    for letter in db.session.scalars(select(Letter).where(Letter.id.in_(letter_ids))):
        letter.mailed_at = clock.now()
    return DigestMailed(account_id=account_id, letter_ids=tuple(letter_ids))


@action(Can.WRITE_LETTER)
def note_sent(
    actor: Actor,
    text_id: int,
) -> TextSent:
    """The carrier of text messages has taken the text."""
    text = find(TextMessage, text_id)
    text.state, text.sent_at = TextState.HANDED_OVER, clock.now()
    return TextSent(text_id=text_id)


@action(Can.WRITE_LETTER)
def note_text(
    actor: Actor,
    text_id: int,
    *,
    state: TextState,
) -> TextFollowed:
    """What became of a text: it cannot go out, or the carrier says whether it arrived."""
    text = find(TextMessage, text_id)
    if text.state in (TextState.WAITING, TextState.HANDED_OVER):  # else somebody rang meanwhile
        text.state = state
    return TextFollowed(text_id=text_id, state=text.state)


@action(Can.RING)
def note_rung(
    actor: Actor,
    text_id: int,
    *,
    state: TextState,
) -> Rung:
    """Somebody rang instead of the text: the reader was reached, or did not answer."""
    text = find(TextMessage, text_id)
    if text.state not in TO_RING or state not in (TextState.REACHED, TextState.NOT_ANSWERED):
        raise Refused("post.not_to_ring")
    text.state, text.rung_at = state, clock.now()
    return Rung(text_id=text_id, state=state)


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
