"""The provider's invitations: yes, not now, and after the family's yes who, where and how."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel.web import attempt, current_actor, page_number, see_other, tell
from app.matches import actions, wording
from app.matches.forms import DeclineForm
from app.matches.queries import parties as queries
from app.matches.views.blueprint import GIVERS, Answer, blueprint
from app.needs import wording as need_wording


@blueprint.page("/invitations", audience=GIVERS)
def invitations() -> str:
    page = queries.invitations(page_number())
    rows = [(one.match, need_wording.card(one.notice)) for one in page.items]
    return render_template("matches/invitations.html", page=page, rows=rows)


@blueprint.page("/invitations/<int:match_id>", audience=GIVERS)
def invitation(match_id: int) -> str:
    return _page(match_id, DeclineForm(formdata=None))


@blueprint.deed("/invitations/<int:match_id>/accept", audience=GIVERS)
def accept(match_id: int) -> Response:
    if attempt(lambda: actions.accept(current_actor(), match_id)) is not None:
        tell(_("Thank you. The family is asked now; you hear from us as soon as they answer."))
    return see_other("matches.invitation", match_id=match_id)


@blueprint.deed("/invitations/<int:match_id>/decline", audience=GIVERS)
def decline(match_id: int) -> Answer:
    form = DeclineForm()
    event = attempt(
        lambda: actions.decline(current_actor(), match_id, reason=form.reason.data), form=form
    )
    if event is None:
        return _page(match_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Thank you for telling us. Nothing is held against you."))
    return see_other("matches.invitations")


def _page(match_id: int, form: DeclineForm) -> str:
    it = queries.invitation(current_actor(), match_id)
    return render_template(
        "matches/invitation.html",
        it=it,
        as_card=need_wording.card(it.notice),
        form=form,
        wording=need_wording,
        released_value=wording.released_value,
    )
