"""The command line: `python -m matching round|why`."""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import numba
import numpy as np

from matching.codec import from_json
from matching.files.reading import Read, read_needs, read_supplies
from matching.files.why import answer
from matching.files.writing import write_plan
from matching.round import run_round
from matching.scorecard import Scorecard
from matching.settings import Settings
from matching.types import Need, Supply
from matching.version import __version__

BAD_INPUT = 2
T = TypeVar("T", Need, Supply)


class BadInput(Exception):
    """Something handed in cannot be used; the message has one line per fault."""


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str
        Without the program's name.

    Returns
    -------
    int
        0, or 2 when something handed in cannot be used.
    """
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except BadInput as fault:
        _tell(str(fault))
        return BAD_INPUT
    except OSError as fault:
        _tell(f"{fault.filename}: {fault.strerror}")
        return BAD_INPUT
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, about in (
        ("round", _round, "find the best plan"),
        ("why", _why, "say why a need has, or has not, a supply"),
    ):
        command = commands.add_parser(name, help=about)
        command.set_defaults(run=run)
        command.add_argument("needs", type=Path, metavar="NEEDS.csv")
        command.add_argument("supplies", type=Path, metavar="SUPPLIES.csv")
        command.add_argument("--scorecard", type=Path, metavar="CARD.json")
        command.add_argument("--settings", type=Path, metavar="SETTINGS.toml")
        command.add_argument("--on", metavar="DATE", help="the day of the round; default: today")
        command.add_argument("--skip-bad", action="store_true", help="go on without bad rows")
        if name == "round":
            command.add_argument("--out", type=Path, required=True, metavar="DIR")
        else:
            command.add_argument("--need", required=True, metavar="ID")
            command.add_argument("--supply", metavar="ID")
    return parser


def _round(options: argparse.Namespace) -> int:
    begin = perf_counter()
    needs, supplies, terms = _inputs(options)
    read = perf_counter()
    plan = run_round(needs, supplies, **terms, progress=_bar if sys.stderr.isatty() else None)
    solved = perf_counter()
    write_plan(
        plan,
        options.out,
        needs=needs,
        supplies=supplies,
        settings=terms["settings"],
        extra={
            "timings": {"read": read - begin, "round": solved - read},
            "versions": {
                "matching": __version__,
                "numba": numba.__version__,
                "numpy": np.__version__,
                "python": platform.python_version(),
            },
        },
    )
    sys.stdout.write(
        f"{len(plan.matches)} matches, {len(plan.unmatched)} needs with places left open.\n"
    )
    return 0


def _why(options: argparse.Namespace) -> int:
    needs, supplies, terms = _inputs(options)
    need = _find(needs, options.need, options.needs)
    if options.supply is not None:
        supplies = (_find(supplies, options.supply, options.supplies),)
    sys.stdout.writelines(f"{line}\n" for line in answer(need, supplies, **terms))
    return 0


def _inputs(
    options: argparse.Namespace,
) -> tuple[tuple[Need, ...], tuple[Supply, ...], dict[str, Any]]:
    terms = {
        "on": _day(options.on),
        "settings": _settings(options.settings),
        "scorecard": _scorecard(options.scorecard),
    }
    needs, supplies = read_needs(options.needs), read_supplies(options.supplies)
    faults = [str(bad) for bad in (*needs.bad, *supplies.bad)]
    if faults and not options.skip_bad:
        raise BadInput("\n".join(faults))
    for fault in faults:
        _tell(f"left out: {fault}")
    return _rows(needs, options.needs), _rows(supplies, options.supplies), terms


def _rows(read: Read[T], path: Path) -> tuple[T, ...]:
    for column in read.ignored:
        _tell(f"{path.name}: column {column} is not used")
    return read.rows


def _day(words: str | None) -> dt.date:
    if words is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise BadInput(f"--on: {words!r} is not a date like 2026-03-31") from None


def _settings(path: Path | None) -> Settings:
    # The tables have no room for alternatives, so none are worked out unless asked for.
    if path is None:
        return Settings(alternatives=0)
    try:
        return Settings(**{"alternatives": 0} | tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as fault:
        raise BadInput(f"{path.name}: {fault}") from None


def _scorecard(path: Path | None) -> Scorecard | None:
    if path is None:
        return None
    try:
        card = from_json(path.read_text(encoding="utf-8"))
    except (ValueError, TypeError, AttributeError) as fault:
        raise BadInput(f"{path.name}: {fault}") from None
    if not isinstance(card, Scorecard):
        raise BadInput(f"{path.name}: this is not a scorecard")
    return card


def _find(rows: Sequence[T], name: str, path: Path) -> T:
    for row in rows:
        if row.id == name:
            return row
    raise BadInput(f"{path.name}: there is no row with the id {name!r}")


def _bar(step: str, done: int, total: int) -> None:
    width = 24
    full = width * done // max(1, total)
    end = "\n" if done >= total else ""
    empty = " " * (width - full)
    sys.stderr.write(f"\r{step:8} [{'#' * full}{empty}] {done}/{total}{end}")
    sys.stderr.flush()


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
