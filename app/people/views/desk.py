"""The system administrator's pages: accounts and appointments. No child, no need, no match."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from app.kernel import clock
from app.kernel.access import Role
from app.kernel.errors import Refused
from app.kernel.scope import find
from app.kernel.web import ask_again, current_actor, put_beside, refused_message, see_other, tell
from app.people import actions, passwords, queries
from app.people.forms import AccountsAsked, AppointForm, NewAccountForm
from app.people.models import Account
from app.people.views.blueprint import Answer, blueprint

ADMINISTRATOR = (Role.SYSTEM_ADMINISTRATOR,)


@blueprint.page("/accounts", audience=ADMINISTRATOR)
def accounts() -> str:
    form = AccountsAsked(request.args)
    role = "" if not form.validate() or form.role.errors else form.role.data
    page = queries.accounts(
        search=(form.q.data or "")[:60],
        role=role,
        is_locked=bool(form.locked.data),
        number=request.args.get("page", 1, int),
    )
    return render_template(
        "people/accounts.html", form=form, page=page, today=clock.today(), now=clock.now()
    )


@blueprint.page("/accounts/new", audience=ADMINISTRATOR)
def new_account() -> str:
    return render_template("people/new_account.html", form=NewAccountForm())


@blueprint.deed("/accounts/new", audience=ADMINISTRATOR)
def open_account() -> Answer:
    form = NewAccountForm()
    if not form.validate():
        return ask_again("people/new_account.html", form=form)
    password = passwords.new_password()
    try:
        event = actions.open_account(
            current_actor(),
            name=form.name.data,
            display_name=form.display_name.data,
            email=form.email.data or None,
            password=password,
        )
    except Refused as refusal:
        put_beside(form, refusal)
        return ask_again("people/new_account.html", form=form)
    _hand_over(password)
    return see_other("people.one_account", account_id=event.account_id)


@blueprint.page("/accounts/<int:account_id>", audience=ADMINISTRATOR)
def one_account(account_id: int) -> str:
    return render_template("people/one_account.html", **_page(account_id), form=AppointForm())


@blueprint.deed("/accounts/<int:account_id>/appointments", audience=ADMINISTRATOR)
def appoint(account_id: int) -> Answer:
    form = AppointForm()
    if not form.validate():
        return ask_again("people/one_account.html", form=form, **_page(account_id))
    try:
        actions.appoint(
            current_actor(),
            account_id,
            role=Role(form.role.data),
            place=form.place.data or None,
        )
    except Refused as refusal:
        put_beside(form, refusal)
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
    try:
        actions.reset_password(current_actor(), account_id, password=password)
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
    else:
        _hand_over(password)
    return see_other("people.one_account", account_id=account_id)


def _do(act: Callable[[], Any], account_id: int, done: str) -> Answer:
    try:
        act()
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
    else:
        tell(done)
    return see_other("people.one_account", account_id=account_id)


def _hand_over(password: str) -> None:
    """Say the first password once, to the administrator who passes it on."""
    tell(
        _(
            "First password: %(password)s. It is shown this once; ask the person to change it after signing in.",
            password=password,
        ),
        kind="note",
    )


def _page(account_id: int) -> dict[str, Any]:
    row = find(Account, account_id)
    return {
        "account": row,
        "hats": sorted(row.appointments, key=lambda hat: (hat.from_on, hat.id)),
        "now": clock.now(),
        "day": clock.today(),
    }
