"""What the command line hands in: tables, a day, settings and a scorecard."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from matching.codec import from_json
from matching.decisions import Decision
from matching.files.reading import BadRow, Read, read_decisions, read_needs, read_supplies
from matching.scorecard import Scorecard
from matching.settings import Settings
from matching.types import Need, Supply

T = TypeVar("T", Need, Supply)


class BadInput(Exception):
    """Something handed in cannot be used; the message has one line per fault."""


def read_rows(
    needs: Path, supplies: Path, *, skip_bad: bool
) -> tuple[tuple[Need, ...], tuple[Supply, ...]]:
    """Needs and supplies; stops at bad rows unless they are to be left out."""
    found_needs, found_supplies = read_needs(needs), read_supplies(supplies)
    _stop_at((*found_needs.bad, *found_supplies.bad), skip_bad=skip_bad)
    return _rows(found_needs, needs), _rows(found_supplies, supplies)


def read_past(
    path: Path, needs: Sequence[Need], supplies: Sequence[Supply], *, skip_bad: bool
) -> tuple[Decision, ...]:
    """Decisions about those needs and supplies."""
    read = read_decisions(path, needs, supplies)
    _stop_at(read.bad, skip_bad=skip_bad)
    return read.rows


def read_terms(options: argparse.Namespace) -> dict[str, Any]:
    """Settings and scorecard by the names a round gives them."""
    return {
        "settings": _settings(options.settings),
        "scorecard": _scorecard(options.scorecard),
    }


def read_day(words: str | None, option: str) -> dt.date:
    """A day; today when none is given."""
    if words is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise BadInput(f"{option}: {words!r} is not a date like 2026-03-31") from None


def find(rows: Sequence[T], name: str, path: Path) -> T:
    """The row of that id."""
    for row in rows:
        if row.id == name:
            return row
    raise BadInput(f"{path.name}: there is no row with the id {name!r}")


def tell(line: str) -> None:
    """One line beside the results."""
    sys.stderr.write(f"{line}\n")


def _stop_at(faults: Iterable[BadRow], *, skip_bad: bool) -> None:
    lines = [str(fault) for fault in faults]
    if lines and not skip_bad:
        raise BadInput("\n".join(lines))
    for line in lines:
        tell(f"left out: {line}")


def _rows(read: Read[T], path: Path) -> tuple[T, ...]:
    for column in read.ignored:
        tell(f"{path.name}: column {column} is not used")
    return read.rows


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
