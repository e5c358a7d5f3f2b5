"""Making an account within somebody's action: this room's own, or that of a room which signs up."""

from __future__ import annotations

from app.kernel import cleaning, clock, site_mark
from app.kernel.db import db
from app.kernel.errors import Refused
from app.people import passwords
from app.people.models import Account
from app.people.queries import is_name_taken


def account_for(
    name: str,
    display_name: str,
    *,
    password: str | None,
    email: str | None = None,
    mobile: str | None = None,
    language: str = "zh_Hans_CN",
) -> Account:
    """A new account in the transaction under way; it opens once it has an appointment.

    Without a password nobody can sign in before its holder has chosen one by a link.

    Raises
    ------
    Refused
        The name is taken, or the password is weak; the refusal stands beside `name` or `password`.
    """
    name = cleaning.sign_in_name(name).lower()
    if is_name_taken(name):
        raise Refused("people.name_taken", field="name")
    password_hash = passwords.UNUSABLE
    if password is not None:
        passwords.require_good(password, name=name, field="password")
        password_hash = passwords.hash_password(password)
    account = Account(
        name=name,
        display_name=display_name,
        password_hash=password_hash,
        email=email,
        mobile=mobile,
        mobile_index=mobile,
        language=language,
        stamp=passwords.new_stamp(),
        created_at=clock.now(),
    )
    db.session.add(account)
    if site_mark.kind() is None:
        site_mark.write(site_mark.Kind.REAL)  # whoever comes in first, and not by the demo, is real
    return account
