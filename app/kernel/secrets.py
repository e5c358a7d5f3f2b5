"""Columns that are encrypted in the database and sealed in memory until disclosure opens them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import LargeBinary, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.settings import SettingsError, is_guessable

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Keyring:
    """Named AES-256 keys, the first of which encrypts, and one key for blind indexes."""

    index: bytes
    keys: dict[str, bytes]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `index:<base64>,<name>:<base64>[,...]`."""
        entries: dict[str, bytes] = {}
        for part in text.split(","):
            name, separator, value = part.strip().partition(":")
            try:
                key = base64.b64decode(value, validate=True)
            except ValueError:
                key = b""
            if not separator or not name.isalnum() or len(key) != 32:
                raise SettingsError("The keyring needs `name:base64 of 32 bytes`, comma-separated.")
            if is_guessable(key):
                raise SettingsError(
                    "The keys of a keyring are drawn at random: flask keys generate."
                )
            entries[name] = key
        index = entries.pop("index", None)
        if index is None or not entries:
            raise SettingsError("The keyring needs an `index` key and at least one named key.")
        return cls(index, entries)

    @staticmethod
    def generate() -> str:
        """A new keyring's text, for a first set-up."""
        fresh = [base64.b64encode(os.urandom(32)).decode() for _ in range(2)]
        return f"index:{fresh[0]},k1:{fresh[1]}"

    @property
    def current(self) -> str:
        return next(iter(self.keys))

    def encrypt(self, plain: str, purpose: str) -> bytes:
        """`name NUL nonce ciphertext`; `purpose` binds the text to its column."""
        nonce = os.urandom(NONCE_BYTES)
        name = self.current
        body = AESGCM(self.keys[name]).encrypt(nonce, plain.encode(), purpose.encode())
        return name.encode() + b"\0" + nonce + body

    def decrypt(self, stored: bytes, purpose: str) -> str:
        """The plain text; `SealBroken` when the bytes or their column were changed."""
        name, _, rest = stored.partition(b"\0")
        key = self.keys.get(name.decode("ascii", "replace"))
        if key is None:
            raise SealBroken("No key of the keyring opens this value.")
        try:
            plain = AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], purpose.encode())
        except InvalidTag:
            raise SealBroken("The stored value was changed or belongs to another column.") from None
        return plain.decode()

    def blind(self, plain: str, purpose: str) -> str:
        """A keyed digest: equal texts meet, and the text cannot be read back without the key."""
        message = f"{purpose}\0{plain}".encode()
        return hmac.new(self.index, message, hashlib.sha256).hexdigest()


class SealBroken(ValueError):
    """A stored value does not open."""


class Sealed:
    """A secret text that does not print: only `kernel.disclosure` opens it."""

    __slots__ = ("_plain",)

    def __init__(self, plain: str) -> None:
        self._plain = plain

    def __str__(self) -> str:
        raise TypeError("A sealed value is shown through kernel.disclosure only.")

    __html__ = __str__

    def __repr__(self) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._plain == other._plain

    def __hash__(self) -> int:
        return hash(self._plain)


def unseal(value: Sealed) -> str:
    """The plain text. For the kernel, and for letters that go to the person it belongs to."""
    return value._plain


def keyring() -> Keyring:
    """The running site's keys."""
    ring: Keyring = current_app.extensions["keyring"]
    return ring


class SealedText(TypeDecorator[Sealed]):
    """An AES-GCM column: text goes in, `Sealed` comes out."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        plain = unseal(value) if isinstance(value, Sealed) else str(value)
        return keyring().encrypt(plain, self.purpose)

    def process_result_value(self, value: Any, dialect: Dialect) -> Sealed | None:
        if value is None:
            return None
        return Sealed(keyring().decrypt(bytes(value), self.purpose))


class BlindIndex(TypeDecorator[str]):
    """The keyed digest of a text, for equality and uniqueness: compare it with plain text."""

    impl = String(64)
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        plain = unseal(value) if isinstance(value, Sealed) else str(value)
        return keyring().blind(plain, self.purpose)
