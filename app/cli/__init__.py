"""Commands for those who run the site."""

from __future__ import annotations

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.cli import backups, first, people, watch
from app.kernel import audit, jobs, runs, working
from app.kernel.access import SYSTEM
from app.kernel.handlers import Lane
from app.kernel.rotation import rotate_keys
from app.matches import commands as match_commands

audit_group = AppGroup("audit", help="The hash chain over everything that happened.")
jobs_group = AppGroup("jobs", help="What follows committed events.")
keys_group = AppGroup("keys", help="Keys of the encrypted columns.")


@audit_group.command("verify")
def audit_verify() -> None:
    """Prove the chain whole, or name the first line that does not fit (exit code 1)."""
    audit.seal()
    verdict = audit.verify()
    if verdict.is_whole:
        click.echo(f"The audit chain is whole: {verdict.sealed} lines.")
        return
    place = f"line {verdict.broken_line}" if verdict.broken_line else "the end of the chain"
    click.echo(f"The audit chain is broken at {place}: {verdict.problem}.", err=True)
    sys.exit(1)


@jobs_group.command("work")
@click.option(
    "--lane",
    "lanes",
    multiple=True,
    type=click.Choice([one.value for one in Lane]),
    help="Only this one.",
)
def jobs_work(lanes: tuple[str, ...]) -> None:
    """Carry jobs and the schedule until stopped: every lane, or those that are named."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    working.work(app, [Lane(lane) for lane in lanes or Lane])


@jobs_group.command("run")
def jobs_run() -> None:
    """Do everything that is due now, of the schedule and of the jobs, then return."""
    carried = runs.run_due()
    click.echo(f"{carried} runs of the schedule and {jobs.run_due()} jobs done.")


keys_group.add_command(first.keys_generate)


@keys_group.command("rotate")
def keys_rotate() -> None:
    """Write every sealed value again with the first key of the keyring."""
    click.echo(f"{rotate_keys(SYSTEM).rows} rows written with the first key.")


GROUPS = (
    audit_group,
    jobs_group,
    keys_group,
    match_commands.group,
    people.group,
    watch.post_group,
)
COMMANDS = (backups.backup, backups.restore, first.setup, watch.check)


def init_app(app: Flask) -> None:
    for command in (*GROUPS, *COMMANDS):
        app.cli.add_command(command)
