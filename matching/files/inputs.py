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
from matching.files.faults import BadRow, Fault, short
from matching.files.reading import Read, read_both, read_decisions
from matching.files.references import Known
from matching.files.terms import BadInput, read_scorecard, read_settings
from matching.learning.decisions import Decision
from matching.settings import Settings
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
        Of each file its name, encoding, hash, rows, rows left out, columns not used, and what was
        understood otherwise than it is written.
    """

    needs: Table[Need]
    supplies: Table[Supply]
    told: dict[str, Any]

    def embedder(self) -> Embedder:
        """What reads the texts of both; by all of them, so that every command chooses alike."""
        return default_embedder(chain(self.needs.column("text"), self.supplies.column("text")))


def read_rows(
    needs: Path, supplies: Path, *, options: argparse.Namespace, settings: Settings
) -> Given:
    """Needs and supplies; stops at bad rows unless they are to be left out."""
    found_needs, found_supplies = read_both(
        needs, supplies, settings=settings, lenient=options.lenient
    )
    _stop_at((*found_needs.bad, *found_supplies.bad), options)
    told = {
        "needs": _about(needs, found_needs, options),
        "supplies": _about(supplies, found_supplies, options),
    }
    return Given(found_needs.rows, found_supplies.rows, told)


def read_past(path: Path, given: Given, options: argparse.Namespace) -> list[Decision]:
    """Decisions about those needs and supplies."""
    known = [Known(side.column("id")) for side in (given.needs, given.supplies)]
    read = read_decisions(path, *known)
    _stop_at(read.bad, options)
    _about(path, read, options)
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
        raise BadInput(Fault("bad_day", {"option": option, "cell": short(words)})) from None


def find(rows: Table[Row], name: str, path: Path) -> Row:
    """The row of that id."""
    found = Known(rows.column("id")).meant(name)
    if len(found) != 1:
        raise BadInput(Fault("no_row", {"file": path.name, "cell": short(name)}))
    return rows[rows.column("id").index(found[0])]


def tell(line: str) -> None:
    """One line beside the results."""
    sys.stderr.write(f"{line}\n")


def _about(path: Path, read: Read[Sized], options: argparse.Namespace) -> dict[str, Any]:
    """What the report says of a file; what was understood otherwise is told at once as well."""
    for notice in read.notices:
        tell(notice.said(options.lang))
    return {
        "name": path.name,
        "encoding": read.encoding,
        "sha256": read.digest,
        "rows": len(read.rows),
        "left_out": len(read.bad),
        "columns_not_used": list(read.ignored),
        "notices": [notice.told() for notice in read.notices],
    }


def _stop_at(faults: Sequence[BadRow], options: argparse.Namespace) -> None:
    if faults and (not options.skip_bad or any(fault.is_end for fault in faults)):
        raise BadInput(*faults)
    for fault in faults:
        tell(Fault("left_out", {"line": fault.said(options.lang)}).said(options.lang))
