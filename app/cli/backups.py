"""`flask backup` and `flask restore`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.kernel import audit
from app.kernel.access import SYSTEM
from app.kernel.backups import (
    BackupError,
    back_up,
    is_of_today,
    note_backed_up,
    note_restored,
    put_back,
)

FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.command("backup")
@FOLDER
def backup(folder: Path) -> None:
    """Copy the database and its files into FOLDER, with a manifest of what it holds. The keyring is not in it."""
    audit.seal()
    try:
        manifest = back_up(folder.resolve())
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    note_backed_up(SYSTEM, position=manifest.position)
    click.echo(
        f"{folder}: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables, "
        f"{len(manifest.files)} files, the trail up to line {manifest.position} ({manifest.digest[:16]})."
    )
    for name in manifest.missing:
        click.echo(f"The file {name} is lost: its row is in the copy, the file is not.", err=True)


@click.command("restore")
@FOLDER
def restore(folder: Path) -> None:
    """Put the backup in FOLDER into a database that is empty, and prove it whole."""
    try:
        manifest = put_back(folder.resolve())
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"Restored {sum(manifest.rows.values())} rows and {len(manifest.files)} files "
        f"as they were at {manifest.made_at}."
    )
    if not is_of_today(manifest):
        click.echo("It is of an earlier version: now run flask db upgrade, flask audit verify.")
        return
    verdict = audit.verify()
    if not verdict.is_whole:
        click.echo(f"Its trail is broken: {verdict.problem}. See flask audit verify.", err=True)
        sys.exit(1)
    note_restored(SYSTEM, position=manifest.position, made_at=manifest.made_at)
    click.echo(f"The trail is whole: {verdict.sealed} lines.")
