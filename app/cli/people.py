"""`flask people administrator`: the first person who can sign in."""

from __future__ import annotations

import secrets

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup

from app.kernel import words
from app.kernel.access import SYSTEM
from app.kernel.errors import Refused
from app.people.actions import appoint_administrator
from app.people.forms import NAME_SHAPE
from app.people.links import LASTS

TOKEN_BYTES = 24

group = AppGroup("people", help="Accounts, from the machine itself.")


def _name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not NAME_SHAPE.fullmatch(value):
        raise click.BadParameter("3 to 40 letters or digits, such as zhou.lan.")
    return value


def _email(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter("this is not an e-mail address.") from error


@group.command("administrator")
@click.argument("name", callback=_name)
@click.argument("email", required=False, callback=_email)
@click.option("--called", help="The person's own name, as others read it; NAME by default.")
@click.option(
    "--another",
    type=click.Choice(list(words.codes("administrator_reason"))),
    help="Why another is made where somebody can sign in already; it stands in the trail.",
)
def administrator(name: str, email: str | None, called: str | None, another: str | None) -> None:
    """Make a system administrator who signs in as NAME, and print the link that opens the account.

    The link works once, within a day. For a link that was lost, ask again with the same NAME.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        appoint_administrator(
            SYSTEM, name, display_name=called or name, email=email, token=token, reason=another
        )
    except Refused as refusal:
        raise click.ClickException(words.say(refusal, language=words.ENGLISH)) from refusal
    address = current_app.extensions["settings"].public_url
    hours = round(LASTS.total_seconds() / 3600)
    click.echo(f"{name.lower()} opens this link within {hours} hours and chooses a password:")
    click.echo(f"{address}/activate/{token}")
