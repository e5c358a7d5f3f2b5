"""A guardian's own wish for work near home."""

from __future__ import annotations

from flask import abort
from flask_babel import gettext as _

from app.children.models import Guardian
from app.kernel.access import Actor
from app.kernel.scope import find
from app.kernel.web import ask, ask_again, attempt, current_actor, see_other, tell, told_instead
from app.needs import actions, progress, queries
from app.needs.events import NeedRaised, NeedSubmitted
from app.needs.forms import ReasonForm, WorkForm
from app.needs.models import Need, NeedState
from app.needs.views.blueprint import GUARDIANS, Answer, blueprint
from app.places import queries as places

UNDER_WAY = (
    NeedState.SUBMITTED,
    NeedState.RETURNED,
    NeedState.ENDORSED,
    NeedState.OPEN,
    NeedState.MATCHED,
    NeedState.IN_SERVICE,
)
BESIDE = {"title": "about", "summary": "about"}
"""The words of this need are made of one answer: what they tell stands in it."""


@blueprint.page("/my-needs", audience=GUARDIANS, draft=())
def own() -> str:
    return ask("needs/own.html", form=WorkForm(formdata=None), **_page(current_actor()))


@blueprint.deed("/my-needs", audience=GUARDIANS)
def ask_for_work() -> Answer:
    actor = current_actor()
    form = WorkForm()

    def ask() -> NeedRaised:
        return actions.raise_work(actor, form.given(town=_town(actor)))

    if attempt(ask, form=form, beside=BESIDE) is None:
        return ask_again("needs/own.html", form=form, **_page(actor))
    tell(_("Handed in. Somebody of the town looks at it first, then we look for work near you."))
    return see_other("needs.own")


@blueprint.page("/my-needs/<int:need_id>/edit", audience=GUARDIANS, draft=())
def edit_own(need_id: int) -> str:
    actor = current_actor()
    need = _own(actor, need_id)
    form = WorkForm.of(need, town=_town(actor))
    return ask("needs/own_form.html", form=form, need=need)


@blueprint.deed("/my-needs/<int:need_id>/edit", audience=GUARDIANS)
def save_own(need_id: int) -> Answer:
    actor = current_actor()
    _own(actor, need_id)
    form = WorkForm()

    def change() -> NeedSubmitted:
        given = form.given(town=_town(actor))
        return actions.edit_work(actor, need_id, given=given, version=form.version.number)

    if attempt(change, form=form, beside=BESIDE) is None:
        return ask_again("needs/own_form.html", form=form, need=_own(actor, need_id))
    tell(_("Handed in again."))
    return see_other("needs.own")


@blueprint.deed("/my-needs/<int:need_id>/withdraw", audience=GUARDIANS)
def withdraw_own(need_id: int) -> Answer:
    actor = current_actor()
    form = ReasonForm()
    if attempt(lambda: actions.withdraw(actor, need_id, reason=form.reason.data or ""), form=form):
        tell(_("Withdrawn."))
        return see_other("needs.own")
    if form.form_errors:
        return told_instead("needs.own", form=form)
    page = _page(actor) | {"reason": form, "asked_again": _own(actor, need_id).id}
    return ask_again("needs/own.html", form=WorkForm(formdata=None), **page)


def _page(actor: Actor) -> dict[str, object]:
    wishes = queries.own_work(actor)
    return {
        "wishes": [(need, progress.need_steps(need)) for need in wishes],
        "is_under_way": any(need.state in UNDER_WAY for need in wishes),
        "reason": ReasonForm(formdata=None),
        "asked_again": None,
    }


def _own(actor: Actor, need_id: int) -> Need:
    need = queries.need(need_id)
    if not need.is_employment or need.guardian_id != actor.guardian_id:
        abort(404)
    return need


def _town(actor: Actor) -> str:
    return places.name(find(Guardian, actor.guardian_id or 0).town_code)
