"""The administrator's list of accounts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.kernel import clock, words
from app.kernel.access import Actor
from app.kernel.listing import Cell, Column, Listing
from app.people import queries
from app.people.forms import AccountsAsked
from app.people.models import Account
from app.places import queries as places

NAME = Column(
    name="name",
    words=_l("Name"),
    of=lambda row: row.display_name,
    sort=(Account.display_name,),
)
SIGN_IN_NAME = Column(
    name="sign_in_name", words=_l("Sign-in name"), of=lambda row: row.name, sort=(Account.name,)
)
SIGNED_IN_AT = Column(
    name="signed_in",
    words=_l("Last signed in"),
    of=lambda row: row.signed_in_at,
    sort=(Account.signed_in_at,),
)


def _roles(row: Account) -> Cell:
    worn = [
        words.label("role", hat.role) + (f" · {places.full_name(hat.place)}" if hat.place else "")
        for hat in queries.current_hats(row)
    ]
    return "；".join(worn)


def _locked(row: Account) -> Cell:
    return str(_("Locked")) if row.is_locked(clock.now()) else None


ROLES = Column(name="roles", words=_l("Roles today"), of=_roles)
LOCKED = Column(name="locked", words=_l("Locked"), of=_locked, sort=(Account.locked_until,))


def _statement(_actor: Actor, asked: AccountsAsked) -> Select[tuple[Account]]:
    return queries.accounts(
        search=asked.q.words, role=asked.asked("role"), is_locked=bool(asked.locked.data)
    )


def _form(_actor: Actor, args: Any) -> AccountsAsked:
    return AccountsAsked(args)


ACCOUNTS = Listing(
    name="people.accounts",
    title=_l("Accounts and appointments"),
    form=_form,
    columns=lambda _actor, _asked: (NAME, SIGN_IN_NAME, ROLES, SIGNED_IN_AT, LOCKED),
    statement=_statement,
    order=lambda _asked: (Account.id,),
    steps=frozenset(
        f"people.{name}"
        for name in ("one_account", "appoint", "end_appointment", "unlock", "reset_password")
    ),
)
