"""Kinds of cells, and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from matching.files import cleaning
from matching.files.cleaning import (
    COUNTED,
    DEGREES,
    KILOMETRES,
    MINUTES,
    NOBODY,
    SEPARATORS,
    SHARES,
    YEARS,
    check_text,
    codes,
    kind,
    kinds,
    text,
    tidy,
)
from matching.files.faults import Unclear, short
from matching.files.weekly import week
from matching.slots import REMEMBERED, Slot
from matching.types import BOUNDS

Reader = Callable[[str], Any]


def code(cell: str) -> str:
    """One code; like words, but they come again and again."""
    return text(cell)


def ids(cell: str) -> frozenset[str]:
    """Ids of the other side; a single `-` stands for nobody."""
    return frozenset() if tidy(cell) == NOBODY else codes(cell)


def those_named(cell: str) -> frozenset[str]:
    """Ids of the other side of which alone one may be taken; mere separators do not say of whom."""
    found = ids(cell)
    if not found and tidy(cell) != NOBODY:
        raise Unclear("no_ids", cell=short(cell))
    return found


def degrees(cell: str) -> float:
    """Degrees of latitude or longitude."""
    return cleaning.number(cell, DEGREES)


def kilometres(cell: str) -> float:
    """Kilometres, or metres that say so."""
    return cleaning.number(cell, KILOMETRES)


def share(cell: str) -> float:
    """A share from 0 to 1, or in per cent."""
    return cleaning.number(cell, SHARES)


def number(cell: str) -> float:
    """A number without any unit."""
    return cleaning.number(cell)


def whole(cell: str) -> int:
    """A whole number without any unit."""
    return cleaning.whole(cell)


def count(cell: str) -> int:
    """How many people, places or times."""
    return cleaning.whole(cell, COUNTED)


def minutes(cell: str) -> int:
    """Minutes, or hours that say so."""
    return cleaning.whole(cell, MINUTES)


def years(cell: str) -> int:
    """Whole years of age."""
    return cleaning.whole(cell, YEARS)


FLOATS = (number, degrees, kilometres, share)


def check_bounds(field: str, value: float) -> None:
    """Refuse the value of a field that lies outside its bounds."""
    least, most = BOUNDS[field]
    if most is None and value < least:
        raise Unclear("too_small", field=field, value=value, least=least)
    if most is not None and not least <= value <= most:
        raise Unclear("out_of_range", field=field, value=value, least=least, most=most)


def one_code(piece: str) -> str:
    """One code of several; a piece that needs a closer look is refused, and its cell read whole."""
    found = tidy(piece)
    if not found or found == NOBODY or any(sign in SEPARATORS for sign in found):
        raise Unclear("no_ids", cell=short(piece))
    check_text(found)
    return found


def one_kind(piece: str) -> str:
    """One kind of several."""
    return kind(one_code(piece))


@lru_cache(maxsize=REMEMBERED)
def one_slot(piece: str) -> Slot:
    """One slot of several."""
    found = week(piece)
    if len(found) != 1:
        raise Unclear("not_a_slot", cell=short(piece))
    return found[0]


# Columns of lists: how one piece is read, and how the pieces of a cell are put together.
IN_PIECES: Mapping[Reader, tuple[Callable[[str], Any], Callable[[Iterable[Any]], Any]]] = {
    codes: (one_code, frozenset),
    kinds: (one_kind, frozenset),
    ids: (one_code, frozenset),
    those_named: (one_code, frozenset),
    week: (one_slot, tuple),
}
# Columns of ids of the other side.
REFERENCES = (ids, those_named)
