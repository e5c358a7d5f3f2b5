"""The lists of needs of those who raise, check and approve them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.kernel import words
from app.kernel.access import Actor, Role
from app.kernel.listing import Column, Listing, in_order
from app.needs import queries
from app.needs.forms import DeskAsked
from app.needs.models import Need
from app.needs.queries import Desk
from app.places import queries as places

TITLE = Column(name="title", words=_l("Title"), of=lambda need: need.title, sort=(Need.title,))
CODE = Column(name="code", words=_l("Number"), of=lambda need: need.code, sort=(Need.code,))
URGENCY = Column(
    name="urgency",
    words=_l("How urgent is it?"),
    of=lambda need: words.label("urgency", need.urgency),
    sort=(queries.most_urgent(),),
)
TOWN = Column(
    name="place",
    words=_l("In which town"),
    of=lambda need: places.full_name(need.town_code),
    sort=(Need.town_code,),
)
VILLAGE = Column(
    name="place",
    words=_l("Village or community"),
    of=lambda need: places.full_name(need.village_code),
    sort=(Need.village_code,),
)
HANDED_IN = Column(
    name="since",
    words=_l("Handed in"),
    of=lambda need: need.submitted_at or need.created_at,
    sort=(queries.handed_in(),),
)


def _category() -> Column:
    return Column(
        name="category",
        words=_l("Kind of help"),
        of=lambda need: words.label("service_category", need.category),
        sort=(in_order(Need.category, "service_category"),),
    )


def _state() -> Column:
    return Column(
        name="state",
        words=_l("How far it is"),
        of=lambda need: words.label("need_state", need.state),
        sort=(in_order(Need.state, "need_state"),),
    )


def _desk_columns(actor: Actor, _asked: DeskAsked) -> tuple[Column, ...]:
    place = TOWN if actor.role is Role.CIVIL_AFFAIRS else VILLAGE
    return TITLE, CODE, _category(), place, URGENCY, HANDED_IN


def _desk(actor: Actor, asked: DeskAsked) -> Select[tuple[Need]]:
    return queries.desk(
        Desk(
            state=asked.state_of(actor),
            town=asked.asked("town"),
            category=asked.asked("category"),
            search=asked.q.words,
        )
    )


def _mine(actor: Actor, asked: DeskAsked) -> Select[tuple[Need]]:
    return queries.mine(actor, state=asked.asked("state"), search=asked.q.words)


def _asked(_actor: Actor, args: Any) -> DeskAsked:
    return DeskAsked(args)


DESK = Listing(
    name="needs.desk",
    title=_l("Needs"),
    form=_asked,
    columns=_desk_columns,
    statement=_desk,
    order=lambda _asked: queries.DESK_ORDER,
    steps=frozenset(
        f"needs.{name}"
        for name in ("review", "endorse", "approve", "approve_many", "send_back", "reject")
    ),
)

MINE = Listing(
    name="needs.mine",
    title=_l("Needs of my place"),
    form=_asked,
    columns=lambda _actor, _asked: (
        TITLE,
        CODE,
        _category(),
        VILLAGE,
        URGENCY,
        _state(),
        HANDED_IN,
    ),
    statement=_mine,
    order=lambda _asked: queries.MINE_ORDER,
    steps=frozenset(("needs.need", "needs.submit", "needs.withdraw")),
)
