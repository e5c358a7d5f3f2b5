"""Long forms: which pages have one, and how what was typed outlives the session it was typed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from flask import current_app, request, url_for
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.kernel import drafts
from app.kernel.access import Actor

LONG_FORMS: dict[str, tuple[str, ...]] = {}
"""Endpoint of a page with a long form → the query arguments that say which row it is about."""

MARK, TAKE = "draft_mark", "take"
UNKEPT = ("csrf_token", MARK)
SECRET = "password"


@dataclass(frozen=True, slots=True)
class Typing:
    """What a long form's page needs to keep what is typed into it.

    `mark` says, signed, whose form this is: it still says so when the session has ended.
    """

    mark: str
    begun_at: datetime | None = None
    """When the author stopped, while it waits to be taken up or forgotten."""
    is_taken: bool = False
    key: str | None = None
    take_url: str = ""
    forget_url: str = ""


def of_page(actor: Actor) -> Typing | None:
    """The long form of the page that is being shown; None when it has none, or nobody is signed in."""
    place = _place_here(actor)
    return None if place is None else Typing(_signer().dumps([*_parts(place)]))


def take_up(actor: Actor, form: FlaskForm) -> Typing | None:
    """Like `of_page`, with what the actor had begun: offered, or filled into the form when asked."""
    place, typing = _place_here(actor), of_page(actor)
    if place is None or typing is None:
        return None
    begun = drafts.find(place)
    if begun is None:
        return typing
    if request.args.get("draft") != TAKE:
        here = request.full_path.rstrip("?")
        return replace(
            typing,
            begun_at=begun.saved_at,
            take_url=f"{request.path}?{urlencode({**request.args.to_dict(), 'draft': TAKE})}",
            forget_url=url_for("drafts.forget", next=here),
        )
    form.process(formdata=MultiDict(begun.fields))
    return replace(typing, is_taken=True, key=begun.key)


def place_marked(mark: str | None) -> drafts.Place | None:
    """Where a form with this mark belongs; None for one that this site has not signed."""
    try:
        account_id, form, row = _signer().loads(mark or "")
    except (BadSignature, ValueError, TypeError):
        return None
    return drafts.Place(account_id, form, row)


def keep_typed() -> drafts.Place | None:
    """Keep what this request brings for the author whom its mark names; where, if it was kept."""
    place = place_marked(request.form.get(MARK))
    if place is None:
        return None
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in UNKEPT and SECRET not in name
    ]
    return place if drafts.keep(place, fields) else None


def forget_sent(actor: Actor) -> None:
    """The form of this request has been saved: its draft has done its work."""
    place = place_marked(request.form.get(MARK))
    if place is not None and place.account_id == actor.account_id:
        drafts.forget(place)


def _place_here(actor: Actor) -> drafts.Place | None:
    found = _page_at(request.path)
    if found is None or actor.account_id is None:
        return None
    endpoint, arguments = found
    asked = {name: request.args[name] for name in LONG_FORMS[endpoint] if name in request.args}
    row = "&".join(f"{name}={value}" for name, value in sorted({**arguments, **asked}.items()))
    return drafts.Place(actor.account_id, endpoint, row) if len(row) <= 200 else None


def _page_at(path: str) -> tuple[str, dict[str, str]] | None:
    """The page with a long form at this address, also while the form's deed is being answered."""
    try:
        endpoint, arguments = current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except (HTTPException, RequestRedirect):
        return None
    if endpoint not in LONG_FORMS:
        return None
    return endpoint, {name: str(value) for name, value in arguments.items()}


def _parts(place: drafts.Place) -> tuple[int, str, str]:
    return place.account_id, place.form, place.row


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.extensions["settings"].secret_key, salt="draft")
