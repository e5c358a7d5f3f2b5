"""Reading accounts: who is signed in, and in which hat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kernel import clock
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.people.models import Account, Appointment


def account_by_name(name: str) -> Account | None:
    """The account with this sign-in name, for the sign-in itself."""
    with unscoped("a visitor gives a name to sign in with"):
        return db.session.scalars(
            select(Account)
            .where(Account.name == name.strip().lower())
            .options(selectinload(Account.appointments))
        ).one_or_none()


def actor_of(account_id: int, appointment_id: int, stamp: str) -> Actor:
    """The actor of an open session; `VISITOR` once the account or the hat is no longer good."""
    with unscoped("a session says who it belongs to"):
        row = db.session.execute(
            select(Account, Appointment)
            .join(Appointment, Appointment.account_id == Account.id)
            .where(Account.id == account_id, Appointment.id == appointment_id)
        ).one_or_none()
    if row is None:
        return VISITOR
    account, hat = row
    if not account.is_active or account.stamp != stamp or not hat.is_current(clock.today()):
        return VISITOR
    return Actor(
        role=Role(hat.role),
        account_id=account.id,
        display_name=account.display_name,
        place=hat.place,
        organization_id=hat.organization_id,
        volunteer_id=hat.volunteer_id,
        guardian_id=hat.guardian_id,
        language=account.language,
    )


def current_hats(account: Account) -> list[Appointment]:
    """The appointments that are good today, in the order they were made."""
    return [hat for hat in account.appointments if hat.is_current(clock.today())]


def accounts_in_role(
    role: Role, *, place: str | None = None, organization_id: int | None = None
) -> Sequence[int]:
    """Ids of the active accounts that wear a hat today: whom a letter goes to."""
    today = clock.today()
    hats = (
        select(Appointment)
        .join(Account, Account.id == Appointment.account_id)
        .where(Appointment.role == role, Account.is_active)
        .order_by(Appointment.id)
    )
    if place is not None:
        hats = hats.where(Appointment.place == place)
    if organization_id is not None:
        hats = hats.where(Appointment.organization_id == organization_id)
    with unscoped("a letter finds its readers"):
        found = db.session.scalars(hats).all()
    return sorted({hat.account_id for hat in found if hat.is_current(today)})
