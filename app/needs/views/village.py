"""A village's needs: raising one in half a minute, and seeing how far each has come."""

from __future__ import annotations

from flask import abort, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.children import queries as children
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.disclosure import age_band, age_on
from app.kernel.listing_views import look
from app.kernel.web import (
    ask,
    ask_again,
    asked_key,
    attempt,
    current_actor,
    see_other,
    tell,
    told_instead,
)
from app.needs import actions, disclosed, listings, progress, queries, wording
from app.needs.categories import needs_restriction, public_words, usual
from app.needs.events import NeedEvent, NeedRaised
from app.needs.forms import NeedForm, ReasonForm
from app.needs.models import Need, NeedState, Urgency
from app.needs.views.blueprint import FIELD, Answer, blueprint, file_of
from app.places import queries as places


@blueprint.page("/raised", audience=FIELD)
def mine() -> str:
    actor = current_actor()
    shown = look(listings.MINE)
    return render_template(
        "needs/mine.html",
        shown=shown,
        form=shown.form,
        page=shown.page,
        rows=[(need, progress.need_steps(need)) for need in shown.page.items],
        place=places.full_name(actor.place or ""),
        wording=wording,
    )


@blueprint.page("/needs/new", audience=FIELD, draft=("child", "category"))
def new() -> str | Response:
    """First the kind of help, as tiles; then the form, with what is usual filled in."""
    child_id = asked_key("child")
    if child_id is None:
        return see_other("children.children")
    child = children.child(child_id)
    category = request.args.get("category")
    if category not in usual():
        return render_template(
            "needs/tiles.html",
            person=disclosed.of_child(current_actor(), child_id),
            tiles=usual(),
            before=queries.needs_of_child(child_id),
        )
    summary = public_words(
        category,
        town=places.name(child.town_code),
        ages=age_band(age_on(child.born_on, clock.today())),
    )
    form = NeedForm.usual(usual()[category], summary=summary)
    return ask("needs/form.html", form=form, **_page_of(child_id, category))


@blueprint.deed("/needs/new", audience=FIELD)
def create() -> Answer:
    child_id = asked_key("child") or abort(404)
    category = request.args.get("category", "")
    if category not in usual():
        return see_other("needs.new", child=child_id)
    form = NeedForm()
    page = _page_of(child_id, category)
    is_submitted = request.form.get("then") == "submit"

    def raise_it() -> NeedRaised:
        return actions.raise_need(
            current_actor(),
            child_id,
            category=category,
            given=form.given(),
            is_submitted=is_submitted,
            is_another=bool(form.is_another.data),
        )

    event = attempt(raise_it, form=form)
    if event is None:
        return ask_again("needs/form.html", form=form, **page)
    tell(_handed_in() if is_submitted else _("Saved as a draft. Nobody else looks at it yet."))
    if form.urgency.data == Urgency.EMERGENCY and form.visibility.data != "restricted":
        tell(_("An emergency is kept to organisations that the bureau names."), kind="note")
    return see_other("needs.need", need_id=event.need_id)


@blueprint.page("/needs/<int:need_id>/edit", audience=FIELD, draft=())
def edit(need_id: int) -> str:
    actor = current_actor()
    need = _editable(actor, need_id)
    form = NeedForm.of(need, disclosed.editable(actor, need))
    return ask("needs/form.html", form=form, **_page_of(need.child_id, need.category, need))


@blueprint.deed("/needs/<int:need_id>/edit", audience=FIELD)
def save(need_id: int) -> Answer:
    actor = current_actor()
    need = _editable(actor, need_id)
    form = NeedForm()
    page = _page_of(need.child_id, need.category, need)
    is_submitted = request.form.get("then") == "submit"

    def change() -> NeedEvent:
        version = form.version.number
        try:
            edited = actions.edit_need(actor, need_id, given=form.given(), version=version)
            return actions.submit_need(actor, need_id) if is_submitted else edited
        finally:
            # A need that could not be handed in is kept: the next try is made on what is kept.
            form.version.data = str(queries.need(need_id).version)

    if attempt(change, form=form) is None:
        return ask_again("needs/form.html", form=form, **page)
    tell(_handed_in() if is_submitted else _("Saved."))
    return see_other("needs.need", need_id=need_id)


@blueprint.deed("/needs/<int:need_id>/submit", audience=FIELD)
def submit(need_id: int) -> Response:
    if attempt(lambda: actions.submit_need(current_actor(), need_id)) is not None:
        tell(_handed_in())
    return see_other("needs.need", need_id=need_id)


@blueprint.deed("/needs/<int:need_id>/withdraw", audience=FIELD)
def withdraw(need_id: int) -> Answer:
    actor = current_actor()
    form = ReasonForm()
    if attempt(lambda: actions.withdraw(actor, need_id, reason=form.reason.data or ""), form=form):
        tell(_("Withdrawn."))
        return see_other("needs.mine")
    if form.form_errors:
        return told_instead("needs.need", form=form, need_id=need_id)
    return ask_again("needs/file.html", form=form, **file_of(actor, _editable(actor, need_id)))


def _handed_in() -> str:
    return str(_("Handed in. The town's child supervisor checks it next; you see its way here."))


def _editable(actor: Actor, need_id: int) -> Need:
    need = queries.need(need_id)
    if not disclosed.is_staff_of(actor, need) or need.is_employment:
        abort(404)
    return need


def _page_of(child_id: int | None, category: str, need: Need | None = None) -> dict[str, object]:
    """What the form's page needs to know beside the form."""
    child = children.child(child_id or 0)
    return {
        "person": disclosed.of_child(current_actor(), child.id),
        "category": category,
        "usual": usual()[category],
        "need": need,
        "is_restricted": needs_restriction(category, Urgency.NORMAL, child.categories),
        "is_returned": need is not None and need.state == NeedState.RETURNED,
    }
