"""What two files say of each other: ids of the other side, and codes that only one side has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from matching.columns.coded import Coded, Ints, Lists, taken
from matching.files.cleaning import NOBODY, tidy
from matching.files.columns import Columns
from matching.files.faults import Fault, Notice, short
from matching.files.references import Found, Known
from matching.files.tables import SHARED
from matching.settings import Settings

# So many rows or codes are named; of more, only that there are more.
NAMED = 8
MORE = "…"
# Who already serves a child changes a preference alone, so a stranger among them refuses no row.
ONLY_TOLD = "familiar"
# Sexes that nobody asks for are nothing to tell.
ASKED_OF_OTHERS = ("helper_sex", "serves_sex")
SEXES = frozenset({"helper_sex", "sex", "child_sex", "serves_sex"})


def look_across(needs: Columns, supplies: Columns, *, settings: Settings, lenient: bool) -> None:
    """Find out which ids are meant; refuse rows with ids that are not known; tell of lone codes.

    Parameters
    ----------
    needs, supplies : Columns
        Changed in place.
    settings : Settings
    lenient : bool
        Keep rows with ids that stand nowhere.
    """
    if any(fault.is_end for fault in (*needs.bad, *supplies.bad)):
        # Half a file knows nothing of the other's ids.
        return
    for own, other in ((needs, supplies), (supplies, needs)):
        names = [name for name in own.cells if _names_any(own.values[name])]
        if not names:
            continue
        known = Known(name for name in other.ids if isinstance(name, str))
        wrong: dict[int, tuple[str, Fault]] = {}
        for name in names:
            for at, fault in _resolve(own, name, known, other.file, lenient=lenient).items():
                wrong.setdefault(at, (name, fault))
        own.drop(wrong)
    for shared in SHARED:
        _tell_lone(needs, shared.needs, supplies, shared.supplies, may_lack=shared.may_lack)
        _tell_lone(supplies, shared.supplies, needs, shared.needs, may_lack=shared.may_lack)
    _tell_transport(needs, settings)


def meant(columns: Columns, name: str, known: Known) -> None:
    """A column with one reference in each row: read as the id it means, or its row left out."""
    if name not in columns.values:
        return
    found = {cell: known.meant(cell) for cell in set(columns.values[name]) - known.exact}
    if not found:
        return
    wrong: dict[int, tuple[str, Fault]] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    values = list(columns.values[name])
    for at, cell in enumerate(values):
        ids = found.get(cell, [cell])
        if len(ids) == 1:
            values[at] = ids[0]
            if ids[0] != cell:
                rows.setdefault((cell, ids[0]), []).append(columns.numbers[at])
            continue
        told = {"name": name, "cell": short(cell), "ids": " / ".join(map(short, sorted(ids)[:3]))}
        wrong[at] = (name, Fault("several_ids" if ids else "not_in_other_file", told))
    columns.values[name] = values
    _tell_taken(columns, name, rows)
    columns.drop(wrong)


def _resolve(
    own: Columns, name: str, known: Known, file: str, *, lenient: bool
) -> dict[int, Fault]:
    """References of one column as the ids they mean; by place, what is wrong with them."""
    column = own.values[name]
    rows = _strange(column, known)
    if not rows.size:
        return {}
    place, cells = own.cells[name].of(rows).alike()
    found = [_read(cell, known) for cell in cells.texts()]
    column = column if isinstance(column, Coded) else Coded.among(column)
    of = column.of.copy()
    of[rows] = len(column.distinct) + place
    values = [*column.distinct, *(frozenset(one.ids) for one in found)]
    own.values[name] = taken(Coded.among(values, of), np.arange(of.size))
    wrong: dict[int, Fault] = {}
    rows_of: dict[tuple[str, str], list[int]] = {}
    for at, one in zip(rows.tolist(), map(found.__getitem__, place.tolist()), strict=True):
        for pair in one.otherwise:
            rows_of.setdefault(pair, []).append(own.numbers[at])
        if one.fault:
            wrong[at] = one.fault
        elif one.nowhere:
            told = {"cell": ", ".join(map(short, one.nowhere[:NAMED])), "file": file}
            if lenient or name == ONLY_TOLD:
                fault = Fault("unknown_id_kept", told)
                own.notices.append(Notice(own.file, name, fault, own.numbers[at]))
            else:
                wrong[at] = Fault("unknown_id", told)
    _tell_taken(own, name, rows_of)
    return wrong


def _read(cell: str, known: Known) -> Found:
    return Found(()) if tidy(cell) == NOBODY else known.read(cell)


def _names_any(column: Sequence[Any]) -> bool:
    """Whether there is a reference in any row."""
    lists = column.distinct if isinstance(column, Coded) else column
    return bool(lists.pieces) if isinstance(lists, Lists) else any(lists)


def _strange(column: Sequence[Any], known: Known) -> Ints:
    """Rows with a reference that is no id of the other file as it stands."""
    column = column if isinstance(column, Coded) else Coded.among(column)
    lists = column.distinct
    if known.are_cut:
        # What was cut at a semicolon may be one id.
        return np.flatnonzero(np.isin(column.of, [at for at, ids in enumerate(lists) if ids]))
    if isinstance(lists, Lists):
        is_strange = np.array([piece not in known.exact for piece in lists.pieces], bool)
        value = np.repeat(np.arange(len(lists)), lists.sizes)
        strange = np.unique(value[is_strange[lists.of]]) if lists.pieces else value
    else:
        found = [at for at, ids in enumerate(lists) if ids and not ids <= known.exact]
        strange = np.array(found, dtype=np.int64)
    return np.flatnonzero(np.isin(column.of, strange))


def _tell_taken(own: Columns, name: str, rows: Mapping[tuple[str, str], Sequence[int]]) -> None:
    """References that were read as an id that is written otherwise."""
    for (cell, meant_id), at in rows.items():
        told = {"cell": short(cell), "id": short(meant_id), "rows": _some(map(str, at))}
        own.notices.append(Notice(own.file, name, Fault("id_taken", told)))


def _tell_lone(
    own: Columns, fields: Sequence[str], other: Columns, theirs: Sequence[str], *, may_lack: bool
) -> None:
    """Codes that no row of the other file has."""
    if SEXES.issuperset(fields) and fields[0] not in ASKED_OF_OTHERS:
        return
    there = frozenset().union(*(_codes(other, field) for field in theirs))
    if may_lack and not there:
        return
    for field in fields:
        lone = sorted(_codes(own, field) - there)
        if lone:
            told = {"codes": _some(map(short, lone)), "file": other.file}
            own.notices.append(Notice(own.file, field, Fault("codes_of_one_side", told)))


def _codes(columns: Columns, field: str) -> frozenset[str]:
    """Every code of a column, whether a row has one of them or several."""
    column = columns.values.get(field, ())
    distinct = column.distinct if isinstance(column, Coded) else set(column)
    if isinstance(distinct, Lists):
        return frozenset(map(distinct.pieces.__getitem__, np.unique(distinct.of).tolist()))
    found: set[str] = set()
    for value in distinct:
        found |= value if isinstance(value, frozenset) else {value} if value else set()
    return frozenset(found)


def _tell_transport(needs: Columns, settings: Settings) -> None:
    strange = sorted(_codes(needs, "transport") - settings.speeds.keys())
    if strange:
        told = {"codes": _some(map(short, strange)), "usual": settings.transport}
        needs.notices.append(Notice(needs.file, "transport", Fault("no_transport", told)))


def _some(names: Iterable[str]) -> str:
    """A few of them, and a sign that there are more."""
    all_of_them = list(names)
    return ", ".join(all_of_them[:NAMED]) + (MORE if len(all_of_them) > NAMED else "")
