"""Before a site has settings: the folder it runs in and the secrets it needs."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.kernel.secrets import Keyring
from app.settings import SettingsError

FOLDER_MODE, FILE_MODE = 0o700, 0o600


@click.command("generate")
def keys_generate() -> None:
    """Print a new keyring."""
    click.echo(Keyring.generate())


@click.command("setup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def setup(folder: Path) -> None:
    """Make the instance FOLDER, and in it a secret key and a keyring that only its owner can read.

    What is there already is kept, but closed to others.
    """
    folder = folder.resolve()
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    for name, draw in (("secret_key", _secret_key), ("keyring", Keyring.generate)):
        _write_once(folder / name, draw())
    for path in folder.iterdir():
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
    click.echo(f"TONGQIAO_INSTANCE={folder}")
    click.echo(f"TONGQIAO_SECRET_KEY_FILE={folder / 'secret_key'}")
    click.echo(f"TONGQIAO_KEYRING_FILE={folder / 'keyring'}")
    click.echo("Copy the keyring to a safe place: without it no backup can be read.", err=True)


def _secret_key() -> str:
    return secrets.token_hex(32)


def _write_once(path: Path, text: str) -> None:
    """A file that is there keeps its content: a keyring written over would close every name."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        click.echo(f"{path} is there already and is kept.", err=True)
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")


class Lacking(AppGroup):
    """Commands of a site that cannot start: any other says what is missing."""

    def __init__(self, reason: SettingsError) -> None:
        super().__init__()
        self.reason = reason

    def get_command(self, ctx: click.Context, name: str) -> click.Command:
        found = super().get_command(ctx, name)
        if found is None:
            raise click.UsageError(f"{self.reason} See docs/operations.md.")
        return found


def without_settings(reason: SettingsError) -> Flask:
    """What `flask` can do before there are settings; a web process or a worker does not start."""
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        raise reason
    app = Flask("tongqiao")
    app.cli = Lacking(reason)
    app.cli.add_command(setup)
    keys = AppGroup("keys", help="Keys of the encrypted columns.")
    keys.add_command(keys_generate)
    app.cli.add_command(keys)
    app.before_request(lambda: _refuse(reason))
    return app


def _refuse(reason: SettingsError) -> None:
    raise reason
