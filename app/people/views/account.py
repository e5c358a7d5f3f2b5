"""Hats, and what people change about their own account."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template
from flask_babel import gettext as _

from app.kernel.access import SIGNED_IN
from app.kernel.pages import limiter
from app.kernel.web import ask_again, attempt, current_actor, see_other, tell
from app.people import actions, queries
from app.people.events import AccountChanged
from app.people.forms import ContactForm, PasswordForm
from app.people.session import open_session, renew_session
from app.people.views.blueprint import Answer, blueprint, wanted_place
from app.post.channels import Wish


@blueprint.page("/hats", audience=SIGNED_IN)
def hats() -> str:
    own = queries.own_account(current_actor())
    return render_template("people/hats.html", hats=queries.current_hats(own), next=wanted_place())


@blueprint.deed("/hats/<int:appointment_id>", audience=SIGNED_IN)
def wear(appointment_id: int) -> Answer:
    if attempt(lambda: actions.wear(current_actor(), appointment_id)) is None:
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

    def change() -> AccountChanged:
        email = form.email.data or None
        return actions.change_contact(
            current_actor(),
            email=email,
            language=form.language.data,
            mail_wish=Wish(form.mail_wish.data),
            wants_texts=form.wants_texts.data,
        )

    if attempt(change, form=form) is None:
        again = _page(form, PasswordForm(formdata=None))
        return ask_again("people/account.html", form=form, **again)
    tell(_("Saved."))
    return see_other("people.account")


@blueprint.deed("/account/password", audience=SIGNED_IN)
@limiter.limit("10 per minute; 30 per hour")
def save_password() -> Answer:
    form = PasswordForm()

    def change() -> AccountChanged:
        current, new = form.current.data, form.new.data
        return actions.change_password(current_actor(), current=current, new=new)

    if attempt(change, form=form) is None:
        contact = ContactForm(formdata=None, obj=queries.own_account(current_actor()))
        return ask_again("people/account.html", form=form, **_page(contact, form))
    renew_session(queries.own_account(current_actor()))
    tell(_("Your password is changed. Sessions on other devices have ended."))
    return see_other("people.account")


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
