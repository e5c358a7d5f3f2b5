"""The supervisor's calls: a number is rung once, a signed sheet is compared with what the family says."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import render_template, request
from flask_babel import gettext as _

from app.children.actions import verify_number
from app.kernel.errors import Refused
from app.kernel.web import attempt, current_actor, see_other, tell, told_instead
from app.matches import actions
from app.matches.events import ConsentGiven, ConsentRefused
from app.matches.forms import WitnessForm
from app.matches.queries import witnessing as queries
from app.matches.views.blueprint import SUPERVISORS, Answer, blueprint

YES, NO = "yes", "no"


@blueprint.page("/families-to-ring", audience=SUPERVISORS)
def to_ring() -> str:
    return _page()


@blueprint.deed("/families-to-ring/numbers/<int:guardian_id>", audience=SUPERVISORS)
def verify(guardian_id: int) -> Answer:
    if attempt(lambda: verify_number(current_actor(), guardian_id)) is not None:
        tell(_("Kept. Questions that waited for it are texted now."))
    return see_other("matches.to_ring")


@blueprint.deed("/families-to-ring/<int:match_id>", audience=SUPERVISORS)
def witness(match_id: int) -> Answer:
    form, answer = WitnessForm(prefix=_prefix(match_id)), request.form.get("answer")

    def say() -> ConsentGiven | ConsentRefused:
        if answer not in (YES, NO):
            raise Refused("consent.answer_missing")
        agrees, view = answer == YES, form.child_view.data or None
        return actions.witness_consent(current_actor(), match_id, agrees=agrees, child_view=view)

    event = attempt(say, form=form)
    if event is None and form.child_view.errors:
        return _page({match_id: form}), HTTPStatus.UNPROCESSABLE_ENTITY
    if event is None:
        return told_instead("matches.to_ring", form=form)
    tell(
        _("Noted: the family agrees. The helper is told.")
        if isinstance(event, ConsentGiven)
        else _("Noted: the family does not agree. Nothing is opened.")
    )
    return see_other("matches.to_ring")


def _page(sent: Mapping[int, WitnessForm] | None = None) -> str:
    """`sent`: match → what was sent about it, where something is missing."""
    actor = current_actor()
    sheets = queries.sheets(actor)
    asked = [one.consent.match_id for one in sheets]
    empty = {key: WitnessForm(formdata=None, prefix=_prefix(key)) for key in asked}
    return render_template(
        "matches/to_ring.html",
        sheets=sheets,
        numbers=queries.numbers(actor),
        forms={**empty, **(sent or {})},
    )


def _prefix(match_id: int) -> str:
    return f"match{match_id}"
