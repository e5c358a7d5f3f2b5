"""What follows a committed event of this room: texts are carried, and their carrier is heard.

Letters are mailed by `people`, which knows the addresses.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from flask import current_app

from app.kernel import cleaning
from app.kernel.access import SYSTEM
from app.kernel.errors import NotFound
from app.kernel.events import Subscription
from app.kernel.handlers import Lane, job
from app.kernel.rhythm import EACH_MINUTE
from app.kernel.schedule import Entry
from app.kernel.secrets import unseal
from app.post import texts
from app.post.actions import note_sent, note_text
from app.post.events import TextWritten
from app.post.models import TextState
from app.post.queries import text_message


@job("post.send_written_text", lane=Lane.TEXTS)
def send_written_text(event: TextWritten) -> None:
    """Hand the text over, once; where that cannot be done, somebody is asked to ring instead."""
    text = text_message(event.text_id)
    if text.state != TextState.WAITING:
        return
    settings = current_app.extensions["settings"]
    if not texts.has_carrier(settings):
        note_text(SYSTEM, event.text_id, state=TextState.NO_CARRIER)
        return
    if not cleaning.is_mobile(unseal(text.mobile)):
        note_text(SYSTEM, event.text_id, state=TextState.NO_MOBILE)
        return
    texts.carry(text, settings)
    note_sent(SYSTEM, event.text_id)


def hear_carrier(_due_at: datetime) -> int:
    """Note what the carrier says of the texts it took; how many it spoke of."""
    heard = texts.receipts(current_app.extensions["settings"])
    for receipt in heard:
        with suppress(NotFound):  # a text of a database that was set back
            note_text(SYSTEM, receipt.text_id, state=receipt.state)
        receipt.path.unlink(missing_ok=True)
    return len(heard)


SUBSCRIPTIONS: tuple[Subscription, ...] = ((TextWritten, send_written_text),)

SCHEDULE: tuple[Entry, ...] = (
    Entry(name="post.hear_carrier", when=EACH_MINUTE, do=hear_carrier, lane=Lane.TEXTS),
)
