"""What the command line hands in: tables, a day, settings and a scorecard."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence, Sized
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from matching.columns.table import Table
from matching.files.faults import BadRow, short
from matching.files.reading import Read, read_decisions, read_needs, read_supplies
from matching.files.terms import BadInput, read_scorecard, read_settings
from matching.learning.decisions import Decision
from matching.text import Embedder
from matching.text.sentences import default_embedder
from matching.types import Need, Supply

Row = TypeVar("Row", Need, Supply)


class Given(NamedTuple):
    """The two tables of a command.

    Parameters
    ----------
    needs, supplies : Table
    told : dict
        Of each file its name, encoding, hash, rows, rows left out, and columns not used.
    """

    needs: Table[Need]
    supplies: Table[Supply]
    told: dict[str, Any]

    def embedder(self) -> Embedder:
        """What reads the texts of both; by all of them, so that every command chooses alike."""
        return default_embedder(chain(self.needs.column("text"), self.supplies.column("text")))


def read_rows(needs: Path, supplies: Path, *, skip_bad: bool) -> Given:
    """Needs and supplies; stops at bad rows unless they are to be left out."""
    found_needs, found_supplies = read_needs(needs), read_supplies(supplies)
    _stop_at((*found_needs.bad, *found_supplies.bad), skip_bad=skip_bad)
    told = {"needs": _about(needs, found_needs), "supplies": _about(supplies, found_supplies)}
    return Given(found_needs.rows, found_supplies.rows, told)


def read_past(path: Path, given: Given, *, skip_bad: bool) -> list[Decision]:
    """Decisions about those needs and supplies."""
    read = read_decisions(path, given.needs.column("id"), given.supplies.column("id"))
    _stop_at(read.bad, skip_bad=skip_bad)
    _about(path, read)
    return read.rows


def read_terms(options: argparse.Namespace) -> dict[str, Any]:
    """Settings and scorecard by the names a round gives them."""
    return {
        "settings": read_settings(options.settings),
        "scorecard": read_scorecard(options.scorecard),
    }


def read_day(words: str | None, option: str) -> dt.date:
    """A day; today when none is given."""
    if words is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise BadInput(f"{option}: {short(words)} is not a date like 2026-03-31") from None


def find(rows: Table[Row], name: str, path: Path) -> Row:
    """The row of that id."""
    try:
        return rows[rows.column("id").index(name)]
    except ValueError:
        raise BadInput(f"{path.name}: there is no row with the id {short(name)}") from None


def tell(line: str) -> None:
    """One line beside the results."""
    sys.stderr.write(f"{line}\n")


def _about(path: Path, read: Read[Sized]) -> dict[str, Any]:
    """What the report says of a file; columns that are not used are told at once as well."""
    for column in read.ignored:
        tell(f"{path.name}: column {column} is not used")
    return {
        "name": path.name,
        "encoding": read.encoding,
        "sha256": read.digest,
        "rows": len(read.rows),
        "left_out": len(read.bad),
        "columns_not_used": list(read.ignored),
    }


def _stop_at(faults: Sequence[BadRow], *, skip_bad: bool) -> None:
    if faults and (not skip_bad or any(fault.is_end for fault in faults)):
        raise BadInput("\n".join(map(str, faults)))
    for fault in faults:
        tell(f"left out: {fault}")
