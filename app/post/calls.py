"""Whom a director or an officer rings because no text went out: the number, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from app.kernel.access import Actor, Role
from app.kernel.disclosure import Audience, Why, reveal
from app.kernel.paging import SIZE, Page
from app.post import queries, texts
from app.post.models import TextMessage

AUDIENCES = {
    Role.CHILD_DIRECTOR: Audience.CHILD_DIRECTOR,
    Role.CIVIL_AFFAIRS: Audience.CIVIL_AFFAIRS,
}
RINGERS = tuple(AUDIENCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call to make. `rung_at` when it was tried before and nobody picked up."""

    text_id: int
    name: str
    mobile: str
    about: str
    state: str
    since: datetime
    rung_at: datetime | None


def calls(actor: Actor, number: int = 1, *, size: int = SIZE) -> Page[Call]:
    """The calls to make, those that wait longest first; each number shown is a noted look."""
    page = queries.to_ring(actor, number, size=size)
    return Page([_call(actor, text) for text in page.items], page.number, page.size, page.total)


def has_carrier() -> bool:
    """Whether texts go out on this site at all."""
    return texts.has_carrier(current_app.extensions["settings"])


def _call(actor: Actor, text: TextMessage) -> Call:
    audience = AUDIENCES[actor.role]
    seen = reveal(actor, text, "name", "mobile", audience=audience, why=Why.DUTY)
    return Call(
        text_id=text.id,
        name=seen.name or "",
        mobile=seen.mobile,
        about=text.about,
        state=text.state,
        since=text.created_at,
        rung_at=text.rung_at,
    )
