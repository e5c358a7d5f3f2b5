"""What follows a letter of the room below: it is mailed to the account's address."""

from __future__ import annotations

from flask import current_app

from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.events import Subscription
from app.kernel.handlers import Lane, job
from app.kernel.scope import find
from app.people.models import Account
from app.post import mail
from app.post import queries as letters
from app.post.actions import note_mailed
from app.post.events import LetterWritten


@job("people.mail_written_letter", lane=Lane.LETTERS)
def mail_written_letter(event: LetterWritten) -> None:
    """Mail the letter once; an account without an address reads it in the inbox."""
    letter = letters.letter(event.letter_id)
    account = find(Account, event.account_id)
    if letter.mailed_at is not None or account.email is None or not account.is_active:
        return
    settings = current_app.extensions["settings"]
    reader = mail.Reader(
        name=account.display_name, address=account.email, language=account.language
    )
    message = mail.message_for(letter, reader, settings)
    name, at = f"letter-{letter.id}", letter.created_at
    db.session.rollback()  # a slow mail server must not hold a transaction open
    mail.deliver(message, name=name, at=at, settings=settings)
    note_mailed(SYSTEM, event.letter_id)


SUBSCRIPTIONS: tuple[Subscription, ...] = ((LetterWritten, mail_written_letter),)
