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
    """Signs cookies and form tokens; at least 32 characters, drawn at random."""
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
    """Where people reach the site: its host is the only one, beside loopback, that is answered."""
    proxies: int = 0
    """How many proxies stand in front and name the visitor's address; 0 believes no header."""
    hsts_subdomains: bool = False
    """Whether browsers are told that every host below the site's own speaks HTTPS, too."""
    metrics_token: str | None = None
    """Opens `/metrics` and `/readyz` from elsewhere than the machine itself."""
    smtp_url: str | None = None
    letters_from: str = "tongqiao@example.org"
    text_spool: Path | None = None
    """A folder that the county's text gateway empties; without it texts stay unsent and say so."""
    limits_url: str = "memory://"
    """Where rate limits are counted: `memory://` for one process, a redis:// address for several."""
    queue: str = ""
    """Where jobs wait: `sqlite` (a file of the instance), a redis:// address, or nothing: then
    they are found by `flask jobs run` alone."""
    is_limited: bool = True

    @property
    def hosts(self) -> list[str]:
        """The names a request may ask for; any other is a forged one."""
        return [urlsplit(self.public_url).hostname or "", *LOOPBACK]

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read `TONGQIAO_*`; a name ending in `_FILE` gives the path of a file that holds the value."""
        _refuse_numbers(environ)
        is_demo = environ.get(f"{PREFIX}DEMO") == "1"
        return cls(
            secret_key=_secret(environ, "SECRET_KEY"),
            keyring=_secret(environ, "KEYRING"),
            database_url=_secret(environ, "DATABASE_URL"),
            instance=Path(_required(environ, "INSTANCE")).resolve(),
            is_demo=is_demo,
            is_https=not is_demo,
            public_url=_public_url(environ, is_demo=is_demo),
            proxies=_proxies(environ),
            hsts_subdomains=environ.get(f"{PREFIX}HSTS_SUBDOMAINS") == "1",
            metrics_token=_secret(environ, "METRICS_TOKEN", default="") or None,
            smtp_url=_secret(environ, "SMTP_URL", default="") or None,
            letters_from=environ.get(f"{PREFIX}LETTERS_FROM", "tongqiao@example.org"),
            text_spool=_folder(environ, "TEXT_SPOOL"),
            limits_url=environ.get(f"{PREFIX}LIMITS_URL", "memory://"),
            queue=environ.get(f"{PREFIX}QUEUE", "sqlite"),
        )

    def __post_init__(self) -> None:
        if self.is_demo and not is_loopback(urlsplit(self.public_url).hostname):
            raise SettingsError(
                f"{PREFIX}DEMO=1 opens every door by one click: {PREFIX}PUBLIC_URL must be an "
                "address of this machine, such as http://127.0.0.1:8000."
            )
        _require_random(self.secret_key, "SECRET_KEY", least=32)
        if self.metrics_token is not None:
            _require_random(self.metrics_token, "METRICS_TOKEN", least=20)
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


FEWEST_CHARACTERS = 10
"""How many different characters a secret has at least: 32 random hexadecimal ones have 13 or so."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def is_guessable(secret: str | bytes) -> bool:
    """Whether a secret has too few different characters, or is one pattern over and over."""
    if len(set(secret)) < FEWEST_CHARACTERS:
        return True
    return any(secret[step:] == secret[:-step] for step in range(1, len(secret) // 2 + 1))


def _require_random(secret: str, name: str, *, least: int) -> None:
    if len(secret) < least:
        raise SettingsError(f"{PREFIX}{name} needs at least {least} characters.")
    if is_guessable(secret):
        raise SettingsError(f"{PREFIX}{name} can be guessed: `flask setup` draws one at random.")


def _public_url(environ: Mapping[str, str], *, is_demo: bool) -> str:
    """A demo has a loopback address by default; people's own site says where it is."""
    name = f"{PREFIX}PUBLIC_URL"
    if is_demo and name not in environ:
        return "http://127.0.0.1:8000"
    url = _required(environ, "PUBLIC_URL").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingsError(f"{name} must be like https://tongqiao.example.org, without a path.")
    if not is_demo and parts.scheme != "https":
        raise SettingsError(f"{name} must begin with https://: cookies are sent over TLS alone.")
    return url


def _proxies(environ: Mapping[str, str]) -> int:
    text = environ.get(f"{PREFIX}PROXIES", "0")
    if not text.isascii() or not text.isdigit() or int(text) > 5:
        raise SettingsError(f"{PREFIX}PROXIES must be a whole number from 0 to 5.")
    return int(text)


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


def _secret(environ: Mapping[str, str], name: str, *, default: str | None = None) -> str:
    path = environ.get(f"{PREFIX}{name}_FILE")
    if path:
        return _content(Path(path), name)
    if default is not None:
        return environ.get(PREFIX + name, default)
    return _required(environ, name)


def _content(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{PREFIX}{name}_FILE cannot be read: {error.strerror}.") from error
