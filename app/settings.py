"""What a running site is told from outside: read once, typed, and refused when half-configured."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

PREFIX = "TONGQIAO_"


class SettingsError(ValueError):
    """The environment does not describe a site that may start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything `create_app` needs: keys and addresses. Numbers are `kernel.options`, the bureau's."""

    secret_key: str
    """Signs cookies and form tokens; at least 32 characters."""
    keyring: str
    """`index:<base64>,<name>:<base64>[,...]`; the first named key encrypts, all of them decrypt."""
    database_url: str
    instance: Path
    """A writable folder for the job queue and, in a demo, for letters that are not sent."""

    is_demo: bool = False
    """Fictional people, sign-in by one click, letters kept in a folder."""
    is_https: bool = True
    """Cookies are marked secure; only a demo on a loopback address goes without."""
    public_url: str = "http://127.0.0.1:8000"
    smtp_url: str | None = None
    letters_from: str = "tongqiao@example.org"
    text_spool: Path | None = None
    """A folder that the county's text gateway empties; without it texts stay unsent and say so."""
    limits_url: str = "memory://"
    queue: str = ""
    """Where jobs wait: `sqlite` (a file of the instance), a redis:// address, or nothing: then
    they are found by `flask jobs run` alone."""
    is_limited: bool = True

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read `TONGQIAO_*`; a name ending in `_FILE` gives the path of a file that holds the value."""
        _refuse_numbers(environ)
        is_demo = environ.get(f"{PREFIX}DEMO") == "1"
        return cls(
            secret_key=_secret(environ, "SECRET_KEY"),
            keyring=_secret(environ, "KEYRING"),
            database_url=_required(environ, "DATABASE_URL"),
            instance=Path(_required(environ, "INSTANCE")).resolve(),
            is_demo=is_demo,
            is_https=not is_demo,
            public_url=environ.get(f"{PREFIX}PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            smtp_url=environ.get(f"{PREFIX}SMTP_URL") or None,
            letters_from=environ.get(f"{PREFIX}LETTERS_FROM", "tongqiao@example.org"),
            text_spool=_folder(environ, "TEXT_SPOOL"),
            limits_url=environ.get(f"{PREFIX}LIMITS_URL", "memory://"),
            queue=environ.get(f"{PREFIX}QUEUE", "sqlite"),
        )

    def __post_init__(self) -> None:
        if len(self.secret_key) < 32:
            raise SettingsError(f"{PREFIX}SECRET_KEY needs at least 32 characters.")
        if self.is_demo and not is_loopback(urlsplit(self.public_url).hostname):
            raise SettingsError(
                f"{PREFIX}DEMO=1 opens every door by one click: {PREFIX}PUBLIC_URL must be an "
                "address of this machine, such as http://127.0.0.1:8000."
            )
        if not self.is_demo and self.is_https and not self.smtp_url and self.is_limited:
            raise SettingsError(
                f"{PREFIX}SMTP_URL is missing: without it nobody would receive a letter."
            )


NUMBERS = (
    "IDLE_MINUTES",
    "LOCK_AFTER_FAILURES",
    "LOCK_MINUTES",
    "ANSWER_WORKING_DAYS",
    "CONSENT_DAYS",
    "RECORD_CHECK_DAYS",
    "PUBLIC_CELL_MINIMUM",
    "MINIMUM_WAGE",
)
"""What stood in the environment once. The bureau changes it on the page of its numbers."""


def _refuse_numbers(environ: Mapping[str, str]) -> None:
    for name in NUMBERS:
        if f"{PREFIX}{name}" in environ:
            raise SettingsError(
                f"{PREFIX}{name} is set on the site now, under the bureau's numbers: remove it here."
            )


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(PREFIX + name)
    if not value:
        return None
    folder = Path(value).resolve()
    if not folder.is_dir():
        raise SettingsError(f"{PREFIX}{name} must name a folder that exists.")
    return folder


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(PREFIX + name)
    if not value:
        raise SettingsError(f"{PREFIX}{name} is missing.")
    return value


def _secret(environ: Mapping[str, str], name: str) -> str:
    path = environ.get(f"{PREFIX}{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return _required(environ, name)
