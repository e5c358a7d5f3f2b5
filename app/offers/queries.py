"""Reading offers and jobs. The session leaves what the actor may see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.listing import finds
from app.kernel.lists import holds
from app.kernel.paging import Page, paginate
from app.offers.models import KINDS, JobPosting, Offer, OfferState, Posting
from app.providers.models import Organization, ProviderState

P = TypeVar("P", bound=Posting)

KM_PER_DEGREE = 111.2
SEATED, COURSE = "seated", "training"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFilter:
    category: str | None = None
    town: str | None = None
    goods: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """`near` is a point (lat, lon); `within_km` counts from it. `sort` is new, near or pay."""

    town: str | None = None
    near: tuple[float, float] | None = None
    within_km: float | None = None
    shift: str | None = None
    seated: bool = False
    training: bool = False
    child_friendly: bool = False
    sort: str = "new"


def published(model: type[P]) -> Sequence[P]:
    """All of a kind that a round may use, with organisation and what that holds: three questions."""
    wanted = (
        select(model)
        .where(model.state == OfferState.PUBLISHED, _by_the_active(model))
        .order_by(model.id)
        .options(model.with_certificates())
    )
    return db.session.scalars(wanted).all()


def awaiting(actor: Actor) -> int:
    """How many postings wait for this person: to be verified, or returned to be corrected."""
    if actor.role is Role.CIVIL_AFFAIRS:
        return sum(_count(kind, kind.state == OfferState.SUBMITTED) for kind in KINDS.values())
    if actor.organization_id is None:
        return 0
    kind = own_kind(actor)
    return _count(kind, _of(actor, kind), kind.state == OfferState.RETURNED)


def open_jobs_count() -> int:
    """Jobs and courses that somebody may still take."""
    return _count(JobPosting, *_open(JobPosting))


def _count(model: type[Posting], *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(model.id)).where(*conditions)) or 0


def own_kind(actor: Actor) -> type[Posting]:
    """Employers post jobs; members of other organisations post offers."""
    return JobPosting if actor.role is Role.EMPLOYER else Offer


def mine(actor: Actor, number: int) -> Page[Posting]:
    """The postings of the actor's organisation: what asks for something first, then the newest."""
    kind = own_kind(actor)
    rows = (
        select(kind)
        .where(_of(actor, kind))
        .order_by((kind.state == OfferState.RETURNED).desc(), kind.created_at.desc(), kind.id)
    )
    return paginate(rows, number)


def _of(actor: Actor, kind: type[Posting]) -> ColumnElement[bool]:
    return kind.organization_id == actor.organization_id


def posting(model: type[P], posting_id: int) -> P:
    """One offer or job with its organisation and what that holds.

    Whoever may not see the organisation, because it is suspended, does not see what it posted.
    """
    row = db.session.scalars(
        select(model)
        .where(model.id == posting_id, model.organization_id.in_(select(Organization.id)))
        .options(model.with_certificates())
    ).one_or_none()
    if row is None:
        raise NotFound(f"{model.__name__} {posting_id}")
    return row


def is_own(actor: Actor, found: Posting) -> bool:
    """Whether the actor may change this posting."""
    return actor.organization_id == found.organization_id and isinstance(found, own_kind(actor))


def desk(kind: str, state: OfferState, *, search: str = "") -> Select[tuple[Posting]]:
    """An officer's list: one kind in one state, in no order yet."""
    model = KINDS[kind]
    rows: Select[tuple[Posting]] = (
        select(model)
        .join(Organization, Organization.id == model.organization_id)
        .where(model.state == state)
        .options(selectinload(model.organization))
    )
    if search:
        rows = rows.where(finds(search, model.title, model.code, Organization.name))
    return rows


def desk_counts() -> dict[tuple[str, str], int]:
    """(kind, state) → how many, for the tabs of the desk."""
    counts = {}
    for kind, model in KINDS.items():
        rows = db.session.execute(select(model.state, func.count(model.id)).group_by(model.state))
        counts.update({(kind, state): number for state, number in rows})
    return counts


def offers(wanted: OfferFilter, number: int) -> Page[Offer]:
    """What everyone may read of what is given."""
    rows = select(Offer).where(*_open(Offer)).options(selectinload(Offer.organization))
    if wanted.category:
        rows = rows.where(Offer.category == wanted.category)
    if wanted.town:
        rows = rows.where(or_(_is_empty(Offer.areas), holds(Offer.areas, wanted.town)))
    if wanted.goods is not None:
        rows = rows.where(Offer.is_goods.is_(wanted.goods))
    return paginate(rows.order_by(Offer.published_at.desc(), Offer.id.desc()), number)


def jobs(wanted: JobFilter, number: int) -> Page[JobPosting]:
    """Jobs and courses with a place left."""
    rows = (
        select(JobPosting)
        .where(*_open(JobPosting), *_asked(wanted))
        .options(selectinload(JobPosting.organization))
    )
    newest = (JobPosting.published_at.desc(), JobPosting.id.desc())
    if wanted.sort == "near" and wanted.near:
        rows = rows.order_by(_squared_km(wanted.near), JobPosting.id)
    elif wanted.sort == "pay":
        rows = rows.order_by(JobPosting.pay_low.is_(None), JobPosting.pay_low.desc(), *newest)
    else:
        rows = rows.order_by(*newest)
    return paginate(rows, number)


def _asked(wanted: JobFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.town:
        asked.append(JobPosting.town_code == wanted.town)
    if wanted.shift:
        asked.append(JobPosting.shift == wanted.shift)
    if wanted.seated:
        asked.append(holds(JobPosting.requirements, SEATED))
    if wanted.training:
        asked.append(or_(JobPosting.kind == COURSE, JobPosting.training_days > 0))
    if wanted.child_friendly:
        asked.append(~_is_empty(JobPosting.kindnesses))
    if wanted.near and wanted.within_km:
        asked.append(_squared_km(wanted.near) <= wanted.within_km**2)
    return asked


def _open(model: type[Posting]) -> tuple[ColumnElement[bool], ...]:
    return (
        model.state == OfferState.PUBLISHED,
        _by_the_active(model),
        model.load < model.capacity,
        or_(model.ends_on.is_(None), model.ends_on >= clock.today()),
    )


def _by_the_active(model: type[Posting]) -> ColumnElement[bool]:
    """A suspended organisation gives nothing, whatever it has published."""
    active = select(Organization.id).where(Organization.state == ProviderState.ACTIVE)
    return model.organization_id.in_(active)


def _squared_km(point: tuple[float, float]) -> ColumnElement[float]:
    """Flat-earth kilometres, squared: within a county a matter of metres, and any database can."""
    lat, lon = point
    north = (JobPosting.lat - lat) * KM_PER_DEGREE
    east = (JobPosting.lon - lon) * (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return north * north + east * east


def _is_empty(column: InstrumentedAttribute[list[str]]) -> ColumnElement[bool]:
    return cast(column, Text) == "[]"
