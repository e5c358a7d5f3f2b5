"""What the cells of one column mean: each distinct cell is understood once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.columns.coded import Coded, Ints, Numbers
from matching.files.cells import IN_PIECES, Reader, check_text, number, numbers, text, texts
from matching.files.lists import alike_lists, cut_lists, filled
from matching.files.strip import Strip
from matching.kernels.cutting import BLANK, UNSURE
from matching.types import BOUNDS, check_number


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

    def of_all(self, strip: Strip) -> tuple[Sequence[Any], dict[int, str]]:
        """The column, and by row what is wrong with a cell; what stands there means nothing."""
        if self.read is number:
            return self._numbers(strip)
        if self.read is text:
            return self._texts(strip)
        place, cells = strip.alike()
        if self.read in IN_PIECES:
            return self._lists(place, cells)
        column = Coded.among(list(map(self.of, cells.texts())), place)
        return column, _rows_of(column.of, dict(enumerate(column.distinct)))

    def _lists(self, place: Ints, cells: Strip) -> tuple[Coded, dict[int, str]]:
        """Lists of codes or slots."""
        lists, odd = cut_lists(cells, self.read)
        looked_at = list(map(self.of, cells.of(odd).texts()))
        told = dict(zip(odd.tolist(), looked_at, strict=True))
        if None in looked_at:
            # A blank is not the same as a list of nobody.
            values = [told.get(at, own) for at, own in enumerate(lists)]
            return Coded.among(values, place), _rows_of(place, told)
        good = [() if isinstance(value, Wrong) else value for value in looked_at]
        of, distinct = alike_lists(filled(lists, odd, good))
        return Coded(distinct, of[place]), _rows_of(place, told)

    def _texts(self, strip: Strip) -> tuple[list[Any], dict[int, str]]:
        """Words hardly ever repeat, so they are checked all at once."""
        cells = strip.texts()
        try:
            found: list[Any] = texts(cells)
        except ValueError:
            found = list(map(self.of, cells))
        else:
            if self.blank != "" and "" in found:
                found = [cell or self.blank for cell in found]
        if set(map(type, found)) <= {str}:
            return found, {}
        return found, {at: one.why for at, one in enumerate(found) if isinstance(one, Wrong)}

    def _numbers(self, strip: Strip) -> tuple[Numbers, dict[int, str]]:
        """Plain decimals are read in compiled code; the others, and those out of bounds, here."""
        value, sort = strip.decimals()
        least, most = BOUNDS.get(self.field, (None, None))
        odd = sort == UNSURE
        if least is not None:
            odd |= value < least
        if most is not None:
            odd |= value > most
        rows = np.flatnonzero(odd)
        cells = strip.of(rows).texts()
        try:
            looked_at: list[Any] = numbers(cells, self.field)
        except ValueError:
            looked_at = list(map(self.of, cells))
        told = dict(zip(rows.tolist(), looked_at, strict=True))
        if self.blank is not None:
            told |= dict.fromkeys(np.flatnonzero(sort == BLANK).tolist(), self.blank)
        for row, one in told.items():
            value[row] = np.nan if one is None or isinstance(one, Wrong) else one
        wrong = {row: one.why for row, one in told.items() if isinstance(one, Wrong)}
        return Numbers(value), wrong


def _rows_of(place: Ints, values: Mapping[int, Any]) -> dict[int, str]:
    """What is wrong by row, told what the values of some places are."""
    wrong = {at: one.why for at, one in values.items() if isinstance(one, Wrong)}
    if not wrong:
        return {}
    rows = np.flatnonzero(np.isin(place, list(wrong))).tolist()
    return {row: wrong[at] for row, at in zip(rows, place[rows].tolist(), strict=True)}
