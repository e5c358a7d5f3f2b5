"""The public pages."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from app.kernel import words
from app.kernel.access import EVERYONE
from app.kernel.pages import LANGUAGE_COOKIE, TYPE_COOKIE
from app.kernel.web import Room, is_local

room = Room("site", __name__)

YEAR = timedelta(days=365)


@room.page("/language/<code>", to=EVERYONE)
def language(code: str) -> Response:
    """Remember the reader's language on this device and go back; nothing else is changed."""
    if code not in words.LANGUAGES:
        abort(404)
    return _remember(LANGUAGE_COOKIE, code)


@room.page("/display/<type>", to=EVERYONE)
def display(type: str) -> Response:  # noqa: A002 — the address says `type`
    """Remember large or normal type on this device and go back."""
    if type not in ("large", "normal"):
        abort(404)
    return _remember(TYPE_COOKIE, type)


def _remember(name: str, value: str) -> Response:
    target = request.args.get("next")
    if not is_local(target):
        target = url_for("site.home")
    response = redirect(target or "/", 303)
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True)
    return response
