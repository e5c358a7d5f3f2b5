"""Hats, and what people change about their own account."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template
from flask_babel import gettext as _

from app.kernel.access import SIGNED_IN
from app.kernel.errors import Refused
from app.kernel.pages import limiter
from app.kernel.web import ask_again, current_actor, put_beside, refused_message, see_other, tell
from app.people import actions, queries
from app.people.forms import ContactForm, PasswordForm
from app.people.session import open_session, renew_session
from app.people.views.blueprint import Answer, blueprint, wanted_place


@blueprint.page("/hats", audience=SIGNED_IN)
def hats() -> str:
    own = queries.own_account(current_actor())
    return render_template("people/hats.html", hats=queries.current_hats(own), next=wanted_place())


@blueprint.deed("/hats/<int:appointment_id>", audience=SIGNED_IN)
def wear(appointment_id: int) -> Answer:
    try:
        actions.wear(current_actor(), appointment_id)
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
        return see_other("people.hats")
    own = queries.own_account(current_actor())
    open_session(own, next(hat for hat in own.appointments if hat.id == appointment_id))
    target = wanted_place()
    return redirect(target, 303) if target else see_other("site.today")


@blueprint.page("/account", audience=SIGNED_IN)
def account() -> str:
    form = ContactForm(obj=queries.own_account(current_actor()))
    return render_template("people/account.html", **_page(form, PasswordForm()))


@blueprint.deed("/account/contact", audience=SIGNED_IN)
def save_contact() -> Answer:
    form = ContactForm()
    if not form.validate():
        again = _page(form, PasswordForm(formdata=None))
        return ask_again("people/account.html", form=form, **again)
    actions.change_contact(
        current_actor(), email=form.email.data or None, language=form.language.data
    )
    tell(_("Saved."))
    return see_other("people.account")


@blueprint.deed("/account/password", audience=SIGNED_IN)
@limiter.limit("10 per minute; 30 per hour")
def save_password() -> Answer:
    form = PasswordForm()
    if not form.validate():
        return _ask_password_again(form)
    try:
        actions.change_password(current_actor(), current=form.current.data, new=form.new.data)
    except Refused as refusal:
        put_beside(form, refusal)
        return _ask_password_again(form)
    renew_session(queries.own_account(current_actor()))
    tell(_("Your password is changed. Sessions on other devices have ended."))
    return see_other("people.account")


def _ask_password_again(form: PasswordForm) -> tuple[str, int]:
    contact = ContactForm(formdata=None, obj=queries.own_account(current_actor()))
    return ask_again("people/account.html", form=form, **_page(contact, form))


def _page(contact: ContactForm, password: PasswordForm) -> dict[str, Any]:
    actor = current_actor()
    own = queries.own_account(actor)
    return {
        "contact": contact,
        "password": password,
        "own": own,
        "hats": queries.current_hats(own),
        "lines": queries.own_lines(actor),
    }
