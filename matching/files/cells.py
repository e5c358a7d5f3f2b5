"""What may stand in a cell, column by column."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from matching.files.faults import short
from matching.slots import Slot, parse_slot, parse_slots
from matching.types import BOUNDS, check_kind, check_number

Reader = Callable[[str], Any]

LONGEST = 100_000
_YES = frozenset({"yes", "true", "1", "y", "是"})
_NO = frozenset({"no", "false", "0", "n", "否"})
# A byte that is no text in the file's encoding is read as a lone surrogate.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def check_text(cell: str) -> None:
    """Raise ValueError when a cell holds what is no text, or far too much of it.

    Examples
    --------
    >>> check_text("小学数学")
    """
    if len(cell) > LONGEST:
        raise ValueError(f"this cell has {len(cell)} characters; at most {LONGEST} are read")
    if _NO_TEXT.search(cell):
        raise ValueError(f"{short(cell)} has bytes that are neither UTF-8 nor GB18030 text")


def text(cell: str) -> str:
    """Any words."""
    return cell


def code(cell: str) -> str:
    """One code; like words, but they come again and again."""
    return cell


def kind(cell: str) -> str:
    """Kind of a supply."""
    check_kind(cell)
    return cell


def codes(cell: str) -> frozenset[str]:
    """Codes separated by `;`.

    Examples
    --------
    >>> sorted(codes("a; b;;a"))
    ['a', 'b']
    """
    return frozenset(code.strip() for code in cell.split(";") if code.strip())


def ids(cell: str) -> frozenset[str]:
    """Ids separated by `;`; a single `-` stands for nobody."""
    return frozenset() if cell == "-" else codes(cell)


def number(cell: str) -> float:
    """A finite number."""
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in cell:
        raise ValueError(f"{short(cell)} is not a number")
    return value


def whole(cell: str) -> int:
    """A whole number.

    Examples
    --------
    >>> whole("3"), whole("3.0")
    (3, 3)
    """
    value = number(cell)
    if value != int(value) or abs(value) > 1_000_000_000:
        raise ValueError(f"{short(cell)} is not a whole number")
    return int(value)


def day(cell: str) -> dt.date:
    """A date, or the date of a time, in ISO 8601."""
    try:
        return dt.datetime.fromisoformat(cell).date()
    except ValueError:
        raise ValueError(f"{short(cell)} is not a date like 2026-03-31") from None


def yes(cell: str) -> bool:
    """Yes or no."""
    if cell.lower() in _YES:
        return True
    if cell.lower() in _NO:
        return False
    raise ValueError(f"{short(cell)} is neither yes nor no")


def ages(cell: str) -> tuple[int, int]:
    """Youngest and oldest age, like `6-14`."""
    low, dash, high = cell.partition("-")
    if dash:
        found = whole(low), whole(high)
        if 0 <= found[0] <= found[1]:
            return found
    raise ValueError(f"{short(cell)} is not a range of ages like 6-14")


def slots(cell: str) -> tuple[Slot, ...]:
    """Weekly times, like `tue 16:30-17:30;sat 09:00-11:00`."""
    return parse_slots(cell)


def one_code(piece: str) -> str:
    """One code of several."""
    piece = piece.strip()
    if not piece or piece == "-":
        raise ValueError("no code, or all that an id may be when there is none")
    check_text(piece)
    return piece


# Columns of lists: how one piece is read, and how the pieces of a cell are put together.
IN_PIECES: Mapping[Reader, tuple[Callable[[str], Any], Callable[[Iterable[Any]], Any]]] = {
    codes: (one_code, frozenset),
    ids: (one_code, frozenset),
    slots: (parse_slot, tuple),
}


def texts(cells: Sequence[str]) -> list[str]:
    """Many cells of words at once; ValueError where one of them needs a closer look."""
    found = list(map(str.strip, cells))
    if max(map(len, found), default=0) > LONGEST or _NO_TEXT.search("".join(found)):
        raise ValueError("one of these cells is no text")
    return found


def numbers(cells: Sequence[str], field: str) -> list[float]:
    """Many cells of numbers at once; ValueError where one of them needs a closer look."""
    found = list(map(float, cells))
    if "_" in "".join(cells) or not math.isfinite(sum(found)):
        raise ValueError("one of these cells is not a number")
    if found and field in BOUNDS:
        check_number(field, min(found))
        check_number(field, max(found))
    return found


# Column name: (field name, how it is read).
NEED_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "id": ("id", text),
    "category": ("category", code),
    "skills": ("skills", codes),
    "any_of": ("any_of", codes),
    "prefers": ("prefers", codes),
    "lat": ("lat", number),
    "lon": ("lon", number),
    "max_km": ("max_km", number),
    "modes": ("modes", codes),
    "kinds": ("kinds", codes),
    "slots": ("slots", slots),
    "minutes": ("minutes", whole),
    "from": ("start", day),
    "until": ("until", day),
    "opened_at": ("opened_at", day),
    "closes_at": ("closes_at", day),
    "helper_sex": ("helper_sex", code),
    "child_sex": ("child_sex", code),
    "child_age": ("child_age", whole),
    "languages": ("languages", codes),
    "priority": ("priority", whole),
    "places": ("places", whole),
    "area": ("area", code),
    "items": ("items", codes),
    "direct_contact": ("direct_contact", yes),
    "designated": ("designated", ids),
    "excluded": ("excluded", codes),
    "familiar": ("familiar", codes),
    "text": ("text", text),
    "transport": ("transport", code),
}
SUPPLY_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "id": ("id", text),
    "kind": ("kind", kind),
    "categories": ("categories", codes),
    "skills": ("skills", codes),
    "lat": ("lat", number),
    "lon": ("lon", number),
    "radius_km": ("radius_km", number),
    "areas": ("areas", codes),
    "modes": ("modes", codes),
    "slots": ("slots", slots),
    "from": ("start", day),
    "until": ("until", day),
    "opened_at": ("opened_at", day),
    "closes_at": ("closes_at", day),
    "sex": ("sex", code),
    "serves_sex": ("serves_sex", code),
    "ages": ("ages", ages),
    "languages": ("languages", codes),
    "items": ("items", codes),
    "capacity": ("capacity", whole),
    "load": ("load", whole),
    "reliability": ("reliability", number),
    "acceptance": ("acceptance", number),
    "vetted_until": ("vetted_until", day),
    "direct_contact": ("direct_contact", yes),
    "designated": ("designated", ids),
    "excluded": ("excluded", codes),
    "text": ("text", text),
}
DECISION_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "need_id": ("need_id", text),
    "supply_id": ("supply_id", text),
    "decided_at": ("decided_at", day),
    "decision": ("decision", code),
    "outcome": ("outcome", code),
    "propensity": ("propensity", number),
    "ended_at": ("ended_at", day),
}
