"""Signing in and out, hats, one's own account."""

from __future__ import annotations

from flask import abort, current_app, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.kernel import clock, words
from app.kernel.access import EVERYONE, SIGNED_IN, Role
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.events import AuditLine
from app.kernel.pages import limiter, show_moment
from app.kernel.scope import find
from app.kernel.web import Room, ask_again, current_actor, is_local, put_beside, tell, to
from app.people import queries
from app.people.actions import change_contact, change_password, enter_demo, sign_in, sign_out
from app.people.events import SignInFailed
from app.people.forms import ContactForm, PasswordForm, SignInForm
from app.people.models import Account
from app.people.session import close_session, open_session

room = Room("people", __name__)

VISITORS = (Role.VISITOR,)
NEXT = "next"


@room.page("/sign-in", to=(Role.VISITOR, *SIGNED_IN), endpoint="sign_in")
def show_sign_in() -> str | Response:
    if current_actor().is_signed_in:
        return to("site.today")
    return render_template("people/sign_in.html", form=SignInForm(), **_door())


@room.deed("/sign-in", to=VISITORS)
@limiter.limit("20/minute")
def enter() -> Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate_on_submit():
        return ask_again("people/sign_in.html", form=form, **_door())
    event = sign_in(current_actor(), form.name.data, password=form.password.data)
    if isinstance(event, SignInFailed):
        form.form_errors.append(_reason(event))
        return ask_again("people/sign_in.html", form=form, **_door())
    return _come_in(event.account_id)


@room.deed("/demo/sign-in/<int:account_id>", to=(Role.VISITOR, *SIGNED_IN))
def demo_enter(account_id: int) -> Response:
    if not current_app.extensions["settings"].is_demo:
        abort(404)
    if current_actor().is_signed_in:
        tell(_("Please sign out first."), kind="refused")
        return to("site.today")
    try:
        enter_demo(current_actor(), account_id)
    except Refused:
        abort(404)
    return _come_in(account_id)


@room.deed("/sign-out", to=(Role.VISITOR, *SIGNED_IN), endpoint="sign_out")
def leave() -> Response:
    if current_actor().is_signed_in:
        sign_out(current_actor())
        close_session()
    tell(_("You are signed out."))
    return to("site.home")


@room.page("/join", to=EVERYONE)
def join() -> str:
    return render_template("people/join.html")


@room.page("/hats", to=SIGNED_IN)
def hats() -> str:
    account = find(Account, current_actor().account_id or 0)
    return render_template("people/hats.html", hats=queries.current_hats(account))


@room.deed("/hats/<int:appointment_id>", to=SIGNED_IN)
def wear(appointment_id: int) -> Response:
    account = find(Account, current_actor().account_id or 0)
    hat = next((one for one in queries.current_hats(account) if one.id == appointment_id), None)
    if hat is None:
        abort(404)
    open_session(account, hat)
    return to("site.today")


@room.page("/account", to=SIGNED_IN)
def account() -> str:
    row = find(Account, current_actor().account_id or 0)
    contact = ContactForm(obj=row)
    return render_template("people/account.html", **_account_page(contact, PasswordForm()))


@room.deed("/account/contact", to=SIGNED_IN)
def save_contact() -> Response | tuple[str, int]:
    form = ContactForm()
    if not form.validate_on_submit():
        page = _account_page(form, PasswordForm(formdata=None))
        return ask_again("people/account.html", form=form, **page)
    change_contact(current_actor(), email=form.email.data or None, language=form.language.data)
    tell(_("Saved."))
    return to("people.account")


@room.deed("/account/password", to=SIGNED_IN)
@limiter.limit("10/minute")
def save_password() -> Response | tuple[str, int]:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            change_password(current_actor(), current=form.current.data, new=form.new.data)
        except Refused as refusal:
            put_beside(form, refusal)
        else:
            close_session()
            tell(_("Your password is changed. Please sign in with the new one."))
            return to("people.sign_in")
    row = find(Account, current_actor().account_id or 0)
    page = _account_page(ContactForm(formdata=None, obj=row), form)
    return ask_again("people/account.html", form=form, **page)


def _account_page(contact: ContactForm, password: PasswordForm) -> dict[str, object]:
    own = (
        select(AuditLine)
        .where(AuditLine.account_id == current_actor().account_id)
        .where(AuditLine.event.in_(("people.signed_in", "people.account_changed")))
    )
    lines = db.session.scalars(own.order_by(AuditLine.id.desc()).limit(10)).all()
    return {"contact": contact, "password": password, "lines": lines}


def _door() -> dict[str, object]:
    """What the sign-in page shows around its form."""
    is_demo = current_app.extensions["settings"].is_demo
    search = request.args.get("q", "").strip()[:60]
    found = None
    if is_demo and search:
        found = queries.doors(search=search, number=request.args.get("page", 1, type=int))
    target = request.values.get(NEXT)
    return {
        "has_ended": g.get("session_ended", False),
        "next": target if is_local(target) else None,
        "people": queries.first_of_each_role() if is_demo else [],
        "search": search,
        "found": found,
    }


def _reason(event: SignInFailed) -> str:
    if event.reason == "locked" and event.account_id is not None:
        until = queries.account_of(event.account_id).locked_until or clock.now()
        return words.say(Refused("people.locked", until=show_moment(until)))
    if event.reason == "no_appointment":
        return words.say(Refused("people.no_appointment"))
    return words.say(Refused("people.wrong_name_or_password"))


def _come_in(account_id: int) -> Response:
    """Open the session in the first hat; who has several may change it on the next page."""
    target = request.values.get(NEXT)
    row = queries.account_of(account_id)
    worn = queries.current_hats(row)
    open_session(row, worn[0])
    if len(worn) > 1:
        return to("people.hats")
    if is_local(target):
        return Response(status=303, headers={"Location": str(target)})
    return to("site.today")
