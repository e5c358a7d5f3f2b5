"""`flask check` and `flask post test`: whether everything the site leans on is there."""

from __future__ import annotations

import sys
from email.message import EmailMessage
from email.utils import format_datetime

import click
from flask import current_app
from flask.cli import AppGroup

from app.kernel import clock, words
from app.kernel.readiness import State, findings
from app.post import mail, texts
from app.settings import Settings

SUBJECT = "童桥：试一试 · Tongqiao: a test"
BODY = (
    "这是一封测试，不用回复。收到它，说明童桥的信件和短信发得出去。\n"
    "This is a test and needs no answer. That you read it shows that letters and texts go out.\n"
)

post_group = AppGroup("post", help="Letters and text messages.")


@click.command("check")
def check() -> None:
    """Look at everything the site leans on, a line each; exit code 1 when something failed."""
    found = findings()
    for one in found:
        click.echo(f"{one.state.value:8} {one.words(language=words.ENGLISH)}")
    if any(one.state is State.FAILED for one in found):
        sys.exit(1)


@post_group.command("test")
@click.argument("address")
def post_test(address: str) -> None:
    """Send a test to ADDRESS: a mail address, or the number of a mobile telephone."""
    settings: Settings = current_app.extensions["settings"]
    try:
        if "@" in address:
            _mail(address, settings)
        else:
            _text(address, settings)
    except (OSError, LookupError, ValueError) as error:
        raise click.ClickException(f"Not handed over. {type(error).__name__}: {error}") from error
    click.echo("Handed over. Whether it arrives, only the reader can say.")


def _mail(address: str, settings: Settings) -> None:
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = SUBJECT, address, settings.letters_from
    message["Date"] = format_datetime(clock.now())
    message.set_content(BODY, cte="base64")
    mail.deliver(message, name="test", at=clock.now(), settings=settings)


def _text(mobile: str, settings: Settings) -> None:
    if not (mobile.isascii() and mobile.isdigit()):
        raise click.BadParameter("a mail address, or the digits of a mobile number.")
    texts.hand_over("test", mobile=mobile, body=BODY, at=clock.now(), settings=settings)
