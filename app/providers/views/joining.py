"""Signing up as a volunteer, an organisation or an employer."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _

from app.kernel import once, words
from app.kernel.access import EVERYONE, Role
from app.kernel.pages import limiter
from app.kernel.web import ask_again, attempt, current_actor, see_other, tell
from app.people.queries import way_in
from app.people.session import open_session
from app.providers.actions import joining
from app.providers.events import OrganizationRegistered, VolunteerSignedUp
from app.providers.forms.joining import OrganizationForm, VolunteerForm
from app.providers.queries import EMPLOYER_KIND
from app.providers.views.blueprint import Answer, blueprint

VISITORS = (Role.VISITOR,)
OFTEN = "10 per minute; 40 per hour"


@blueprint.page("/join/volunteer", audience=EVERYONE)
def join_volunteer() -> str | Answer:
    if current_actor().is_signed_in:
        return _already_in()
    return render_template("providers/join_volunteer.html", form=VolunteerForm())


@blueprint.deed("/join/volunteer", audience=VISITORS)
@limiter.limit(OFTEN)
def register_volunteer() -> Answer:
    form = VolunteerForm()

    def register() -> VolunteerSignedUp:
        way = form.way_in(words.current_language())
        return joining.register_volunteer(current_actor(), form.person(), way_in=way)

    event = attempt(register, form=form)
    if event is None:
        return ask_again("providers/join_volunteer.html", form=form)
    if once.is_repeated():
        return _to_the_door()
    _let_in(event.account_id)
    tell(
        _("Your account is open and everything is kept. You can stop at any step and go on later.")
    )
    return see_other("providers.skills")


@blueprint.page("/join/organization", audience=EVERYONE)
def join_organization() -> str | Answer:
    if current_actor().is_signed_in:
        return _already_in()
    form = OrganizationForm(kind=_kind())
    return render_template(
        "providers/join_organization.html", form=form, is_employer=_is_employer()
    )


@blueprint.deed("/join/organization", audience=VISITORS)
@limiter.limit(OFTEN)
def register_organization() -> Answer:
    form = OrganizationForm()

    def register() -> OrganizationRegistered:
        way = form.way_in(words.current_language())
        return joining.register_organization(current_actor(), form.given(), way_in=way)

    event = attempt(register, form=form)
    if event is None:
        return ask_again("providers/join_organization.html", form=form, is_employer=_is_employer())
    if once.is_repeated():
        return _to_the_door()
    _let_in(event.account_id)
    tell(
        _(
            "Registered. Civil affairs looks at it and writes to you; you can prepare your first posting meanwhile."
        )
    )
    return see_other("site.today")


def _is_employer() -> bool:
    return request.args.get("kind") == EMPLOYER_KIND


def _kind() -> str | None:
    kind = request.args.get("kind")
    return kind if kind in words.codes("organization_kind") else None


def _let_in(account_id: int) -> None:
    account, hats = way_in(account_id)
    open_session(account, hats[0])


def _to_the_door() -> Answer:
    """A form sent twice has made one account; only a password opens it from then on."""
    tell(_("You are registered already. Please sign in with the name and password you chose."))
    return see_other("people.sign_in")


def _already_in() -> Answer:
    tell(
        _("You are signed in already. To register somebody else, please sign out first."),
        kind="note",
    )
    return see_other("people.join")
