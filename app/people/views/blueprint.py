"""The blueprint, and coming in: what every way of signing in ends with."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from app.kernel.web import RoomBlueprint, is_local, see_other
from app.people import queries
from app.people.session import open_session

blueprint = RoomBlueprint("people", __name__)

Answer = Response | tuple[str, int]


def wanted_place() -> str | None:
    """Where the person was going when they were asked to sign in."""
    target = request.args.get("next")
    return target if is_local(target) else None


def come_in(account_id: int) -> Response:
    """Open a session in the first hat; who has several is asked which."""
    account, hats = queries.way_in(account_id)
    open_session(account, hats[0])
    target = wanted_place()
    if len(hats) > 1:
        return see_other("people.hats", next=target)
    return redirect(target, 303) if target else see_other("site.today")
