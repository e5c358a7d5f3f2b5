"""A guardian's own wish for work near home."""

from __future__ import annotations

from flask import abort
from flask_babel import gettext as _

from app.children.models import Guardian
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.scope import find
from app.kernel.web import (
    ask,
    ask_again,
    current_actor,
    put_beside,
    refused_message,
    see_other,
    tell,
)
from app.needs import actions, progress, queries, wording
from app.needs.forms import ReasonForm, WorkForm
from app.needs.models import Need, NeedState
from app.needs.views.blueprint import GUARDIANS, Answer, blueprint, version_of
from app.places import queries as places

UNDER_WAY = (
    NeedState.SUBMITTED,
    NeedState.RETURNED,
    NeedState.ENDORSED,
    NeedState.OPEN,
    NeedState.MATCHED,
    NeedState.IN_SERVICE,
)
PUBLIC_FIELDS = ("title", "summary")


@blueprint.page("/my-needs", audience=GUARDIANS, draft=())
def own() -> str:
    return ask("needs/own.html", form=WorkForm(formdata=None), **_page(current_actor()))


@blueprint.deed("/my-needs", audience=GUARDIANS)
def ask_for_work() -> Answer:
    actor = current_actor()
    form = WorkForm()
    if not form.validate():
        return ask_again("needs/own.html", form=form, **_page(actor))
    try:
        actions.raise_work(actor, form.given(town=_town(actor)))
    except Refused as refusal:
        _put(form, refusal)
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
    need = _own(actor, need_id)
    form = WorkForm()
    if not form.validate():
        return ask_again("needs/own_form.html", form=form, need=need)
    try:
        actions.edit_work(
            actor,
            need_id,
            given=form.given(town=_town(actor)),
            version=version_of(form.version.data),
        )
    except Refused as refusal:
        _put(form, refusal)
        return ask_again("needs/own_form.html", form=form, need=_own(actor, need_id))
    tell(_("Handed in again."))
    return see_other("needs.own")


@blueprint.deed("/my-needs/<int:need_id>/withdraw", audience=GUARDIANS)
def withdraw_own(need_id: int) -> Answer:
    actor = current_actor()
    form = ReasonForm()
    if form.validate():
        try:
            actions.withdraw(actor, need_id, reason=form.reason.data or "")
        except Refused as refusal:
            if refusal.field is None:
                tell(refused_message(refusal), kind="refused")
                return see_other("needs.own")
            put_beside(form, refusal)
        else:
            tell(_("Withdrawn."))
            return see_other("needs.own")
    page = _page(actor) | {"reason": form, "asked_again": _own(actor, need_id).id}
    return ask_again("needs/own.html", form=WorkForm(formdata=None), **page)


def _page(actor: Actor) -> dict[str, object]:
    wishes = queries.own_work(actor)
    return {
        "wishes": [(need, progress.need_steps(need)) for need in wishes],
        "is_under_way": any(need.state in UNDER_WAY for need in wishes),
        "reason": ReasonForm(formdata=None),
        "asked_again": None,
        "wording": wording,
    }


def _own(actor: Actor, need_id: int) -> Need:
    need = queries.need(need_id)
    if not need.is_employment or need.guardian_id != actor.guardian_id:
        abort(404)
    return need


def _town(actor: Actor) -> str:
    return places.name(find(Guardian, actor.guardian_id or 0).town_code)


def _put(form: WorkForm, refusal: Refused) -> None:
    """The public words of this need are made of one answer: what they tell stands in it."""
    if refusal.field in PUBLIC_FIELDS:
        refusal.field = "about"
    put_beside(form, refusal)
