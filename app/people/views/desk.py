"""The system administrator's pages: accounts and appointments. No child, no need, no match."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.kernel import clock, once
from app.kernel.access import Role
from app.kernel.listing_views import look
from app.kernel.scope import find
from app.kernel.shown import show_again, take
from app.kernel.web import ask_again, attempt, current_actor, see_other, tell
from app.people import actions, listings, passwords
from app.people.events import Appointed
from app.people.forms import AppointForm, NewAccountForm
from app.people.models import Account
from app.people.views.blueprint import Answer, blueprint

ADMINISTRATOR = (Role.SYSTEM_ADMINISTRATOR,)


@blueprint.page("/accounts", audience=ADMINISTRATOR)
def accounts() -> str:
    shown = look(listings.ACCOUNTS)
    return render_template(
        "people/accounts.html",
        shown=shown,
        form=shown.form,
        page=shown.page,
        today=clock.today(),
        now=clock.now(),
    )


@blueprint.page("/accounts/new", audience=ADMINISTRATOR)
def new_account() -> str:
    return render_template("people/new_account.html", form=NewAccountForm())


@blueprint.deed("/accounts/new", audience=ADMINISTRATOR)
def open_account() -> Answer:
    form = NewAccountForm()
    password = passwords.new_password()
    event = attempt(
        lambda: actions.open_account(
            current_actor(),
            name=form.name.data,
            display_name=form.display_name.data,
            email=form.email.data or None,
            password=password,
        ),
        form=form,
    )
    if event is None:
        return ask_again("people/new_account.html", form=form)
    _if_repeated(event.account_id, password)
    return see_other("people.one_account", account_id=event.account_id)


@blueprint.page("/accounts/<int:account_id>", audience=ADMINISTRATOR)
def one_account(account_id: int) -> str:
    first_password = take(actions.FIRST_PASSWORD, account_id)
    return render_template(
        "people/one_account.html",
        **{**_page(account_id), "first_password": first_password},
        form=AppointForm(),
    )


@blueprint.deed("/accounts/<int:account_id>/appointments", audience=ADMINISTRATOR)
def appoint(account_id: int) -> Answer:
    form = AppointForm()

    def appoint_so() -> Appointed:
        role, place = Role(form.role.data), form.place.data or None
        return actions.appoint(current_actor(), account_id, role=role, place=place)

    if attempt(appoint_so, form=form) is None:
        return ask_again("people/one_account.html", form=form, **_page(account_id))
    tell(_("Appointed. The role can be used from the next sign-in."))
    return see_other("people.one_account", account_id=account_id)


@blueprint.deed(
    "/accounts/<int:account_id>/appointments/<int:appointment_id>/end", audience=ADMINISTRATOR
)
def end_appointment(account_id: int, appointment_id: int) -> Answer:
    done = _("The appointment has ended; whoever was using it is signed out.")
    return _do(lambda: actions.end_appointment(current_actor(), appointment_id), account_id, done)


@blueprint.deed("/accounts/<int:account_id>/unlock", audience=ADMINISTRATOR)
def unlock(account_id: int) -> Answer:
    done = _("Unlocked. The person can try again now.")
    return _do(lambda: actions.unlock(current_actor(), account_id), account_id, done)


@blueprint.deed("/accounts/<int:account_id>/password", audience=ADMINISTRATOR)
def reset_password(account_id: int) -> Answer:
    password = passwords.new_password()
    if attempt(lambda: actions.reset_password(current_actor(), account_id, password=password)):
        _if_repeated(account_id, password)
    return see_other("people.one_account", account_id=account_id)


def _if_repeated(account_id: int, password: str) -> None:
    """Whoever presses twice sees the second answer: the same first password stands there."""
    if once.is_repeated():
        show_again(current_actor(), actions.FIRST_PASSWORD, account_id, secret=password)


def _do(act: Callable[[], Any], account_id: int, done: str) -> Answer:
    if attempt(act) is not None:
        tell(done)
    return see_other("people.one_account", account_id=account_id)


def _page(account_id: int) -> dict[str, Any]:
    row = find(Account, account_id)
    return {
        "account": row,
        "hats": sorted(row.appointments, key=lambda hat: (hat.from_on, hat.id)),
        "now": clock.now(),
        "day": clock.today(),
        "first_password": None,
    }
