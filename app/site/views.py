"""The public pages, and the page each role opens on."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from http import HTTPStatus

from flask import abort, current_app, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from app.kernel import options, words
from app.kernel.access import EVERYONE, SIGNED_IN
from app.kernel.db import db
from app.kernel.pages import LANGUAGE_COOKIE, TYPE_COOKIE
from app.kernel.web import RoomBlueprint, current_actor, is_local
from app.site import cards, figures, privacy
from app.site.today import today_of

blueprint = RoomBlueprint("site", __name__)

YEAR = timedelta(days=365)
ROBOTS = """User-agent: *
Allow: /$
Allow: /how
Allow: /privacy
Allow: /harm
Allow: /static/
Disallow: /
"""
"""A need is gone once it is met: no search engine is to keep one."""


@blueprint.page("/", audience=EVERYONE)
def home() -> str:
    minimum = options.value("public_cell_minimum")
    return render_template(
        "site/home.html",
        figures=figures.figures(),
        coarse=partial(figures.coarse, minimum=minimum),
        minimum=minimum,
        needs=cards.latest_needs(),
        jobs=cards.latest_jobs(),
    )


@blueprint.page("/today", audience=SIGNED_IN)
def today() -> str:
    return render_template("site/today.html", page=today_of(current_actor()))


@blueprint.page("/how", audience=EVERYONE)
def how() -> str:
    return render_template("site/how.html")


@blueprint.page("/privacy", audience=EVERYONE, endpoint="privacy")
def privacy_page() -> str:
    return render_template(
        "site/privacy.html",
        audiences=privacy.audiences(),
        sheets=privacy.sheets(),
        openings=privacy.openings(),
    )


@blueprint.page("/harm", audience=EVERYONE)
def harm() -> str:
    return render_template("site/harm.html")


@blueprint.page("/harm/sheet", audience=EVERYONE)
def harm_sheet() -> str:
    """The same words on paper, for the wall of a village office or a school."""
    return render_template("site/harm_sheet.html")


@blueprint.page("/health", audience=EVERYONE)
def health() -> Response:
    """Whether the database answers, for whoever watches the server."""
    try:
        db.session.scalar(select(1))
    except OperationalError:
        current_app.logger.exception("the database does not answer")
        return Response("down", HTTPStatus.SERVICE_UNAVAILABLE, mimetype="text/plain")
    return Response("ok", mimetype="text/plain")


@blueprint.page("/robots.txt", audience=EVERYONE)
def robots() -> Response:
    return Response(ROBOTS, mimetype="text/plain")


@blueprint.page("/language/<code>", audience=EVERYONE)
def language(code: str) -> Response:
    """Remember the reader's language on this device and go back; nothing else is changed."""
    if code not in words.LANGUAGES:
        abort(404)
    return _remember(LANGUAGE_COOKIE, code)


@blueprint.page("/display/<type>", audience=EVERYONE)
def display(type: str) -> Response:
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
