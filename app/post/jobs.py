"""What follows a committed event of this room: texts are carried.

Letters are mailed by `people`, which knows the addresses.
"""

from __future__ import annotations

from flask import current_app

from app.kernel.access import SYSTEM
from app.kernel.events import Subscription
from app.kernel.handlers import Lane, job
from app.post import texts
from app.post.actions import note_sent
from app.post.events import TextWritten
from app.post.queries import text_message


@job("post.send_written_text", lane=Lane.TEXTS)
def send_written_text(event: TextWritten) -> None:
    text = text_message(event.text_id)
    if text.sent_at is not None:
        return
    texts.carry(text, current_app.extensions["settings"])
    note_sent(SYSTEM, event.text_id)


SUBSCRIPTIONS: tuple[Subscription, ...] = ((TextWritten, send_written_text),)
