"""The officer's queue and one decision: a pair with everything that speaks for and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.files import Attachment
from app.kernel.listing import finds
from app.kernel.scope import find
from app.matches import bridge, rules, sides, wording
from app.matches.models import Match, MatchState, Unmet
from app.matches.queries import market, rounds
from app.matches.queries.consents import sheets_of
from app.matches.queries.helpers import Other
from app.needs.models import Need, Urgency
from app.providers.supply import Supply

TO_DECIDE, DECIDED = "to_decide", "decided"
DECIDED_STATES = tuple(
    state for state in MatchState if state not in (MatchState.PROPOSED, MatchState.OVERTAKEN)
)
LAST_TIER = case({urgency.value: -urgency.tier for urgency in Urgency}, value=Need.urgency, else_=0)
KM_PER_DEGREE = 111.2
MOST_TO_UNDO = 20
AGREEMENT_DAYS = 28
"""A service of a month or more has a written agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    category: str | None = None
    town: str | None = None
    origin: str | None = None
    state: str | None = None
    plain_only: bool = False
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue."""

    match: Match
    need: Need
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetRow:
    """A need that was left out. `ways` are changes of which any one would do, in words."""

    unmet: Unmet
    need: Need
    ways: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOnMap:
    """The pair on a map, from the need to the provider."""

    east_km: float
    north_km: float
    distance_km: float
    radius_km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    match: Match
    need: Need
    supply: Supply
    provider: str
    parts: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    others: list[Other]
    span: PairOnMap | None
    refusal: Refused | None
    """What would stand in the way of approving it now."""
    place_in_queue: int | None
    queue_length: int
    previous_id: int | None
    next_id: int | None
    sheets: Sequence[Attachment]
    """What the guardian has signed on paper."""


QUEUE_ORDER = (LAST_TIER, Match.score.desc(), Match.id)
DECIDED_ORDER = (Match.decided_at.desc(), Match.id.desc())
UNMET_ORDER = (LAST_TIER, Need.opened_at, Unmet.id)
"""The most urgent and longest waiting first."""


def queue(wanted: QueueFilter, *, tab: str) -> Select[tuple[Match]]:
    """Matches with their needs, in no order yet."""
    found = select(Match).join(Need, Need.id == Match.need_id).where(*_conditions(wanted, tab))
    return found.options(selectinload(Match.need))


def queue_rows(matches: Sequence[Match]) -> list[QueueRow]:
    """With their providers: the same number of questions however many there are."""
    names = market.supply_names(match.supply_key for match in matches)
    return [
        QueueRow(match=match, need=match.need, provider=names[match.supply_key])
        for match in matches
    ]


def just_approved(actor: Actor) -> list[Match]:
    """What the actor has approved and can still take back; the need stands beside each."""
    mine = select(Match).where(
        Match.state == MatchState.APPROVED, Match.decided_by == actor.account_id
    )
    wanted = mine.options(selectinload(Match.need)).order_by(Match.id.desc())
    return list(db.session.scalars(wanted.limit(MOST_TO_UNDO)))


def counts() -> dict[str, int]:
    """How many wait, are plain, were decided, and how many needs the last round left out."""
    row = db.session.execute(
        select(
            func.count().filter(Match.state == MatchState.PROPOSED),
            func.count().filter(Match.state == MatchState.PROPOSED, Match.is_plain),
            func.count().filter(Match.state.in_(DECIDED_STATES)),
        ).select_from(Match)
    ).one()
    last = rounds.latest_done()
    return {
        TO_DECIDE: row[0],
        "plain": row[1],
        DECIDED: row[2],
        "unmet": last.unmet if last is not None else 0,
    }


def decision(actor: Actor, match_id: int) -> Decision:
    """One proposal with its reasons, its rules asked again now, and who else would do."""
    match = find(Match, match_id)
    need, row = find(Need, match.need_id), sides.supply_of(match)
    names = market.supply_names([match.supply_key, *(one["supply"] for one in match.alternatives)])
    ids = _waiting_ids() if match.state == MatchState.PROPOSED else []
    at = ids.index(match.id) if match.id in ids else None
    return Decision(
        match=match,
        need=need,
        supply=row,
        provider=names[match.supply_key],
        parts=wording.parts(match.parts),
        rules=_rules(actor, match, need, row),
        others=[_other(one, match, names) for one in match.alternatives if one["supply"] in names],
        span=_span(need, row, match),
        refusal=_in_the_way(actor, match, need, row),
        place_in_queue=None if at is None else at + 1,
        queue_length=len(ids),
        previous_id=ids[at - 1] if at else None,
        next_id=ids[at + 1] if at is not None and at + 1 < len(ids) else None,
        sheets=sheets_of(match.id),
    )


def next_waiting(after: int, *, within: Select[tuple[Match]] | None = None) -> int | None:
    """The proposal to go on with after a decision: of the queue, or of a part of it."""
    if within is None:
        return next((key for key in _waiting_ids() if key != after), None)
    waiting = within.where(Match.state == MatchState.PROPOSED, Match.id != after)
    found = db.session.scalars(waiting.limit(1)).one_or_none()
    return None if found is None else found.id


def unmet(
    round_id: int, *, reason: str | None, category: str | None, search: str
) -> Select[tuple[Unmet]]:
    """Needs a round left out, in no order yet."""
    wanted = (
        select(Unmet)
        .join(Need, Need.id == Unmet.need_id)
        .where(Unmet.round_id == round_id)
        .options(selectinload(Unmet.need))
    )
    if reason:
        wanted = wanted.where(Unmet.reason == reason)
    if category:
        wanted = wanted.where(Need.category == category)
    if search:
        wanted = wanted.where(finds(search, Need.title, Need.code))
    return wanted


def _conditions(wanted: QueueFilter, tab: str) -> list[ColumnElement[bool]]:
    states = DECIDED_STATES if tab == DECIDED else (MatchState.PROPOSED,)
    conditions: list[ColumnElement[bool]] = [Match.state.in_(states)]
    if wanted.state in states:
        conditions.append(Match.state == wanted.state)
    if wanted.category:
        conditions.append(Need.category == wanted.category)
    if wanted.town:
        conditions.append(Match.town_code == wanted.town)
    if wanted.origin:
        conditions.append(Match.origin == wanted.origin)
    if wanted.plain_only:
        conditions.append(and_(Match.is_plain, or_(Match.state == MatchState.PROPOSED)))
    if wanted.search:
        conditions.append(finds(wanted.search, Need.title, Need.code, Match.code))
    return conditions


def _waiting_ids() -> Sequence[int]:
    """The queue in its order, by number only."""
    return db.session.scalars(
        select(Match.id)
        .join(Need, Need.id == Match.need_id)
        .where(Match.state == MatchState.PROPOSED)
        .order_by(*QUEUE_ORDER)
    ).all()


def _rules(actor: Actor, match: Match, need: Need, row: Supply) -> list[dict[str, Any]]:
    today = clock.today()
    pair = market.engine_need(need, today), bridge.to_supply(row, on=today)
    broken = {one.rule: one.detail for one in bridge.broken(*pair, on=today)}
    settled = match.state != MatchState.PROPOSED
    lines = [
        wording.rule_line(rule, broken.get(rule))
        for rule in bridge.RULES
        # Once decided, the pair's own places and history would speak against itself.
        if not (settled and rule in ("capacity", "exclusion"))
        and rule != ("time" if match.job_id is not None else "shift")
    ]
    if settled:
        return lines
    eyes = match.proposed_by is None or match.proposed_by != actor.account_id
    lines.append(wording.four_eyes_line(is_other=eyes))
    if need.direct_contact and _lasts_a_month(need):
        lines.append(wording.agreement_line())
    return lines


def _lasts_a_month(need: Need) -> bool:
    if need.starts_on is not None and need.ends_on is not None:
        return (need.ends_on - need.starts_on).days >= AGREEMENT_DAYS
    return (need.weeks or 0) * 7 >= AGREEMENT_DAYS


def _in_the_way(actor: Actor, match: Match, need: Need, row: Supply) -> Refused | None:
    if match.state != MatchState.PROPOSED:
        return None
    try:
        rules.require_four_eyes(actor, match, need)
        rules.require_fit(need, row)
    except Refused as refusal:
        return refusal
    return None


def _span(need: Need, row: Supply, match: Match) -> PairOnMap | None:
    """Both ends as stored: a village and a town, not a door."""
    if match.distance_km is None:
        return None
    lat, lon = row.stands_at
    return PairOnMap(
        east_km=(lon - need.lon) * KM_PER_DEGREE * cos(radians(need.lat)),
        north_km=(lat - need.lat) * KM_PER_DEGREE,
        distance_km=match.distance_km,
        radius_km=row.reach_km,
    )


def _other(one: dict[str, Any], match: Match, names: dict[str, str]) -> Other:
    return Other(
        key=one["supply"],
        name=names[one["supply"]],
        score=one["score"],
        words=wording.difference(match.parts, one["parts"]),
    )


def waited_since(moment: datetime | None) -> int:
    """Whole days since then."""
    return 0 if moment is None else (clock.now() - moment).days
