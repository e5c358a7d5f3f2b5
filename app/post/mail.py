"""A letter on its way to a mail address: as an e-mail by SMTP, on a demo site as a file."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app
from flask_babel import force_locale

from app.post import outbox
from app.post.letters import words_of
from app.post.models import Letter
from app.settings import Settings

TIMEOUT_SECONDS = 20
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
    words = words_of(letter, language=reader.language)
    address = settings.public_url + (letter.link or f"/inbox/{letter.id}")
    page = current_app.jinja_env.get_template("post/email.html")
    plain = current_app.jinja_env.get_template("post/email.txt")
    values = {
        "words": words,
        "name": reader.name,
        "address": address,
        "settings": settings,
        "locale": reader.language,
    }
    message = EmailMessage()
    message["Subject"] = words.subject
    message["To"] = Address(reader.name, addr_spec=reader.address)
    message["From"] = settings.letters_from
    message["Date"] = format_datetime(letter.created_at)
    host = urlsplit(settings.public_url).hostname or "localhost"
    message["Message-ID"] = f"<letter-{letter.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    with force_locale(reader.language):
        message.set_content(plain.render(values), cte="base64")
        message.add_alternative(page.render(values), subtype="html", cte="base64")
    return message


def deliver(message: EmailMessage, *, name: str, at: datetime, settings: Settings) -> None:
    """Hand the message on; raises what the mail server or the disk answers."""
    if settings.is_demo:
        outbox.keep(message, name=name, at=at, settings=settings)
        return
    if settings.smtp_url is None:
        raise LookupError("No mail server is configured.")
    with _server(urlsplit(settings.smtp_url)) as server:
        server.send_message(message)


@contextmanager
def _server(url: SplitResult) -> Iterator[smtplib.SMTP]:
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError(
            "The mail server's address starts with smtp://, smtps:// or smtp+plain://."
        )
    port = url.port or PORTS[url.scheme]
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(url.hostname, port, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(url.hostname, port, timeout=TIMEOUT_SECONDS)
    with server:
        if url.scheme == "smtp":
            server.starttls(context=secure)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
