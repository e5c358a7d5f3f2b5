"""Pages of the room: the inbox, a letter, and a demo site's outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import abort, current_app, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.kernel.access import EVERYONE, SIGNED_IN
from app.kernel.paging import Page
from app.kernel.web import RoomBlueprint, attempt, current_actor, page_number, see_other, tell
from app.kernel.words import current_language
from app.post import outbox as kept_messages
from app.post import queries
from app.post.actions import note_rung, read_all, read_letter
from app.post.calls import RINGERS, calls
from app.post.letters import Words, words_of
from app.post.models import Letter, TextState

blueprint = RoomBlueprint("post", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A letter in the list: its subject and the first line of its words."""

    id: int
    subject: str
    lead: str
    written_at: datetime
    is_read: bool
    link: str | None


def _row(letter: Letter, words: Words) -> LetterRow:
    return LetterRow(
        id=letter.id,
        subject=words.subject,
        lead=words.body.partition("\n")[0],
        written_at=letter.created_at,
        is_read=letter.read_at is not None,
        link=letter.link,
    )


@blueprint.page("/inbox", audience=SIGNED_IN)
def inbox() -> str:
    page = queries.letters(page_number())
    language = current_language()
    rows = [_row(letter, words_of(letter, language=language)) for letter in page.items]
    unread = queries.unread_count(current_actor())
    return render_template(
        "post/inbox.html", page=Page(rows, page.number, page.size, page.total), unread=unread
    )


@blueprint.page("/inbox/<int:letter_id>", audience=SIGNED_IN)
def letter(letter_id: int) -> str:
    found = queries.letter(letter_id)
    words = words_of(found, language=current_language())
    return render_template(
        "post/letter.html",
        letter=_row(found, words),
        words=words,
        text=queries.text_of(letter_id),
    )


@blueprint.deed("/inbox/<int:letter_id>/open", audience=SIGNED_IN)
def open_letter(letter_id: int) -> Response:
    """Put the letter away as read and go where it leads."""
    link = queries.letter(letter_id).link
    read_letter(current_actor(), letter_id)
    return redirect(link, 303) if link else see_other("post.inbox")


@blueprint.deed("/inbox/read", audience=SIGNED_IN)
def read_everything() -> Response:
    event = read_all(current_actor())
    tell(
        ngettext(
            "%(num)d message is marked as read.",
            "%(num)d messages are marked as read.",
            event.letters,
        )
    )
    return see_other("post.inbox")


@blueprint.page("/to-ring", audience=RINGERS)
def to_ring() -> str:
    return render_template("post/to_ring.html", page=calls(current_actor(), page_number()))


@blueprint.deed("/to-ring/<int:text_id>/reached", audience=RINGERS)
def reached(text_id: int) -> Response:
    return _rung(text_id, TextState.REACHED)


@blueprint.deed("/to-ring/<int:text_id>/not-answered", audience=RINGERS)
def not_answered(text_id: int) -> Response:
    return _rung(text_id, TextState.NOT_ANSWERED)


def _rung(text_id: int, state: TextState) -> Response:
    if attempt(lambda: note_rung(current_actor(), text_id, state=state)) is not None:
        tell(_("Your call is noted."))
    return see_other("post.to_ring")


@blueprint.page("/demo/outbox", audience=EVERYONE)
def outbox() -> str:
    settings = current_app.extensions["settings"]
    if not settings.is_demo:
        abort(404)
    page = kept_messages.kept(page_number(), settings)
    return render_template("post/outbox.html", page=page)
