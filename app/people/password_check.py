"""Holding a password against an account before anything is written.

Argon2 is slow on purpose: it must not run while the database waits to be written.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.db import db
from app.people import passwords
from app.people.queries import account_by_name


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """What a name and a password were found to be, and the hash that was looked at."""

    account_id: int | None
    is_right: bool
    password_hash: str = ""
    renewed_hash: str | None = None
    """The same password with the parameters of today, when the kept hash has older ones."""


def check_password(name: str, password: str) -> PasswordCheck:
    """Takes as long for a name that nobody has as for a wrong password."""
    account = account_by_name(name)
    if account is None:
        passwords.is_right(passwords.nobodys_hash(), password)
        return PasswordCheck(None, is_right=False)
    kept, key = account.password_hash, account.id
    db.session.rollback()
    is_right = passwords.is_right(kept, password)
    renewed = None
    if is_right and passwords.needs_rehash(kept):
        renewed = passwords.hash_password(password)
    return PasswordCheck(key, is_right=is_right, password_hash=kept, renewed_hash=renewed)
