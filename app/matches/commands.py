"""`flask match run` and `flask match replay`: rounds from the command line."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.kernel import jobs
from app.kernel.access import SYSTEM
from app.kernel.errors import NotFound, Refused
from app.kernel.scope import act_as
from app.kernel.words import ENGLISH, say
from app.matches.actions import request_round
from app.matches.models import RoundState
from app.matches.queries import rounds

group = AppGroup("match", help="Rounds of the matching engine.")


@group.command("run")
def run() -> None:
    """Run a round now and say what came of it."""
    try:
        event = request_round(SYSTEM)
    except Refused as refusal:
        raise click.ClickException(say(refusal, language=ENGLISH)) from refusal
    jobs.run_due()
    row = rounds.round_by_id(event.round_id)
    if row.state != RoundState.DONE:
        raise click.ClickException(f"Round {row.id} is {row.state}: see the jobs board.")
    click.echo(
        f"Round {row.id}: {row.needs} needs, {row.supplies} supplies, "
        f"{row.proposals} proposals, {row.unmet} unmet. Plan {row.plan_digest}."
    )


@group.command("replay")
@click.argument("round_id", type=int)
def replay(round_id: int) -> None:
    """Run a stored round again; exit code 1 when its plan is not the same."""
    act_as(SYSTEM)
    try:
        told = rounds.replay(round_id)
    except NotFound as missing:
        raise click.ClickException(f"There is no round {round_id}.") from missing
    except Refused as refusal:
        raise click.ClickException(say(refusal, language=ENGLISH)) from refusal
    if not told.is_same:
        what = "plan" if told.inputs_are_same else "inputs and plan"
        click.echo(f"Round {round_id} run again gives another digest of its {what}.", err=True)
        sys.exit(1)
    click.echo(f"Round {round_id} run again gives the same plan to the byte.")
