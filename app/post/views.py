"""Pages of the room: the inbox, a letter, and a demo site's outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import abort, current_app, redirect, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.kernel.access import EVERYONE, SIGNED_IN
from app.kernel.paging import Page
from app.kernel.web import Room, current_actor, tell, to
from app.kernel.words import current_language
from app.post import outbox as kept_messages
from app.post import queries
from app.post.actions import read_all, read_letter
from app.post.letters import Words, words_of
from app.post.models import Letter

room = Room("post", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A letter in the list: its subject and the first line of its words."""

    id: int
    subject: str
    lead: str
    written_at: datetime
    is_read: bool
    link: str | None


def _row(letter: Letter, words: Words) -> Row:
    return Row(
        id=letter.id,
        subject=words.subject,
        lead=words.body.partition("\n")[0],
        written_at=letter.created_at,
        is_read=letter.read_at is not None,
        link=letter.link,
    )


@room.page("/inbox", to=SIGNED_IN)
def inbox() -> str:
    page = queries.letters(request.args.get("page", 1, type=int))
    language = current_language()
    rows = [_row(letter, words_of(letter, language=language)) for letter in page.items]
    unread = queries.unread_count(current_actor())
    return render_template(
        "post/inbox.html", page=Page(rows, page.number, page.size, page.total), unread=unread
    )


@room.page("/inbox/<int:letter_id>", to=SIGNED_IN)
def letter(letter_id: int) -> str:
    found = queries.letter(letter_id)
    words = words_of(found, language=current_language())
    return render_template("post/letter.html", letter=_row(found, words), words=words)


@room.deed("/inbox/<int:letter_id>/open", to=SIGNED_IN)
def open_letter(letter_id: int) -> Response:
    """Put the letter away as read and go where it leads."""
    link = queries.letter(letter_id).link
    read_letter(current_actor(), letter_id)
    return redirect(link, 303) if link else to("post.inbox")


@room.deed("/inbox/read", to=SIGNED_IN)
def read_everything() -> Response:
    event = read_all(current_actor())
    tell(
        ngettext(
            "%(num)d message is marked as read.",
            "%(num)d messages are marked as read.",
            event.letters,
        )
    )
    return to("post.inbox")


@room.page("/demo/outbox", to=EVERYONE)
def outbox() -> str:
    settings = current_app.extensions["settings"]
    if not settings.is_demo:
        abort(404)
    page = kept_messages.kept(request.args.get("page", 1, type=int), settings)
    return render_template("post/outbox.html", page=page)
