"""Who could help with one need: however large the county, a bounded number is looked at.

The last round has weighed every supply, and what it kept for the need is looked at again; beside it
those nearest to the need who serve its kind of help. The rules and the scores are those of today.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, radians
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from app.kernel import clock
from app.kernel.db import db
from app.kernel.lists import holds
from app.kernel.scope import find
from app.matches import bridge, wording
from app.matches.models import Match
from app.matches.queries import market, rounds
from app.matches.queries.vectors import vectors
from app.needs.models import Need, NeedState
from app.offers.models import JobPosting, Offer, OfferState, Posting
from app.providers.models import Organization, ProviderState, Volunteer

SHOWN = 20
NEAREST = 200
"""Of each kind of supply; a county with fewer who serve the category is looked at whole."""
TOLD = ("overlap", "distance", "commute", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another supply that would do."""

    key: str
    name: str
    score: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """Who keeps every rule today, best first. `round_at` is when everybody was last weighed."""

    need: Need
    others: list[Other]
    is_everybody: bool
    round_at: datetime | None


def helpers(need_id: int) -> Helpers:
    """Those who keep every rule for one open need, best first."""
    need, today = find(Need, need_id), clock.today()
    last = rounds.latest_done()
    round_at = last.finished_at if last is not None else None
    if need.state != NeedState.OPEN:
        return Helpers(need=need, others=[], is_everybody=True, round_at=round_at)
    near = [_nearest(need, today, letter) for letter in market.MODELS]
    keys = {key for found in near for key in found} | set(need.designated or ())
    if last is not None:
        keys |= _kept(need, last.id)
    return Helpers(
        need=need,
        others=_ranked(need, keys, today),
        is_everybody=all(len(found) < NEAREST for found in near),
        round_at=round_at,
    )


def _ranked(need: Need, keys: set[str], today: date) -> list[Other]:
    rows = [
        row for _key, row in sorted(market.supply_rows(keys).items()) if row.obstacle(today) is None
    ]
    wanted = market.engine_need(need, today)
    supplies = [bridge.to_supply(row, on=today) for row in rows]
    known = vectors([wanted.text, *(one.text for one in supplies)])
    fits = bridge.ranked(wanted, supplies, on=today, most=SHOWN, vectors=known)
    names = market.supply_names(one.supply_key for one in fits)
    return [
        Other(
            key=one.supply_key,
            name=names[one.supply_key],
            score=one.score,
            words=wording.joined(_best(one.parts)),
        )
        for one in fits
    ]


def _kept(need: Need, round_id: int) -> set[str]:
    """What the round proposed for the need, and whom it ranked behind."""
    proposed = db.session.scalars(
        select(Match).where(Match.need_id == need.id, Match.round_id == round_id)
    ).all()
    behind = {one["supply"] for match in proposed for one in match.alternatives}
    return behind | {match.supply_key for match in proposed}


def _nearest(need: Need, today: date, letter: str) -> list[str]:
    """Keys of the nearest supplies of a kind that serve the need's category and have room."""
    model, near = market.MODELS[letter], NEAR[market.MODELS[letter]]
    found = near.serving(need, today).where(model.load < model.capacity)
    found = found.order_by(_squared(need, near.stands), model.id).limit(NEAREST)
    return [model.supply_kind.key(number) for number in db.session.scalars(found)]


def _volunteers(need: Need, today: date) -> Select[tuple[int]]:
    return select(Volunteer.id).where(
        Volunteer.state == ProviderState.ACTIVE,
        Volunteer.record_check_until >= today,
        holds(Volunteer.categories, need.category),
    )


def _offers(need: Need, _today: date) -> Select[tuple[int]]:
    return _published(Offer).where(Offer.category == need.category)


def _jobs(need: Need, _today: date) -> Select[tuple[int]]:
    published = _published(JobPosting)
    return published if need.is_employment else published.where(JobPosting.id.is_(None))


def _published(model: type[Posting]) -> Select[tuple[int]]:
    return (
        select(model.id)
        .join(Organization, Organization.id == model.organization_id)
        .where(model.state == OfferState.PUBLISHED, Organization.state == ProviderState.ACTIVE)
    )


class Near(NamedTuple):
    """How the nearest of a kind are asked for: who serves a need on a day, and what stands where."""

    serving: Callable[[Need, date], Select[tuple[int]]]
    stands: Any


NEAR = {
    Volunteer: Near(_volunteers, Volunteer),
    Offer: Near(_offers, Organization),
    JobPosting: Near(_jobs, JobPosting),
}


def _squared(need: Need, place: Any) -> ColumnElement[float]:
    """A measure that grows with the way: degrees of a plane, squared."""
    north, east = place.lat - need.lat, (place.lon - need.lon) * cos(radians(need.lat))
    squared: ColumnElement[float] = north * north + east * east
    return squared


def _best(parts: list[dict[str, Any]]) -> list[str]:
    told = [part for part in parts if part["feature"] in TOLD]
    return [wording.part_words(part) for part in told if part["value"] is not None]
