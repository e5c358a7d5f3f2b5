"""`flask demo fill` and `flask demo serve`: a fictional county to try everything with."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy import inspect

from app.demo.actions import load_demo
from app.demo.cast import make_cast
from app.demo.play import play
from app.demo.queries import is_empty
from app.kernel import audit, clock, site_mark
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.scope import act_as
from app.people.passwords import hash_password
from app.people.queries import someone_of_each_role
from app.places import queries as places

PASSWORD = "tongqiao-demo"
START_SECONDS = 60

group = AppGroup("demo", help="Fictional people on Tongxiang's real towns.")


@group.command("fill")
def fill() -> None:
    """Migrate the database, write the fictional county, and run a first round."""
    if not current_app.extensions["settings"].is_demo:
        raise click.UsageError("Only a site that is started with TONGQIAO_DEMO=1 may be filled.")
    if inspect(db.engine).has_table(site_mark.SiteMark.__tablename__):
        _require_no_real_people()
    upgrade()
    act_as(SYSTEM)
    _require_no_real_people()
    if not is_empty():
        click.echo("The demo county is there already.")
        return
    event = load_demo(SYSTEM, make_cast(clock.today()), password_hash=hash_password(PASSWORD))
    click.echo(f"Wrote {event.children} fictional children with {event.needs} needs.")
    play(current_app._get_current_object())  # type: ignore[attr-defined]
    audit.seal()
    click.echo("Ran a first round; its first proposals are decided, answered and agreed to.")


@group.command("serve")
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True)
@click.pass_context
def serve(context: click.Context, port: int, workers: int) -> None:
    """Fill the demo if it is empty, then serve it with its job worker until interrupted."""
    _require_free(port)
    context.invoke(fill)
    worker = subprocess.Popen([sys.executable, "-m", "flask", "jobs", "work"])
    web = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "wsgi:app", f"--bind=127.0.0.1:{port}",
            f"--workers={workers}", "--threads=8", "--log-level=warning",
        ],
        env={**os.environ, "HOME": str(current_app.instance_path)},
    )  # fmt: skip
    # A plain `kill` ends what was started as well, as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", web)
        _say_who(port)
        web.wait()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        for process in (web, worker):
            process.terminate()
            process.wait()


def _require_no_real_people() -> None:
    found = site_mark.kind()
    if found is site_mark.Kind.REAL or (found is None and not is_empty()):
        raise click.ClickException(
            "This database holds real people. A demo is filled only into an empty one; name another "
            "with TONGQIAO_DATABASE_URL."
        )


def _require_free(port: int) -> None:
    with socket.socket() as one:
        if one.connect_ex(("127.0.0.1", port)) == 0:
            raise click.ClickException(
                f"Port {port} is taken. Stop what runs there, or choose another: "
                f"make demo PORT={port + 1}"
            )


def _wait_for(address: str, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        try:
            with urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:  # refused while it starts, or slow to answer on a busy machine
            time.sleep(0.1)
    raise click.ClickException(f"The site did not answer on {address}.")


def _say_who(port: int) -> None:
    click.echo(f"\n  http://127.0.0.1:{port}\n")
    click.echo(f"  Sign in by one click on /sign-in, or by name with the password {PASSWORD}:\n")
    for hat in someone_of_each_role():
        place = places.full_name(hat.place) if hat.place else ""
        who = f"{hat.account.name:14} {hat.account.display_name}  {place}"
        click.echo(f"    {hat.role:22} {who}")
    click.echo("\n  Ctrl+C stops it.")
