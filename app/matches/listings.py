"""The officer's lists: proposals, the needs nobody was found for, and the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.kernel import words
from app.kernel.access import Actor
from app.kernel.listing import Column, Listing, in_order
from app.matches import wording
from app.matches.forms import QueueAsked, UnmetAsked
from app.matches.models import Match, Round, Unmet
from app.matches.queries import desk as queries
from app.matches.queries import market, rounds
from app.matches.queries.desk import DECIDED, LAST_TIER, QueueRow, UnmetRow
from app.needs.models import Need
from app.places import queries as places

CODE = Column(name="code", words=_l("Number"), of=lambda row: row.match.code, sort=(Match.code,))
TITLE = Column(
    name="need", words=_l("What is needed"), of=lambda row: row.need.title, sort=(Need.title,)
)
TOWN = Column(
    name="place",
    words=_l("Town"),
    of=lambda row: places.full_name(row.need.town_code),
    sort=(Need.town_code,),
)
URGENCY = Column(
    name="urgency",
    words=_l("How urgent is it?"),
    of=lambda row: words.label("urgency", row.need.urgency),
    sort=(LAST_TIER,),
)
WAITING = Column(
    name="waiting",
    words=_l("Waiting so far"),
    of=lambda row: queries.waited_since(row.need.opened_at),
    sort=(Need.opened_at,),
    is_turned=True,
)
PROVIDER = Column(name="provider", words=_l("Who would help"), of=lambda row: row.provider)
POINTS = Column(
    name="points", words=_l("Points"), of=lambda row: round(row.match.score), sort=(Match.score,)
)
DISTANCE = Column(
    name="distance",
    words=_l("How far"),
    of=lambda row: None if row.match.distance_km is None else round(row.match.distance_km, 1),
    sort=(Match.distance_km,),
)
STATE = Column(
    name="state",
    words=_l("How it stands"),
    of=lambda row: words.label("match_state", row.match.state),
    sort=(Match.state,),
)
DECIDED_AT = Column(
    name="decided",
    words=_l("Decided"),
    of=lambda row: row.match.decided_at,
    sort=(Match.decided_at,),
)


def _category() -> Column:
    return Column(
        name="category",
        words=_l("Kind of help"),
        of=lambda row: words.label("service_category", row.need.category),
        sort=(in_order(Need.category, "service_category"),),
    )


def _queue_columns(_actor: Actor, asked: QueueAsked) -> tuple[Column, ...]:
    of_tab = (STATE, DECIDED_AT) if asked.shown_tab == DECIDED else (WAITING,)
    return CODE, TITLE, _category(), TOWN, URGENCY, PROVIDER, POINTS, DISTANCE, *of_tab


def _queue(_actor: Actor, asked: QueueAsked) -> Select[tuple[Match]]:
    return queries.queue(asked.wanted(), tab=asked.shown_tab)


def _named(_actor: Actor, matches: Sequence[Match]) -> list[QueueRow]:
    return queries.queue_rows(matches)


def _reason(row: UnmetRow) -> str:
    return wording.unmet_words(row.unmet.reason, row.unmet.feasible)


def _changes(row: UnmetRow) -> str:
    return "；".join(row.ways)


def _unmet_columns(_actor: Actor, _asked: UnmetAsked) -> tuple[Column, ...]:
    reason = Column(
        name="reason",
        words=_l("Reason"),
        of=_reason,
        sort=(in_order(Unmet.reason, "match_rule"),),
    )
    number = Column(
        name="code", words=_l("Number"), of=lambda row: row.need.code, sort=(Need.code,)
    )
    ways = Column(name="ways", words=_l("What would help"), of=_changes)
    return number, TITLE, _category(), TOWN, URGENCY, WAITING, reason, ways


def _unmet(_actor: Actor, asked: UnmetAsked) -> Select[tuple[Unmet]]:
    last = rounds.latest_done()
    return queries.unmet(
        last.id if last is not None else 0,
        reason=asked.asked("reason"),
        category=asked.asked("category"),
        search=asked.q.words,
    )


def _with_ways(_actor: Actor, items: Sequence[Unmet]) -> list[UnmetRow]:
    """What would change each need's luck, with the names of those it depends on."""
    names = market.supply_names(change["supply"] for one in items for change in one.changes)
    return [
        UnmetRow(
            unmet=one,
            need=one.need,
            ways=[
                wording.change_words(change, who=names[change["supply"]])
                for change in one.changes
                if change["supply"] in names
            ],
        )
        for one in items
    ]


def _queue_form(_actor: Actor, args: Any) -> QueueAsked:
    return QueueAsked(args)


def _unmet_form(_actor: Actor, args: Any) -> UnmetAsked:
    return UnmetAsked(args)


QUEUE = Listing(
    name="matches.queue",
    title=_l("Proposals"),
    form=_queue_form,
    columns=_queue_columns,
    statement=_queue,
    order=lambda asked: (
        queries.DECIDED_ORDER if asked.shown_tab == DECIDED else queries.QUEUE_ORDER
    ),
    dress=_named,
    steps=frozenset(
        f"matches.{name}"
        for name in ("match", "approve", "approve_many", "reject", "replace", "end")
    ),
)

UNMET = Listing(
    name="matches.unmet",
    title=_l("Needs nobody was found for"),
    form=_unmet_form,
    columns=_unmet_columns,
    statement=_unmet,
    order=lambda _asked: queries.UNMET_ORDER,
    dress=_with_ways,
    steps=frozenset(("matches.helpers", "matches.propose")),
)

ROUNDS = Listing(
    name="matches.rounds",
    title=_l("Matching rounds"),
    columns=lambda _actor, _asked: (
        Column(
            name="number", words=_l("Number of the round"), of=lambda row: row.id, sort=(Round.id,)
        ),
        Column(
            name="state",
            words=_l("How it stands"),
            of=lambda row: words.label("round_state", row.state),
            sort=(Round.state,),
        ),
        Column(
            name="asked",
            words=_l("Asked for"),
            of=lambda row: row.requested_at,
            sort=(Round.requested_at,),
        ),
        Column(name="needs", words=_l("Needs"), of=lambda row: row.needs, sort=(Round.needs,)),
        Column(
            name="proposals",
            words=_l("Proposals"),
            of=lambda row: row.proposals,
            sort=(Round.proposals,),
        ),
        Column(
            name="unmet", words=_l("Nobody found"), of=lambda row: row.unmet, sort=(Round.unmet,)
        ),
    ),
    statement=lambda _actor, _asked: rounds.rounds(),
    order=lambda _asked: (Round.id.desc(),),
)
