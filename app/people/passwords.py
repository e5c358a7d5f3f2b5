"""Passwords: kept as Argon2id, told apart in equal time, refused when they are easy to guess."""

from __future__ import annotations

from functools import cache
from secrets import choice, token_hex, token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST = 10
FEWEST_KINDS = 4
"""How many different characters a password has at least."""
STAMP_BYTES = 16
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for another."""
GROUPS, GROUP = 4, 4

COMMONEST = frozenset(
    """
    1234567890 0123456789 12345678910 123456789a a123456789 1qaz2wsx3edc qwertyuiop qwerty1234
    qwerty12345 password12 password123 password1234 passw0rd123 p@ssw0rd123 abcd123456 abc1234567
    abc123456789 a1234567890 1234567891 0987654321 9876543210 1111111111 0000000000 8888888888
    6666666666 5201314520 woaini1314 woaini520 woaini1314520 woaini123456 iloveyou123 iloveyou1314
    admin12345 admin123456 admin@123456 administrator letmein1234 welcome123 welcome1234 zxcvbnm123
    asdfghjkl1 asdfghjkl; 1q2w3e4r5t 1q2w3e4r5t6y qazwsxedc1 q1w2e3r4t5 q1w2e3r4t5y6 aa12345678
    aa123456789 asd123456789 qq123456789 wang123456 zhang123456 tongqiao123 tongqiao1234
    tongxiang1 tongxiang123 tongxiang123456 330483330483 minzheng123 minzheng123456
    """.split()
)

hasher = PasswordHasher()


def hash_password(password: str) -> str:
    return hasher.hash(password)


@cache
def nobodys_hash() -> str:
    """A hash that no password fits, for names that nobody has: saying no takes as long."""
    return hasher.hash(token_urlsafe(24))


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
    """A first password to hand over: four groups that are easy to read out and to copy."""
    return "-".join(
        "".join(choice(LEGIBLE) for _place in range(GROUP)) for _group in range(GROUPS)
    )


def weakness(password: str, *, name: str) -> str | None:
    """The code of what is wrong with a new password; None for a good one."""
    if len(password) < SHORTEST:
        return "people.password_short"
    plain = password.lower()
    if plain in COMMONEST or len(set(plain)) < FEWEST_KINDS:
        return "people.password_common"
    return "people.password_has_name" if name.lower() in plain else None
