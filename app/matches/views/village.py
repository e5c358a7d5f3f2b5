"""The director's page: how the village's matches stand, and the link to hand to a guardian."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import segno
from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.kernel import once
from app.kernel.received import ACCEPTED
from app.kernel.shown import show_again, take
from app.kernel.web import attempt, current_actor, page_number, see_other, tell
from app.matches import actions
from app.matches.actions.consents import FRESH_LINK
from app.matches.queries import parties as queries
from app.matches.views.blueprint import DIRECTORS, blueprint


@blueprint.page("/village-matches", audience=DIRECTORS)
def village() -> str:
    return render_template(
        "matches/village.html",
        page=queries.village(current_actor(), page_number()),
        can_be_asked=queries.can_be_asked,
        is_given=queries.is_given,
        accepted=ACCEPTED,
    )


@blueprint.deed("/village-matches/<int:match_id>/link", audience=DIRECTORS)
def make_link(match_id: int) -> Response:
    token = urlsafe_b64encode(once.fresh_bytes(24)).decode()
    actor = current_actor()
    if attempt(lambda: actions.hand_over_consent_link(actor, match_id, token=token)) is None:
        return see_other("matches.village")
    if once.is_repeated():
        show_again(actor, FRESH_LINK, match_id, secret=token)
    return see_other("matches.link", match_id=match_id)


@blueprint.page("/village-matches/<int:match_id>/link", audience=DIRECTORS)
def link(match_id: int) -> str | Response:
    """The fresh link, shown once: loaded again, the page asks for a new one."""
    token = take(FRESH_LINK, match_id)
    journey = queries.village_match(current_actor(), match_id)
    if token is None:
        tell(_("A link is shown once. Make a new one if it is still needed."), kind="note")
        return see_other("matches.village")
    path = url_for("matches.consent", token=token)
    address = current_app.extensions["settings"].public_url + path
    code = segno.make(address, error="m").svg_inline(omitsize=True, border=2)
    return render_template(
        "matches/link.html",
        it=journey,
        path=path,
        address=address,
        code=Markup(code),
    )


@blueprint.deed("/village-matches/<int:match_id>/withdraw", audience=DIRECTORS)
def withdraw_for_family(match_id: int) -> Response:
    if attempt(lambda: actions.withdraw_consent(current_actor(), match_id)) is not None:
        tell(_("The consent is withdrawn. From this moment nothing of the family is shown."))
    return see_other("matches.village")
