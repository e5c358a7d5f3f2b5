"""The officer's list of providers, and the page on which one of them is decided about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.disclosure import Audience, Why, reveal
from app.kernel.listing_views import look
from app.kernel.web import ask_again, attempt, current_actor, see_other, tell
from app.providers import listings, queries
from app.providers.actions import vetting as actions
from app.providers.events import HomeMoved, ProviderDecided, QualificationChecked, RecordCheckNoted
from app.providers.forms.vetting import CheckForm, DecideForm
from app.providers.models import Organization, ProviderState, Volunteer
from app.providers.queries import Model, ProviderKind
from app.providers.views.blueprint import Answer, blueprint

OFFICERS = (Role.CIVIL_AFFAIRS,)
MODELS: dict[str, Model] = {"volunteers": Volunteer, "organizations": Organization}
DECISIONS = {
    state.value: state
    for state in (ProviderState.ACTIVE, ProviderState.SUSPENDED, ProviderState.BARRED)
}


@blueprint.page("/vetting", audience=OFFICERS)
def vetting() -> str:
    shown = look(listings.VETTING)
    form, wanted = shown.form, shown.form.wanted()
    form.state.data = wanted["only"].value
    return render_template(
        "providers/vetting.html",
        shown=shown,
        form=form,
        kind=wanted["kind"],
        page=shown.page,
        moves=queries.open_moves(),
        counts={kind: queries.waiting(kind) for kind in ProviderKind},
        day=clock.today(),
    )


@blueprint.page("/vetting/volunteers/<int:volunteer_id>", audience=OFFICERS)
def vet_volunteer(volunteer_id: int) -> str:
    return _show("volunteers", volunteer_id)


@blueprint.page("/vetting/organizations/<int:organization_id>", audience=OFFICERS)
def vet_organization(organization_id: int) -> str:
    return _show("organizations", organization_id)


@blueprint.deed("/vetting/<kind>/<int:provider_id>/decide", audience=OFFICERS)
def decide(kind: str, provider_id: int) -> Answer:
    model, form = _model(kind), DecideForm()
    state = DECISIONS.get(request.form.get("state", ""))
    if state is None:
        abort(400)

    def decide_so() -> ProviderDecided:
        return actions.decide(
            current_actor(),
            provider_id,
            of=model,
            state=state,
            version=form.version.number,
            reason=form.reason.data,
        )

    if attempt(decide_so, form=form) is None:
        return _ask_again(kind, provider_id, decision=form)
    tell(_("Decided. The provider is told."))
    return _to(kind, provider_id)


@blueprint.deed("/vetting/<kind>/<int:provider_id>/check", audience=OFFICERS)
def note_check(kind: str, provider_id: int) -> Answer:
    model, form = _model(kind), CheckForm()

    def note() -> RecordCheckNoted:
        given = form.given()
        return actions.note_record_check(current_actor(), provider_id, of=model, given=given)

    if attempt(note, form=form) is None:
        return _ask_again(kind, provider_id, check=form)
    tell(_("Kept. Only that it came back clear, who was asked, and until when it counts."))
    return _to(kind, provider_id)


@blueprint.deed("/vetting/moves/<int:move_id>/<any(yes, no):answer>", audience=OFFICERS)
def decide_move(move_id: int, answer: str) -> Answer:
    def decide_so() -> HomeMoved:
        return actions.decide_move(current_actor(), move_id, is_made=answer == "yes")

    if attempt(decide_so) is not None:
        tell(_("Kept. The volunteer is told."))
    return see_other("providers.vetting")


@blueprint.deed(
    "/vetting/<kind>/<int:provider_id>/<int:qualification_id>/confirm", audience=OFFICERS
)
def confirm(kind: str, provider_id: int, qualification_id: int) -> Answer:
    return _check(actions.confirm_qualification, kind, provider_id, qualification_id)


@blueprint.deed(
    "/vetting/<kind>/<int:provider_id>/<int:qualification_id>/refuse", audience=OFFICERS
)
def refuse(kind: str, provider_id: int, qualification_id: int) -> Answer:
    return _check(actions.refuse_qualification, kind, provider_id, qualification_id)


def _check(
    act: Callable[[Actor, int], QualificationChecked], kind: str, provider_id: int, key: int
) -> Answer:
    _model(kind)
    if attempt(lambda: act(current_actor(), key)) is not None:
        tell(_("Kept."))
    return _to(kind, provider_id)


def _model(kind: str) -> Model:
    return MODELS.get(kind) or abort(404)


def _to(kind: str, provider_id: int) -> Answer:
    if _model(kind) is Volunteer:
        return see_other("providers.vet_volunteer", volunteer_id=provider_id)
    return see_other("providers.vet_organization", organization_id=provider_id)


def _show(kind: str, key: int) -> str:
    page = _page(kind, key)
    template = f"providers/vet_{kind.removesuffix('s')}.html"
    return render_template(template, check=CheckForm(), decision=DecideForm(), **page)


def _ask_again(
    kind: str, key: int, *, check: CheckForm | None = None, decision: DecideForm | None = None
) -> Answer:
    forms = {
        "check": check or CheckForm(formdata=None),
        "decision": decision or DecideForm(formdata=None),
    }
    template = f"providers/vet_{kind.removesuffix('s')}.html"
    return ask_again(template, form=check or decision, **forms, **_page(kind, key))


def _page(kind: str, key: int) -> dict[str, Any]:
    actor = current_actor()
    row = queries.provider(_model(kind), key)
    fields = ("full_name", "mobile") if kind == "volunteers" else ("contact_name", "contact_mobile")
    audience, why = Audience.CIVIL_AFFAIRS, Why.DECISION
    return {
        "kind": kind,
        "row": row,
        "who": reveal(actor, row, *fields, audience=audience, why=why),
        "numbers": {
            one.id: reveal(actor, one, "number", audience=audience, why=why).number
            for one in row.qualifications
            if one.number is not None
        },
        "checks": queries.record_checks(row),
        "day": clock.today(),
        "name": row.short_name(),
    }
