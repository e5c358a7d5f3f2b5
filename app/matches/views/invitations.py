"""The provider's invitations: yes, not now, and after the family's yes who, where and how."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel.errors import Refused
from app.kernel.web import current_actor, put_beside, refused_message, tell, to
from app.matches import actions
from app.matches.forms import DeclineForm
from app.matches.queries import parties as queries
from app.matches.views.room import GIVERS, Answer, page_number, room
from app.offers.telling import weekly


@room.page("/invitations", to=GIVERS)
def invitations() -> str:
    return render_template("matches/invitations.html", page=queries.invitations(page_number()))


@room.page("/invitations/<int:match_id>", to=GIVERS)
def invitation(match_id: int) -> str:
    return _page(match_id, DeclineForm(formdata=None))


@room.deed("/invitations/<int:match_id>/accept", to=GIVERS)
def accept(match_id: int) -> Response:
    try:
        actions.accept(current_actor(), match_id)
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
    else:
        tell(_("Thank you. The family is asked now; you hear from us as soon as they answer."))
    return to("matches.invitation", match_id=match_id)


@room.deed("/invitations/<int:match_id>/decline", to=GIVERS)
def decline(match_id: int) -> Answer:
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            actions.decline(current_actor(), match_id, reason=form.reason.data)
        except Refused as refusal:
            put_beside(form, refusal)
        else:
            tell(_("Thank you for telling us. Nothing is held against you."))
            return to("matches.invitations")
    return _page(match_id, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(match_id: int, form: DeclineForm) -> str:
    return render_template(
        "matches/invitation.html",
        it=queries.invitation(current_actor(), match_id),
        form=form,
        weekly=weekly,
    )
