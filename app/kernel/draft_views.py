"""The two deeds of a draft: kept while its author types, forgotten when told to."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.kernel import drafts, longforms
from app.kernel.access import EVERYONE, SIGNED_IN
from app.kernel.pages import csrf, limiter
from app.kernel.web import RoomBlueprint, current_actor, is_local, tell

blueprint = RoomBlueprint("drafts", __name__)


@blueprint.deed("/drafts", audience=EVERYONE)
@limiter.limit("600 per minute")
def keep() -> Response:
    """Keep what a page sends by itself. The form's mark is the proof: no other site can know it."""
    if longforms.place_marked(request.form.get(longforms.MARK)) is None:
        return _said(HTTPStatus.BAD_REQUEST)
    kept = longforms.keep_typed()
    return _said(HTTPStatus.NO_CONTENT if kept else HTTPStatus.CONFLICT)


def _said(status: HTTPStatus) -> Response:
    """An answer for the page's script: only its number is read."""
    return Response(status=status, mimetype="text/plain")


csrf.exempt(keep)


@blueprint.deed("/drafts/forget", audience=SIGNED_IN)
def forget() -> AnyResponse:
    place = longforms.place_marked(request.form.get(longforms.MARK))
    if place is not None and place.account_id == current_actor().account_id:
        drafts.forget(place)
        tell(_("Forgotten. Nobody else has read it."))
    target = request.args.get("next")
    here = target if target is not None and is_local(target) else url_for("site.today")
    return redirect(here, HTTPStatus.SEE_OTHER)
