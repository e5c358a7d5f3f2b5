"""Pages of the room: the list, a child's file, registering and changing one."""

from __future__ import annotations

from flask import abort, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.children import actions, disclosed, listings, queries
from app.children.events import ChildChanged
from app.children.forms import ChildForm, MobileForm
from app.children.identity import read_identity
from app.children.listings import villages
from app.children.models import Child
from app.kernel.access import STAFF, Actor, Role
from app.kernel.listing_views import look
from app.kernel.web import (
    RoomBlueprint,
    ask,
    ask_again,
    attempt,
    current_actor,
    see_other,
    tell,
)
from app.places import queries as places

blueprint = RoomBlueprint("children", __name__)

FIELD = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR)
Answer = Response | tuple[str, int]


@blueprint.page("/children", audience=FIELD)
def children() -> str:
    actor, shown = current_actor(), look(listings.CHILDREN)
    return render_template(
        "children/children.html",
        shown=shown,
        form=shown.form,
        page=shown.page,
        cards=shown.page.items,
        is_village=actor.role is Role.CHILD_DIRECTOR,
        place=places.full_name(actor.place or ""),
    )


@blueprint.page("/children/<int:child_id>", audience=STAFF)
def child(child_id: int) -> str:
    file = disclosed.file(current_actor(), queries.child(child_id))
    mobile = MobileForm(formdata=None, mobile=file.guardian.mobile)
    return render_template("children/child.html", file=file, form=mobile)


@blueprint.deed("/children/<int:child_id>/guardian-mobile", audience=FIELD)
def change_mobile(child_id: int) -> Answer:
    actor, form = current_actor(), MobileForm()

    def change() -> ChildChanged:
        number = form.mobile.data or None
        return actions.change_guardian_mobile(actor, child_id, mobile=number)

    if attempt(change, form=form) is None:
        file = disclosed.file(actor, queries.child(child_id))
        return ask_again("children/child.html", form=form, file=file)
    tell(_("Saved."))
    return see_other("children.child", child_id=child_id)


@blueprint.page("/children/new", audience=FIELD, draft=("village",))
def new() -> str:
    actor = current_actor()
    village = request.args.get("village", actor.place or "")
    if village not in dict(villages(actor)):
        return render_template("children/village.html", villages=villages(actor))
    form = ChildForm(formdata=None, village=village)
    return ask("children/form.html", **_asked(actor, form, village))


@blueprint.deed("/children/new", audience=FIELD)
def create() -> Answer:
    actor = current_actor()
    form = ChildForm()
    village = str(form.village.data or "")
    if village not in dict(villages(actor)):
        abort(404)
    page = _asked(actor, form, village)
    event = attempt(
        lambda: actions.register_child(actor, village, given=form.given(), is_demo=_is_demo()),
        form=form,
    )
    if event is None:
        return ask_again("children/form.html", **page)
    tell(_("Registered. You can raise a need for this child now."))
    _tell_of_area(form)
    return see_other("children.child", child_id=event.child_id)


@blueprint.page("/children/<int:child_id>/edit", audience=FIELD, draft=())
def edit(child_id: int) -> str:
    actor = current_actor()
    found = queries.child(child_id)
    form = ChildForm.of(
        disclosed.editable(actor, found),
        guardian_id=found.guardian_id,
        relation=found.relation,
        version=found.version,
    )
    return ask("children/form.html", **_asked(actor, form, found.village_code, found))


@blueprint.deed("/children/<int:child_id>/edit", audience=FIELD)
def save(child_id: int) -> Answer:
    actor = current_actor()
    found = queries.child(child_id)
    form = ChildForm()
    page = _asked(actor, form, found.village_code, found)

    def change() -> ChildChanged:
        return actions.edit_child(
            actor,
            child_id,
            given=form.given(),
            version=form.version.number,
            is_demo=_is_demo(),
        )

    if attempt(change, form=form) is None:
        return ask_again("children/form.html", **page)
    tell(_("Saved."))
    _tell_of_area(form)
    return see_other("children.child", child_id=child_id)


def _asked(
    actor: Actor, form: ChildForm, village: str, found: Child | None = None
) -> dict[str, object]:
    """What the form's page needs: the guardians of the village among it."""
    form.offer_guardians(disclosed.guardian_names(actor, queries.guardians_of(village)))
    return {
        "form": form,
        "village": places.full_name(village),
        "child_id": None if found is None else found.id,
    }


def _tell_of_area(form: ChildForm) -> None:
    number = form.given().id_number
    if number and not read_identity(number, is_demo=True).is_area_known:
        sentence = _("The first six digits of the identity number are not in the list of areas. If you copied them from the household book, all is well.")  # fmt: skip
        tell(sentence, kind="note")


def _is_demo() -> bool:
    is_demo: bool = current_app.extensions["settings"].is_demo
    return is_demo
