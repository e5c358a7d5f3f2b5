"""Commands for those who run the site."""

from __future__ import annotations

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.cli import backups, first, people, watch
from app.kernel import audit, jobs
from app.kernel.access import SYSTEM
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
def jobs_work() -> None:
    """Carry jobs until stopped."""
    huey = jobs.connect(current_app._get_current_object())  # type: ignore[attr-defined]
    huey.create_consumer(workers=1, periodic=True, check_worker_health=False).run()


@jobs_group.command("run")
def jobs_run() -> None:
    """Do every job that is due now, and the minute's chores, then return."""
    for chore in current_app.extensions["chores"]:
        chore()
    click.echo(f"{jobs.run_due()} jobs done.")


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
