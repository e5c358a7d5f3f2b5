"""Passwords: kept as Argon2id, told apart in equal time, refused when they are easy to guess."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from secrets import token_bytes, token_hex

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.kernel import once
from app.kernel.errors import Refused

SHORTEST = 10
FEWEST_KINDS = 4
"""How many different characters a password has at least."""
STAMP_BYTES = 16
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for another."""
GROUPS, GROUP = 4, 4
PASSWORD_BYTES = 32
"""Far more than the letters hold, so that each of them is as likely as the next."""

COMMONEST = frozenset(
    Path(__file__).with_name("commonest_passwords.txt").read_text(encoding="utf-8").split()
)
"""Those of ten characters and more that are guessed first, here and in general."""

UNUSABLE = "unusable"
"""In place of a hash: the account has no password yet, and none fits."""

hasher = PasswordHasher()


def hash_password(password: str) -> str:
    return hasher.hash(password)


@cache
def nobodys_hash() -> str:
    """A hash that no password fits, for names that nobody has: saying no takes as long."""
    salt, digest = (
        b64encode(token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


def is_right(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except VerifyMismatchError:
        return False
    except InvalidHashError:
        return is_right(nobodys_hash(), password)


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than those of today."""
    return hasher.check_needs_rehash(password_hash)


def new_stamp() -> str:
    """What an open session must carry; a new one ends all that carry the old."""
    return token_hex(STAMP_BYTES)


def new_password() -> str:
    """A first password to hand over: four groups that are easy to read out and to copy.

    Who presses twice is told the same one both times.
    """
    number = int.from_bytes(once.fresh_bytes(PASSWORD_BYTES))
    groups = []
    for _group in range(GROUPS):
        letters = ""
        for _place in range(GROUP):
            number, place = divmod(number, len(LEGIBLE))
            letters += LEGIBLE[place]
        groups.append(letters)
    return "-".join(groups)


def require_good(password: str, *, name: str, field: str) -> None:
    """Refuse a password that is short, one of the commonest, or holds the sign-in name."""
    if len(password) < SHORTEST:
        raise Refused("people.password_short", field=field, least=SHORTEST)
    plain = password.lower()
    if plain in COMMONEST or len(set(plain)) < FEWEST_KINDS:
        raise Refused("people.password_common", field=field)
    if name.lower() in plain:
        raise Refused("people.password_has_name", field=field)
