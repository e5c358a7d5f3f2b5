"""What the cells of one column mean: each distinct cell is understood once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.files.cells import (
    IN_PIECES,
    LONGEST,
    Reader,
    check_text,
    number,
    numbers,
    slots,
    text,
    texts,
)
from matching.files.cutting import BLANK, UNSURE
from matching.files.strip import Ints, Strip
from matching.slots import DAY_MINUTES, Slot
from matching.types import BOUNDS, check_number

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Wrong:
    """Stands where a cell cannot be understood, and says why."""

    why: str


@dataclass(frozen=True)
class Meaning:
    """How the cells of one column are understood.

    Parameters
    ----------
    field : str
        Field of the row.
    read : callable
    blank : object
        What a blank cell stands for; a `Wrong` where there must be something.

    Examples
    --------
    >>> from matching.files.cells import whole
    >>> places = Meaning("places", whole, 1)
    >>> places.of(" 3 "), places.of(""), places.of("0").why
    (3, 1, 'places must be at least 1, not 0')
    """

    field: str
    read: Reader
    blank: Any

    def of(self, cell: str) -> Any:
        """The value of one cell, or a `Wrong`."""
        cell = cell.strip()
        if not cell:
            return self.blank
        try:
            check_text(cell)
            value = self.read(cell)
            if self.field in BOUNDS:
                check_number(self.field, value)
        except ValueError as fault:
            return Wrong(str(fault))
        return value

    def of_all(self, strip: Strip) -> list[Any]:
        """The values of all cells, each of which may be a `Wrong`."""
        if self.read is number:
            return self._numbers(strip)
        if self.read is text:
            return self._texts(strip)
        place, cells = strip.alike()
        meaning = (
            self._lists(cells) if self.read in IN_PIECES else list(map(self.of, cells.texts()))
        )
        if len(meaning) == 1:
            return meaning * place.size
        return list(map(meaning.__getitem__, place.tolist()))

    def _lists(self, strip: Strip) -> list[Any]:
        """Lists of codes or slots, each distinct piece of which is read once.

        A cell with anything but good pieces in good order is read as a whole.
        """
        read_one, together = IN_PIECES[self.read]
        first, pieces = strip.pieces()
        place, distinct = pieces.alike()
        known = [_or_none(read_one, piece) for piece in distinct.texts()]
        odd = np.array([piece is None for piece in known], dtype=bool)[place]
        if self.read is slots:
            odd |= _turns_back(known, place, first)
        before = np.concatenate(([0], np.cumsum(odd)))
        is_odd = before[first[1:]] > before[first[:-1]]
        is_odd |= strip.doubled | (strip.ends - strip.starts > LONGEST)
        listed = list(map(known.__getitem__, place.tolist()))
        found = [
            None if whole else together(listed[begin:end])
            for whole, (begin, end) in zip(is_odd.tolist(), pairwise(first.tolist()), strict=True)
        ]
        rows = np.flatnonzero(is_odd)
        for row, cell in zip(rows.tolist(), strip.of(rows).texts(), strict=True):
            found[row] = self.of(cell)
        return found

    def _texts(self, strip: Strip) -> list[Any]:
        """Words hardly ever repeat, so they are checked all at once."""
        cells = strip.texts()
        try:
            found = texts(cells)
        except ValueError:
            return list(map(self.of, cells))
        if self.blank != "" and "" in found:
            return [cell or self.blank for cell in found]
        return found

    def _numbers(self, strip: Strip) -> list[Any]:
        """Plain decimals are read in compiled code; the others, and those out of bounds, here."""
        value, sort = strip.decimals()
        least, most = BOUNDS.get(self.field, (None, None))
        odd = sort == UNSURE
        if least is not None:
            odd |= value < least
        if most is not None:
            odd |= value > most
        found: list[Any] = value.tolist()
        for row in np.flatnonzero(sort == BLANK).tolist():
            found[row] = self.blank
        rows = np.flatnonzero(odd)
        cells = strip.of(rows).texts()
        try:
            looked_at: list[Any] = numbers(cells, self.field)
        except ValueError:
            looked_at = list(map(self.of, cells))
        for row, one in zip(rows.tolist(), looked_at, strict=True):
            found[row] = one
        return found


def _or_none(read: Callable[[str], Any], piece: str) -> Any:
    try:
        return read(piece)
    except ValueError:
        return None


def _turns_back(known: list[Slot | None], place: Ints, first: Ints) -> Mask:
    """Pieces that do not begin after the one before them in the same cell has ended."""
    # A minute lies between days, so that no slot touches one of another day.
    day = DAY_MINUTES + 1
    begin = np.array([slot.weekday * day + slot.start if slot else 0 for slot in known], np.int64)
    end = np.array([slot.weekday * day + slot.end if slot else 0 for slot in known], np.int64)
    turns = np.zeros(place.size, np.bool_)
    turns[1:] = begin[place[1:]] <= end[place[:-1]]
    turns[first[:-1]] = False
    return turns
