"""The sheet to sign: printed for the family, photographed, and looked at again."""

from __future__ import annotations

import io

from flask import Response as Answered
from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel import clock
from app.kernel.papers import MEDIA_TYPE, Watermark, paper
from app.kernel.received import MOST_BYTES, PDF, receive
from app.kernel.web import attempt, current_actor, see_other, tell
from app.matches import actions
from app.matches.events import SheetKept
from app.matches.printed import sheet_to_sign
from app.matches.queries import sheets as queries
from app.matches.views.blueprint import DIRECTORS, OFFICERS, SUPERVISORS, blueprint

BESIDE_THE_FILE = 1_000_000
"""Bytes of a request that are not the file itself."""


@blueprint.page("/village-matches/<int:match_id>/sheet", audience=DIRECTORS)
def sheet_to_print(match_id: int) -> Answered:
    actor = current_actor()
    found = queries.to_sign(actor, match_id)
    mark = Watermark(actor.display_name, clock.now())
    content = paper("consent", sheet_to_sign(found), watermark=mark)
    return _handed_out(f"consent-{found.code}.pdf", Answered(content, mimetype=MEDIA_TYPE))


@blueprint.deed(
    "/village-matches/<int:match_id>/sheet",
    audience=DIRECTORS,
    most_bytes=MOST_BYTES + BESIDE_THE_FILE,
)
def keep_sheet(match_id: int) -> Response:
    sent = request.files.get("sheet")

    def keep() -> SheetKept:
        name, content = (sent.filename or "", sent.stream) if sent else ("", io.BytesIO())
        return actions.keep_sheet(current_actor(), match_id, received=receive(name, content))

    if attempt(keep) is not None:
        tell(_("The sheet is kept. The supervisor rings the family, and then it counts."))
    return see_other("matches.village")


@blueprint.page("/sheets/<int:attachment_id>", audience=(*DIRECTORS, *SUPERVISORS, *OFFICERS))
def sheet(attachment_id: int) -> Answered:
    found = queries.sheet(current_actor(), attachment_id)
    answer = Answered(found.content, mimetype=found.media_type)
    answer.content_length = found.size
    return _handed_out(found.name, answer, is_shown=found.media_type != PDF)


def _handed_out(name: str, answer: Answered, *, is_shown: bool = False) -> Answered:
    """A picture is shown by the browser itself; a paper is left to what the device prints with."""
    how = "inline" if is_shown else "attachment"
    answer.headers.set("Content-Disposition", how, filename=name)
    return answer
