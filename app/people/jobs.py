"""What follows a letter of the room below: its mail, at once or with the day's, and its text."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from app.kernel import lease, words
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.events import Subscription
from app.kernel.handlers import Lane, job
from app.kernel.limits import TookTooLong
from app.kernel.rhythm import Daily
from app.kernel.schedule import Entry, NotSettled
from app.kernel.scope import find
from app.people.models import Account
from app.people.provided import holder
from app.people.queries import current_hats
from app.post import mail
from app.post import queries as letters
from app.post.actions import Reach, note_digest_mailed, note_mailed, send_text
from app.post.channels import Wish, is_mailed_at_once, is_texted
from app.post.events import LetterWritten

log = logging.getLogger(__name__)


@job("people.mail_written_letter", lane=Lane.LETTERS)
def mail_written_letter(event: LetterWritten) -> None:
    """Mail the letter once, unless it is collected; without an address it waits in the inbox."""
    letter = letters.letter(event.letter_id)
    account = find(Account, event.account_id)
    if letter.mailed_at is not None or account.email is None or not account.is_active:
        return
    is_urgent = bool(letter.values.get("is_urgent"))
    if not is_mailed_at_once(letter.event, wish=account.mail_wish, is_urgent=is_urgent):
        return
    settings = current_app.extensions["settings"]
    message = mail.message_for(letter, _reader(account, account.email), settings)
    name, at = f"letter-{letter.id}", letter.created_at
    db.session.rollback()  # a slow mail server must not hold a transaction open
    mail.deliver(message, name=name, at=at, settings=settings)
    note_mailed(SYSTEM, event.letter_id)


@job("people.text_written_letter")
def text_written_letter(event: LetterWritten) -> None:
    """Owe the text that goes with a letter, to whoever has a telephone."""
    account = find(Account, event.account_id)
    if not account.is_active or not is_texted(event.event, wants_texts=account.wants_texts):
        return
    to = _reach(account)
    if to is None:
        return
    settings = current_app.extensions["settings"]
    body = words.label("text_letter", event.event, language=account.language).format(
        link=f"{settings.public_url}/inbox/{event.letter_id}"
    )
    send_text(
        SYSTEM,
        key=f"letter-{event.letter_id}",
        about=event.event,
        to=to,
        body=body,
        letter_id=event.letter_id,
        account_id=event.account_id,
    )


def mail_digests(due_at: datetime) -> int:
    """Send everybody the day's mail, one line for each new letter; how many mails went out.

    What one mail server says to one address keeps no other reader waiting.
    """
    waiting = letters.digests(due_at)
    wanted = (
        select(Account.id, Account.email)
        .where(Account.id.in_(waiting), Account.is_active, Account.mail_wish == Wish.DAILY)
        .order_by(Account.id)
    )
    addressed = [(key, address) for key, address in db.session.execute(wanted) if address]
    done, failures = 0, []
    for account_id, address in addressed:
        try:
            _mail_digest(account_id, address, waiting[account_id], due_at)
            done += 1
        except TookTooLong:
            raise
        except (OSError, LookupError) as error:
            log.exception("the day's mail of account %s was not sent", account_id)
            failures.append(lease.told(error))
    if failures:
        raise NotSettled(f"{len(failures)} of {len(addressed)}; the first: {failures[0]}", done)
    return done


def _mail_digest(
    account_id: int, address: str, letter_ids: Sequence[int], due_at: datetime
) -> None:
    account = find(Account, account_id)
    settings = current_app.extensions["settings"]
    found = letters.these(letter_ids)
    message = mail.digest_for(
        found, _reader(account, address), settings, account_id=account_id, at=due_at
    )
    name = mail.digest_name(account_id, due_at)
    db.session.rollback()  # a slow mail server must not hold a transaction open
    mail.deliver(message, name=name, at=due_at, settings=settings)
    note_digest_mailed(SYSTEM, account_id, letter_ids)


def _reader(account: Account, address: str) -> mail.Reader:
    return mail.Reader(name=account.display_name, address=address, language=account.language)


def _reach(account: Account) -> Reach | None:
    """The account's own number, or that of the family, volunteer or organisation behind it."""
    behind = next((found for hat in current_hats(account) if (found := holder(hat))), None)
    mobile = account.mobile or (behind.mobile if behind else None)
    if mobile is None:
        return None
    if behind is None:
        return Reach(name=account.display_name, mobile=mobile)
    return Reach(
        name=account.display_name,
        mobile=mobile,
        rung_by=behind.rung_by,
        village_code=behind.village_code,
    )


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    (LetterWritten, mail_written_letter),
    (LetterWritten, text_written_letter),
)

SCHEDULE: tuple[Entry, ...] = (
    Entry(name="people.mail_digests", when=Daily(7, 30), do=mail_digests, lane=Lane.LETTERS),
)
