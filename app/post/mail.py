"""A letter on its way to a mail address: as an e-mail by SMTP, on a demo site as a file."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app
from flask_babel import force_locale, ngettext

from app.kernel import clock
from app.kernel.errors import Plain
from app.post import outbox
from app.post.letters import Where, words_of
from app.post.models import Letter
from app.settings import Settings

TIMEOUT_SECONDS = 20
"""How long the server may be silent at any one step."""
KEPT_SECONDS = 5
"""How long a connection is used for the next letter before a fresh one is made."""
AWAY_FOR = timedelta(seconds=15)
"""How long a server that hung or was away is left alone: the letters behind wait no time-out each."""
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Where somebody's letters go, and in which language."""

    name: str
    address: str
    language: str


def message_for(letter: Letter, reader: Reader, settings: Settings) -> EmailMessage:
    """The letter as an e-mail. Its Message-ID is the letter's own, so that a mail program that
    receives it twice, after a crash between sending and noting, can show it once."""
    words = words_of(letter, language=reader.language, where=Where.MAIL)
    values = {"words": words, "address": _address_of(letter, settings)}
    about = f"letter-{letter.id}"
    return _message("email", words.subject, values, reader, settings, about, letter.created_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One letter in the day's mail: its subject, and where it leads."""

    subject: str
    address: str


def digest_for(
    letters: Sequence[Letter], reader: Reader, settings: Settings, *, account_id: int, at: datetime
) -> EmailMessage:
    """The day's mail: a line for each letter. Its Message-ID is that of the account's day."""
    lines = [
        Line(
            subject=words_of(letter, language=reader.language, where=Where.MAIL).subject,
            address=_address_of(letter, settings),
        )
        for letter in letters
    ]
    with force_locale(reader.language):
        subject = ngettext("%(num)s message for you", "%(num)s messages for you", len(lines))
    about = digest_name(account_id, at)
    return _message("digest", subject, {"lines": lines}, reader, settings, about, at)


def digest_name(account_id: int, at: datetime) -> str:
    return f"digest-{account_id}-{clock.local(at):%Y%m%d}"


def _address_of(letter: Letter, settings: Settings) -> str:
    return settings.public_url + (letter.link or f"/inbox/{letter.id}")


def _message(
    template: str,
    subject: str,
    values: dict[str, Any],
    reader: Reader,
    settings: Settings,
    about: str,
    at: datetime,
) -> EmailMessage:
    page = current_app.jinja_env.get_template(f"post/{template}.html")
    plain = current_app.jinja_env.get_template(f"post/{template}.txt")
    values = {
        **values,
        "subject": subject,
        "name": reader.name,
        "settings": settings,
        "locale": reader.language,
    }
    message = EmailMessage()
    message["Subject"] = subject
    message["To"] = Address(reader.name, addr_spec=reader.address)
    message["From"] = settings.letters_from
    message["Date"] = format_datetime(at)
    host = urlsplit(settings.public_url).hostname or "localhost"
    message["Message-ID"] = f"<{about}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    with force_locale(reader.language):
        message.set_content(plain.render(values), cte="base64")
        message.add_alternative(page.render(values), subtype="html", cte="base64")
    return message


class ServerAway(Plain, ConnectionError):
    """The mail server hung or was away a moment ago; the letter is tried again later."""


class Carrier:
    """This process's line to the mail server: letters that follow one another share a connection."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None
        self._used_at = clock.now()
        self._away_until = clock.now()

    def carry(self, message: EmailMessage, url: str) -> None:
        """Hand one message over; raises what the server answers to it.

        A refusal of this one message leaves the connection to the next. Whatever else happens
        ends it, and the server is left alone for `AWAY_FOR`.
        """
        server = _server_of(url)
        if clock.now() < self._away_until:
            raise ServerAway("The mail server was away a moment ago.")
        try:
            self._connected(server).send_message(message)
        except (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPDataError,
        ):
            raise
        except OSError:  # a time-out, a broken line, and every other word of smtplib
            self._hang_up()
            self._away_until = clock.now() + AWAY_FOR
            raise
        self._used_at = clock.now()

    def _connected(self, url: SplitResult) -> smtplib.SMTP:
        kept = timedelta(seconds=KEPT_SECONDS)
        if self._server is not None and clock.now() - self._used_at >= kept:
            self._hang_up()
        if self._server is None:
            self._server = _connect(url)
        return self._server

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()


def deliver(message: EmailMessage, *, name: str, at: datetime, settings: Settings) -> None:
    """Hand the message on; raises what the mail server or the disk answers."""
    if settings.is_demo:
        outbox.keep(message, name=name, at=at, settings=settings)
        return
    if settings.smtp_url is None:
        raise LookupError("No mail server is configured.")
    carrier: Carrier = current_app.extensions.setdefault("mail_carrier", Carrier())
    carrier.carry(message, settings.smtp_url)


def _server_of(address: str) -> SplitResult:
    url = urlsplit(address)
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError(
            "The mail server's address starts with smtp://, smtps:// or smtp+plain://."
        )
    return url


def _connect(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    try:
        if url.scheme == "smtp":
            server.starttls(context=secure)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server
