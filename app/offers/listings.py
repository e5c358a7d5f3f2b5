"""The officer's list of postings."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.kernel import words
from app.kernel.access import Actor
from app.kernel.listing import Column, Listing
from app.offers import queries
from app.offers.forms import PostingsAsked
from app.offers.models import KINDS
from app.providers.models import Organization


def _columns(_actor: Actor, asked: PostingsAsked) -> tuple[Column, ...]:
    model = KINDS[asked.shown_kind]
    return (
        Column(name="title", words=_l("Title"), of=lambda row: row.title, sort=(model.title,)),
        Column(
            name="organization",
            words=_l("Organisation"),
            of=lambda row: row.organization.name,
            sort=(Organization.name,),
        ),
        Column(name="code", words=_l("Number"), of=lambda row: row.code, sort=(model.code,)),
        Column(
            name="capacity",
            words=_l("How much"),
            of=lambda row: row.capacity,
            sort=(model.capacity,),
        ),
        Column(
            name="posted",
            words=_l("Posted"),
            of=lambda row: row.created_at,
            sort=(model.created_at,),
        ),
        Column(
            name="state",
            words=_l("Where it stands"),
            of=lambda row: words.label("offer_state", row.state),
        ),
    )


def _statement(_actor: Actor, asked: PostingsAsked) -> Select[Any]:
    return queries.desk(asked.shown_kind, asked.shown_state, search=asked.q.words)


def _form(_actor: Actor, args: Any) -> PostingsAsked:
    return PostingsAsked(args)


def _longest_waiting(asked: PostingsAsked) -> tuple[Any, ...]:
    model = KINDS[asked.shown_kind]
    return model.created_at, model.id


DESK = Listing(
    name="offers.desk",
    title=_l("Postings"),
    form=_form,
    columns=_columns,
    statement=_statement,
    order=_longest_waiting,
    steps=frozenset(
        f"offers.{name}"
        for name in ("review_offer", "review_job", "verify", "send_back", "suspend")
    ),
)
