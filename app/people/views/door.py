"""Coming in and going out: by name and password, or by the one-click door of a demo site."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, abort, current_app, render_template, request
from flask_babel import gettext as _

from app.kernel import clock, options
from app.kernel.access import EVERYONE, SIGNED_IN
from app.kernel.errors import Refused
from app.kernel.pages import limiter
from app.kernel.web import ask_again, current_actor, page_number, put_beside, see_other, tell
from app.people import actions, queries
from app.people.events import SignInFailed
from app.people.forms import DoorsAsked, SignInForm
from app.people.password_check import check_password
from app.people.session import close_session, take_reason
from app.people.views.blueprint import Answer, blueprint, come_in, wanted_place


@blueprint.page("/sign-in", audience=EVERYONE, endpoint="sign_in")
def door() -> str | Answer:
    if current_actor().is_signed_in:
        return see_other("site.today")
    return render_template("people/sign_in.html", form=SignInForm(), **_around())


def _failed(response: Response) -> bool:
    """Only wrong tries are counted: a town's office signs in from one address.

    Tries on one account are counted on the account itself, which closes.
    """
    return response.status_code != HTTPStatus.SEE_OTHER


@blueprint.deed("/sign-in", audience=EVERYONE)
@limiter.limit("20 per minute; 100 per hour", deduct_when=_failed)
def enter() -> Answer:
    form = SignInForm()
    if not form.validate():
        return ask_again("people/sign_in.html", form=form, **_around())
    proof = check_password(form.name.data, form.password.data)
    event = actions.sign_in(current_actor(), proof)
    if isinstance(event, SignInFailed):
        put_beside(form, _refusal(event))
        return ask_again("people/sign_in.html", form=form, **_around())
    return come_in(event.account_id)


@blueprint.deed("/demo/sign-in/<int:account_id>", audience=EVERYONE)
def demo_enter(account_id: int) -> Answer:
    if not current_app.extensions["settings"].is_demo:
        abort(404)
    try:
        actions.enter_demo(current_actor(), account_id)
    except Refused:
        abort(404)
    return come_in(account_id)


@blueprint.deed("/sign-out", audience=SIGNED_IN, endpoint="sign_out")
def leave() -> Answer:
    actions.sign_out(current_actor())
    close_session()
    tell(_("You are signed out."))
    return (
        see_other("people.sign_in")
        if current_app.extensions["settings"].is_demo
        else see_other("site.home")
    )


@blueprint.page("/join", audience=EVERYONE)
def join() -> str:
    return render_template("people/join.html")


def _refusal(event: SignInFailed) -> Refused:
    """What is said: the same for a name that nobody has and for a wrong password."""
    if event.reason == "no_appointment":
        return Refused("people.no_appointment")
    if event.account_id is not None:
        account, _hats = queries.way_in(event.account_id)
        if account.is_locked(clock.now()) and account.locked_until is not None:
            until = clock.local(account.locked_until)
            return Refused("people.locked", until=f"{until:%H:%M}")
    return Refused("people.wrong_name_or_password")


def _around() -> dict[str, Any]:
    """What stands around the form: why the last session ended, and who a demo site knows."""
    if not current_app.extensions["settings"].is_demo:
        return {
            "ended": take_reason(),
            "idle_minutes": options.value("idle_minutes"),
            "next": wanted_place(),
            "cast": [],
            "search": "",
            "found": None,
        }
    search = DoorsAsked(request.args).q.words
    return {
        "ended": take_reason(),
        "idle_minutes": options.value("idle_minutes"),
        "next": wanted_place(),
        "cast": queries.someone_of_each_role(),
        "search": search,
        "found": queries.doors(search=search, number=page_number())
        if "q" in request.args
        else None,
    }
