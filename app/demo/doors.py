"""Who can sign in on a demo site: one person of each role, chosen to have something to do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.people.models import Account, Appointment
from app.places import queries as places


@dataclass(frozen=True, slots=True)
class Door:
    role: Role
    name: str
    display_name: str
    place: str


def doors() -> list[Door]:
    """The first account of each role, in the order of the roles."""
    first = select(func.min(Appointment.id)).group_by(Appointment.role)
    with unscoped("a demo site says who can sign in"):
        found = db.session.execute(
            select(Account.name, Account.display_name, Appointment.role, Appointment.place)
            .join(Appointment, Appointment.account_id == Account.id)
            .where(Appointment.id.in_(first))
        ).all()
    order = list(Role)
    return [
        Door(Role(role), name, display_name, places.full_name(place) if place else "")
        for name, display_name, role, place in sorted(
            found, key=lambda row: order.index(Role(row.role))
        )
    ]
