"""Reading providers: whether they may meet children, whose accounts are theirs, what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.scope import find, unscoped
from app.people.models import Account, Appointment
from app.providers.models import Organization, ProviderState, Qualification, Volunteer


def complete_actor(actor: Actor) -> Actor:
    """The same actor, saying whether this provider is vetted today."""
    today = clock.today()
    if actor.volunteer_id is not None:
        with unscoped("a session says whether its volunteer is vetted"):
            return replace(actor, is_vetted=find(Volunteer, actor.volunteer_id).is_vetted(today))
    if actor.organization_id is not None:
        with unscoped("a session says whether its organisation is vetted"):
            row = find(Organization, actor.organization_id)
            return replace(actor, is_vetted=is_vetted(row, today))
    return actor


def is_vetted(organization: Organization, day: date) -> bool:
    """Active, and its own yearly checks of its staff are attested for `day`."""
    until = organization.record_check_until
    is_active = organization.state == ProviderState.ACTIVE
    return is_active and until is not None and until >= day


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
    with unscoped("a letter finds a provider's people"):
        found = db.session.scalars(
            select(Appointment.account_id)
            .join(Account, Account.id == Appointment.account_id)
            .where(holder, Account.is_active)
        ).all()
    return sorted(set(found))


def own_volunteer(actor: Actor) -> Volunteer:
    """The volunteer's own profile."""
    return find(Volunteer, actor.volunteer_id or 0)


def own_qualifications(actor: Actor) -> Sequence[Qualification]:
    """What the volunteer claims or holds, in the order it was told."""
    wanted = select(Qualification).where(Qualification.volunteer_id == actor.volunteer_id)
    return db.session.scalars(wanted.order_by(Qualification.id)).all()
