"""Reading providers: whether they may meet children, whose accounts are theirs, what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, not_, or_, select
from sqlalchemy.orm import selectinload

from app.kernel import cleaning, clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.scope import find, unscoped
from app.kernel.secrets import unseal
from app.people.models import Account, Appointment
from app.people.queries import is_called
from app.providers.models import (
    HomeMove,
    MoveState,
    Organization,
    ProviderState,
    RecordCheck,
    Volunteer,
)

Model = type[Volunteer] | type[Organization]
MOST_FOUND = 200
"""How many accounts one search by name looks through."""


def complete_actor(actor: Actor) -> Actor:
    """The same actor, saying whether this provider is vetted today."""
    if actor.volunteer_id is None and actor.organization_id is None:
        return actor
    today = clock.today()
    with unscoped("a session that is not bound yet says whether its provider is vetted"):
        if actor.volunteer_id is not None:
            return replace(actor, is_vetted=find(Volunteer, actor.volunteer_id).is_vetted(today))
        row = find(Organization, actor.organization_id or 0)
        return replace(actor, is_vetted=row.is_vetted(today))


def held_qualifications(provider: Volunteer | Organization, day: date) -> frozenset[str]:
    """The kinds that were confirmed and are valid on `day`."""
    return frozenset(one.kind for one in provider.qualifications if one.is_held(day))


def accounts_of(
    *, volunteer_id: int | None = None, organization_id: int | None = None
) -> Sequence[int]:
    """The active accounts of a volunteer, or of an organisation's people: whom a letter goes to."""
    holder = (
        Appointment.volunteer_id == volunteer_id
        if volunteer_id is not None
        else Appointment.organization_id == organization_id
    )
    found = db.session.scalars(
        select(Appointment.account_id)
        .join(Account, Account.id == Appointment.account_id)
        .where(holder, Account.is_active)
    ).all()
    return sorted(set(found))


STEPS = ("skills", "times", "reach", "pledge")
"""What a profile needs before it is looked at, in the order in which it is asked."""


def first_step(volunteer: Volunteer) -> str | None:
    """The first step that is still open before the pledge; None when all of them are done."""
    answers = (volunteer.categories, volunteer.slots, volunteer.modes)
    return next((step for step, told in zip(STEPS, answers, strict=False) if not told), None)


@dataclass(frozen=True, slots=True)
class Person:
    """Who a volunteer is, for the volunteer alone."""

    full_name: str
    mobile: str


def own_volunteer(actor: Actor) -> Volunteer:
    """The volunteer's own profile, with its certificates in the order they were named."""
    wanted = (
        select(Volunteer)
        .where(Volunteer.id == actor.volunteer_id)
        .options(selectinload(Volunteer.qualifications))
    )
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound("own volunteer")
    return found


def own_person(volunteer: Volunteer) -> Person:
    return Person(unseal(volunteer.full_name), unseal(volunteer.mobile))


class VettingFilter(StrEnum):
    """What the officer's list is narrowed to."""

    APPLIED = "applied"
    ACTIVE = "active"
    EXPIRING = "expiring"
    SUSPENDED = "suspended"
    ALL = "all"


class ProviderKind(StrEnum):
    VOLUNTEER = "volunteer"
    ORGANIZATION = "organization"
    EMPLOYER = "employer"


EXPIRES_WITHIN = timedelta(days=30)
EMPLOYER_KIND = "enterprise"


def vetting(kind: ProviderKind, only: VettingFilter, *, search: str = "") -> Select[tuple[Any]]:
    """The officer's list, in no order yet."""
    model = _model(kind)
    statement: Select[tuple[Any]] = (
        select(model)
        .where(*_of_kind(kind), *_narrowed(model, only))
        .options(selectinload(model.qualifications))
    )
    if search:
        statement = statement.where(_matches(model, search))
    return statement


def vetting_order(kind: ProviderKind, only: VettingFilter) -> tuple[Any, ...]:
    """Those who wait longest first, those still filling in after them."""
    model = _model(kind)
    order = [model.record_check_until] if only is VettingFilter.EXPIRING else []
    if model is Volunteer:
        order.append(Volunteer.pledge_signed_at.is_(None))
    return (*order, model.applied_at, model.id)


def waiting(kind: ProviderKind) -> int:
    """How many of this kind have applied and wait."""
    model = _model(kind)
    wanted = select(func.count(model.id)).where(
        *_of_kind(kind), *_narrowed(model, VettingFilter.APPLIED)
    )
    return db.session.scalar(wanted) or 0


def open_moves() -> Sequence[HomeMove]:
    """Volunteers who wait to start from another town, the longest waiting first."""
    return db.session.scalars(
        select(HomeMove)
        .where(HomeMove.state == MoveState.ASKED)
        .options(selectinload(HomeMove.volunteer))
        .order_by(HomeMove.asked_at, HomeMove.id)
    ).all()


def provider(model: Model, key: int) -> Volunteer | Organization:
    """One provider as the officer decides about it."""
    wanted = select(model).where(model.id == key).options(selectinload(model.qualifications))
    found: Any = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(f"{model.__name__} {key}")
    row: Volunteer | Organization = found
    return row


def record_checks(row: Volunteer | Organization) -> Sequence[RecordCheck]:
    """The queries that came back clear, the latest first."""
    wanted = select(RecordCheck).filter_by(**row.holder)
    return db.session.scalars(wanted.order_by(RecordCheck.id.desc())).all()


def _model(kind: ProviderKind) -> Any:
    return Volunteer if kind is ProviderKind.VOLUNTEER else Organization


def _of_kind(kind: ProviderKind) -> tuple[ColumnElement[bool], ...]:
    if kind is ProviderKind.VOLUNTEER:
        return ()
    is_employer = Organization.kind == EMPLOYER_KIND
    return (is_employer if kind is ProviderKind.EMPLOYER else not_(is_employer),)


def _narrowed(model: Any, only: VettingFilter) -> tuple[ColumnElement[bool], ...]:
    if only is VettingFilter.ALL:
        return ()
    if only is VettingFilter.EXPIRING:
        soon = clock.today() + EXPIRES_WITHIN
        return (model.state == ProviderState.ACTIVE, model.record_check_until <= soon)
    return (model.state == ProviderState(only.value),)


def _matches(model: Any, search: str) -> ColumnElement[bool]:
    """A part of a name or number, or a whole telephone number however it is written."""
    if model is Organization:
        return or_(
            Organization.name.contains(search, autoescape=True),
            Organization.uscc.contains(cleaning.compact(search), autoescape=True),
            Organization.id.in_(_holders(Appointment.organization_id, search)),
        )
    return or_(
        Volunteer.code.contains(search.upper(), autoescape=True),
        Volunteer.id.in_(_holders(Appointment.volunteer_id, search)),
    )


def _holders(holder: Any, search: str) -> Sequence[int]:
    """Keys of the providers whose people are called so."""
    theirs = (
        select(holder)
        .join(Account, Account.id == Appointment.account_id)
        .where(holder.is_not(None), is_called(search))
    )
    with unscoped("an officer looks for a provider by name or telephone number"):
        return db.session.scalars(theirs.limit(MOST_FOUND)).all()
