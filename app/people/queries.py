"""Reading accounts: who is signed in, and in which hat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.kernel import cleaning, clock
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.events import AuditLine
from app.kernel.paging import Page, paginate
from app.kernel.scope import find, unscoped
from app.people.links import digest_of
from app.people.models import Account, Appointment, OneTimeLink, Purpose
from app.people.passwords import UNUSABLE
from app.post.models import Letter

LOOK_BACK = timedelta(days=90)
"""How far back a person is shown who tried to sign in to the account."""
OWN_EVENTS = (
    "people.signed_in",
    "people.sign_in_failed",
    "people.hat_changed",
    "people.account_changed",
    "people.account_unlocked",
)


def account_by_name(name: str) -> Account | None:
    """The account with this sign-in name, for the sign-in itself."""
    wanted = select(Account).where(Account.name == cleaning.sign_in_name(name).lower())
    found = _at_the_door(wanted.options(selectinload(Account.appointments)))
    return found[0][0] if found else None


def actor_of(account_id: int, appointment_id: int, stamp: str) -> Actor:
    """The actor of an open session; `VISITOR` once the account or the hat is no longer good."""
    found = _at_the_door(
        select(Account, Appointment)
        .join(Appointment, Appointment.account_id == Account.id)
        .where(Account.id == account_id, Appointment.id == appointment_id)
    )
    if not found:
        return VISITOR
    account, hat = found[0]
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
    hats = (
        select(Appointment.account_id)
        .join(Account, Account.id == Appointment.account_id)
        .where(Appointment.role == role, Account.is_active, Appointment.as_of(clock.today()))
    )
    if place is not None:
        hats = hats.where(Appointment.place == place)
    if organization_id is not None:
        hats = hats.where(Appointment.organization_id == organization_id)
    return sorted(set(db.session.scalars(hats)))


def display_names(ids: Iterable[int]) -> dict[int, str]:
    """Who set or decided something, for the history that shows it to their colleagues."""
    wanted = select(Account.id, Account.display_name).where(Account.id.in_(set(ids)))
    with unscoped("a history says who set what"):
        return {row.id: row.display_name for row in db.session.execute(wanted)}


def is_name_taken(name: str) -> bool:
    """Whether somebody signs in with this name already; for those who sign up."""
    wanted = select(Account.id).where(Account.name == cleaning.sign_in_name(name).lower())
    return bool(_at_the_door(wanted))


def way_in(account_id: int) -> tuple[Account, list[Appointment]]:
    """An account that has just been let in, and the hats it may wear today."""
    wanted = select(Account).where(Account.id == account_id)
    ((account,),) = _at_the_door(wanted.options(selectinload(Account.appointments)))
    return account, current_hats(account)


def _at_the_door(wanted: Select[Any]) -> Sequence[Row[Any]]:
    """Accounts and hats as the door needs them, before it is known who stands there."""
    with unscoped("whoever stands at the door is nobody yet"):
        return db.session.execute(wanted).all()


def _administrators() -> Select[tuple[Account]]:
    return (
        select(Account)
        .join(Appointment, Appointment.account_id == Account.id)
        .where(Appointment.role == Role.SYSTEM_ADMINISTRATOR, Appointment.as_of(clock.today()))
    )


def is_looked_after() -> bool:
    """Whether some administrator can sign in today; asked beyond any scope."""
    able = _administrators().where(Account.is_active, Account.password_hash != UNUSABLE)
    return db.session.scalars(able.limit(1)).first() is not None


def waiting_administrator(name: str) -> Account | None:
    """The administrator of this name who has not chosen a password; asked beyond any scope."""
    wanted = _administrators().where(
        Account.name == cleaning.sign_in_name(name).lower(),
        Account.password_hash == UNUSABLE,
    )
    return db.session.scalars(wanted.limit(1)).first()


def account_to_activate(token: str) -> tuple[int, str] | None:
    """The account an open link is for, and its sign-in name; None when the link opens nothing."""
    found = _at_the_door(
        select(OneTimeLink, Account.name)
        .join(Account, Account.id == OneTimeLink.account_id)
        .where(OneTimeLink.digest == digest_of(token), OneTimeLink.purpose == Purpose.ACTIVATE)
    )
    return next(
        ((link.account_id, name) for link, name in found if link.is_open(clock.now())), None
    )


def own_account(actor: Actor) -> Account:
    return find(Account, actor.account_id or 0)


def own_lines(actor: Actor, *, most: int = 10) -> Sequence[AuditLine]:
    """The latest attempts to sign in to this account, and the changes to it."""
    since = clock.now() - LOOK_BACK
    wanted = (
        select(AuditLine)
        .where(AuditLine.event.in_(OWN_EVENTS), AuditLine.at >= since)
        .where(AuditLine.payload["account_id"].as_integer() == actor.account_id)
    )
    return db.session.scalars(wanted.order_by(AuditLine.id.desc()).limit(most)).all()


def is_called(search: str) -> ColumnElement[bool]:
    """Part of a sign-in name or of a name in any spelling, or a whole telephone number."""
    shown = (Account.display_name.contains(one, autoescape=True) for one in _spellings(search))
    found = [Account.name.contains(cleaning.sign_in_name(search).lower(), autoescape=True), *shown]
    number = cleaning.sought_phone(search)
    return or_(*found) if number is None else or_(Account.mobile_index == number, *found)


def _spellings(search: str) -> set[str]:
    return {search, cleaning.name(search)} - {""}


def doors(*, search: str = "", number: int = 1) -> Page[Appointment]:
    """Who can come in by one click on a demo site, with the hat each would wear."""
    first = (
        select(func.min(Appointment.id))
        .where(Appointment.as_of(clock.today()))
        .group_by(Appointment.account_id)
    )
    statement = (
        select(Appointment)
        .join(Account, Account.id == Appointment.account_id)
        .where(Appointment.id.in_(first), Account.is_active)
        .options(contains_eager(Appointment.account))
        .order_by(Appointment.id)
    )
    if search:
        statement = statement.where(is_called(search))
    with unscoped("a demo site says who can sign in"):
        return paginate(statement, number)


def someone_of_each_role() -> list[Appointment]:
    """Of each role the one with most unread letters, in the order of the roles: a demo's doors
    should lead to somebody with something to do.
    """
    unread = (
        select(Letter.account_id, func.count().label("letters"))
        .where(Letter.read_at.is_(None))
        .group_by(Letter.account_id)
        .subquery()
    )
    busiest = (func.coalesce(unread.c.letters, 0).desc(), Appointment.id)
    ranked = (
        select(
            Appointment.id,
            func.row_number().over(partition_by=Appointment.role, order_by=busiest).label("rank"),
        )
        .join(Account, Account.id == Appointment.account_id)
        .outerjoin(unread, unread.c.account_id == Account.id)
        .where(Appointment.as_of(clock.today()), Account.is_active)
        .subquery()
    )
    firsts = select(Appointment).where(
        Appointment.id.in_(select(ranked.c.id).where(ranked.c.rank == 1))
    )
    hats = _at_the_door(firsts.options(selectinload(Appointment.account)))
    order = list(Role)
    return sorted((hat for (hat,) in hats), key=lambda hat: order.index(Role(hat.role)))


def accounts(
    *, search: str = "", role: str | None = None, is_locked: bool = False
) -> Select[tuple[Account]]:
    """The administrator's list, in no order yet."""
    statement = select(Account).options(selectinload(Account.appointments))
    if search:
        statement = statement.where(is_called(search))
    if role:
        worn = select(Appointment.account_id).where(
            Appointment.role == role, Appointment.as_of(clock.today())
        )
        statement = statement.where(Account.id.in_(worn))
    if is_locked:
        statement = statement.where(Account.locked_until > clock.now())
    return statement
