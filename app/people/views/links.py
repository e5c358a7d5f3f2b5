"""The page behind a one-time link: its holder chooses a password that nobody else has known."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template
from flask_babel import gettext as _

from app.kernel.access import EVERYONE
from app.kernel.pages import limiter
from app.kernel.web import ask_again, attempt, current_actor, see_other, tell
from app.people import actions, queries
from app.people.events import AccountActivated
from app.people.forms import ActivateForm
from app.people.views.blueprint import Answer, blueprint

LIMIT = "30 per minute; 200 per hour"


@blueprint.page("/activate/<token>", audience=EVERYONE)
@limiter.limit(LIMIT)
def activation(token: str) -> str | tuple[str, int]:
    found = queries.account_to_activate(token)
    if found is None:
        return _over()
    return render_template("people/activate.html", form=ActivateForm(), name=found[1])


@blueprint.deed("/activate/<token>", audience=EVERYONE)
@limiter.limit(LIMIT)
def activate(token: str) -> Answer:
    found = queries.account_to_activate(token)
    if found is None:
        return _over()
    form = ActivateForm()

    def act() -> AccountActivated:
        return actions.activate(current_actor(), token=token, password=form.password.data)

    if attempt(act, form=form) is None:
        return ask_again("people/activate.html", form=form, name=found[1])
    tell(_("Your account is open. Sign in with the password you have just chosen."))
    return see_other("people.sign_in")


def _over() -> tuple[str, int]:
    return render_template("people/link_over.html"), HTTPStatus.GONE
