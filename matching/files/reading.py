"""Needs, supplies and decisions from tables, by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from matching.columns.coded import Coded
from matching.columns.table import Table
from matching.files.across import look_across, meant
from matching.files.columns import Columns, Shape, read_columns
from matching.files.faults import BadRow, Fault, Notice, short
from matching.files.references import Known
from matching.files.tables import (
    DECISION_COLUMNS,
    DECISION_HEADERS,
    NEED_COLUMNS,
    NEED_HEADERS,
    SITTING_COLUMNS,
    SUPPLY_COLUMNS,
    SUPPLY_HEADERS,
)
from matching.learning.decisions import DECISIONS, OUTCOMES, Decision
from matching.settings import Settings
from matching.types import Need, Supply

Rows_co = TypeVar("Rows_co", covariant=True)
Rows = TypeVar("Rows")
Row = TypeVar("Row", Need, Supply)
DECISION_NEEDED = ("need_id", "supply_id", "decided_at", "decision")


def _blank(kind: type[Any]) -> dict[str, Any]:
    """What a row holds where its cell is blank, by field."""
    return {field.name: field.default for field in fields(kind) if field.default is not MISSING}


_SITTINGS = dict.fromkeys(SITTING_COLUMNS, 0)
_NEEDS = Shape(
    known={**NEED_COLUMNS, **SITTING_COLUMNS},
    needed=("id",),
    blank={**_blank(Need), **_SITTINGS, "category": ""},
    headers=NEED_HEADERS,
)
SUPPLIES = Shape(
    known=SUPPLY_COLUMNS,
    needed=("id",),
    blank={**_blank(Supply), "kind": "volunteer"},
    headers=SUPPLY_HEADERS,
    other=_NEEDS,
)
NEEDS = replace(_NEEDS, other=SUPPLIES)
PAST = Shape(
    known=DECISION_COLUMNS,
    needed=DECISION_NEEDED,
    blank=_blank(Decision),
    headers=DECISION_HEADERS,
)


@dataclass(frozen=True)
class Read(Generic[Rows_co]):
    """What a file holds.

    Parameters
    ----------
    rows : Table, or list of Decision
        The good rows, in the file's order.
    bad : tuple of BadRow
        One for every bad row, by row.
    notices : tuple of Notice
        What is used, but was understood otherwise than it is written, or not used at all.
    ignored : tuple of str
        Columns that mean nothing here.
    encoding, digest : str
        How the file is written; SHA-256 of its bytes.
    """

    rows: Rows_co
    bad: tuple[BadRow, ...]
    notices: tuple[Notice, ...]
    ignored: tuple[str, ...]
    encoding: str
    digest: str


def read_needs(path: Path) -> Read[Table[Need]]:
    """Needs from a table.

    Ids of supplies are as they are written: what they mean can be told only beside the other file,
    by `read_both`.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Read of Table of Need
        No object is made of a row before somebody asks for it.

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    return _table(Need, _need_columns(path, Settings()))


def read_supplies(path: Path) -> Read[Table[Supply]]:
    """Supplies from a table; a blank kind is a volunteer.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Read of Table of Supply

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    return _table(Supply, _supply_columns(path, Settings()))


def read_both(
    needs: Path, supplies: Path, *, settings: Settings, lenient: bool = False
) -> tuple[Read[Table[Need]], Read[Table[Supply]]]:
    """Needs and supplies that name each other.

    Parameters
    ----------
    needs, supplies : Path
    settings : Settings
        For the bounds of places and the means of transport.
    lenient : bool
        Keep rows with ids that stand nowhere in the other file.

    Returns
    -------
    needs, supplies : Read

    Raises
    ------
    OSError
        When one of them is not there, or may not be read.
    """
    ours, theirs = _need_columns(needs, settings), _supply_columns(supplies, settings)
    look_across(ours, theirs, settings=settings, lenient=lenient)
    return _table(Need, ours), _table(Supply, theirs)


def read_decisions(path: Path, needs: Known, supplies: Known) -> Read[list[Decision]]:
    """Decisions from a table, each about a need and a supply that are known.

    Parameters
    ----------
    path : Path
    needs, supplies : Known

    Returns
    -------
    Read of list of Decision

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    """
    found = read_columns(path, PAST)
    found.values.pop("groups", None)
    for name, known in (("need_id", needs), ("supply_id", supplies)):
        meant(found, name, known)
    rows: list[Decision] = []
    wrong: dict[int, tuple[str, Fault]] = {}
    for at, values in enumerate(zip(*found.values.values(), strict=True)):
        told = dict(zip(found.values, values, strict=True))
        fault = _wrong_decision(told)
        if fault:
            wrong[at] = fault
            continue
        rows.append(Decision(**told))
    found.drop(wrong)
    return _read(rows, found)


def _wrong_decision(told: Mapping[str, Any]) -> tuple[str, Fault] | None:
    """The column and what is wrong with what was decided."""
    outcome, propensity = told.get("outcome", ""), told.get("propensity")
    ended = told.get("ended_at")
    if told["decision"] not in DECISIONS:
        values = {"cell": short(told["decision"]), "codes": ", ".join(DECISIONS)}
        return "decision", Fault("no_decision", values)
    if outcome not in OUTCOMES:
        return "outcome", Fault("no_outcome", {"cell": short(outcome)})
    if propensity is not None and not 0 < propensity <= 1:
        return "propensity", Fault("no_propensity", {"value": propensity})
    if ended is not None and ended < told["decided_at"]:
        return "ended_at", Fault("ended_before")
    return None


def _need_columns(path: Path, settings: Settings) -> Columns:
    columns = _columns(path, NEEDS, settings, {"category": ""})
    _weekly_minutes(columns)
    columns.drop_doubles()
    return columns


def _supply_columns(path: Path, settings: Settings) -> Columns:
    columns = _columns(path, SUPPLIES, settings, {"kind": "volunteer"})
    columns.drop_doubles()
    return columns


def _columns(path: Path, shape: Shape, settings: Settings, otherwise: Mapping[str, str]) -> Columns:
    """The columns of a file, among them those that no file needs to have."""
    columns = read_columns(path, shape, bounds=settings.bounds)
    for field, value in {"id": "", **otherwise}.items():
        columns.values.setdefault(field, [value] * len(columns.numbers))
    return columns


def _weekly_minutes(columns: Columns) -> None:
    """So many sittings of so many minutes are the minutes of a week where these are not given."""
    sittings, each = (columns.values.pop(name, None) for name in SITTING_COLUMNS)
    if sittings is None or each is None:
        return
    given = columns.values.get("minutes") or [0] * len(columns.numbers)
    columns.values["minutes"] = Coded.among(
        [own or many * one for own, many, one in zip(given, sittings, each, strict=True)]
    )


def _table(kind: type[Row], found: Columns) -> Read[Table[Row]]:
    return _read(Table(kind, found.values), found)


def _read(rows: Rows, found: Columns) -> Read[Rows]:
    return Read(
        rows=rows,
        bad=tuple(found.bad),
        notices=tuple(found.notices),
        ignored=found.ignored,
        encoding=found.encoding,
        digest=found.digest,
    )
