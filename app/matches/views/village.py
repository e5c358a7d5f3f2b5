"""The director's page: how the village's matches stand, and how each family can be asked."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel.received import ACCEPTED
from app.kernel.web import attempt, current_actor, page_number, see_other, tell
from app.matches import actions
from app.matches.queries import parties as queries
from app.matches.views.blueprint import DIRECTORS, blueprint


@blueprint.page("/village-matches", audience=DIRECTORS)
def village() -> str:
    return render_template(
        "matches/village.html",
        page=queries.village(current_actor(), page_number()),
        can_be_asked=queries.can_be_asked,
        by_text=queries.by_text(current_actor()),
        is_given=queries.is_given,
        accepted=ACCEPTED,
    )


@blueprint.deed("/village-matches/<int:match_id>/again", audience=DIRECTORS)
def send_again(match_id: int) -> Response:
    if attempt(lambda: actions.send_again(current_actor(), match_id)) is not None:
        tell(_("A fresh link goes to the guardian's number; the one before stops working."))
    return see_other("matches.village")


@blueprint.deed("/village-matches/<int:match_id>/withdraw", audience=DIRECTORS)
def withdraw_for_family(match_id: int) -> Response:
    if attempt(lambda: actions.withdraw_consent(current_actor(), match_id)) is not None:
        tell(_("The consent is withdrawn. From this moment nothing of the family is shown."))
    return see_other("matches.village")
