"""What the cells of one column mean: each distinct cell is understood once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from matching.columns.coded import Coded, Ints, Numbers
from matching.files import at_once
from matching.files.cells import FLOATS, IN_PIECES, Reader, check_bounds
from matching.files.cleaning import check_text, day, is_serial, own_id, text, tidy
from matching.files.faults import Fault, Unclear, short
from matching.files.lists import alike_lists, cut_lists, filled
from matching.files.strip import Strip
from matching.kernels.cutting import BLANK, UNSURE
from matching.types import BOUNDS


@dataclass(frozen=True)
class Wrong:
    """Stands where a cell cannot be understood, and says why."""

    why: Fault


class Found(NamedTuple):
    """A column that was understood.

    Parameters
    ----------
    values : sequence
        What stands where a cell is wrong means nothing.
    wrong : dict of int to Fault
        What is wrong, by row.
    otherwise : dict of int to Fault
        What was understood otherwise than it is written, by row.
    """

    values: Sequence[Any]
    wrong: dict[int, Fault]
    otherwise: dict[int, Fault]


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
    >>> places.of(" 3 "), places.of(""), places.of("0").why.said()
    (3, 1, 'places must be at least 1, not 0')
    """

    field: str
    read: Reader
    blank: Any

    def of(self, cell: str) -> Any:
        """The value of one cell, or a `Wrong`."""
        try:
            check_text(cell)
            if not tidy(cell):
                return self.blank
            value = self.read(cell)
            if self.field in BOUNDS:
                check_bounds(self.field, value)
        except Unclear as unclear:
            return Wrong(unclear.fault)
        return value

    def of_all(self, strip: Strip) -> Found:
        """The whole column."""
        if self.read in FLOATS:
            return self._numbers(strip)
        if self.read is text:
            # Words hardly ever repeat, so all are understood at once where all are clean.
            return self._texts(at_once.texts(strip), strip)
        if self.read is own_id:
            return self._own_ids(strip)
        place, cells = strip.alike()
        if self.read in IN_PIECES:
            return self._lists(place, cells)
        words = cells.texts()
        column = Coded.among(list(map(self.of, words)), place)
        wrong = _rows_of(column.of, dict(enumerate(column.distinct)))
        return Found(column, wrong, self._days_counted(place, words))

    def _days_counted(self, place: Ints, words: Sequence[str]) -> dict[int, Fault]:
        """Numbers that were taken for the days Excel counts, each told where it first stands."""
        if self.read is not day:
            return {}
        taken = {at: cell for at, cell in enumerate(words) if is_serial(tidy(cell))}
        return {
            int((place == at).argmax()): Fault(
                "serial_taken", {"cell": short(cell.strip()), "day": day(cell).isoformat()}
            )
            for at, cell in taken.items()
        }

    def _lists(self, place: Ints, cells: Strip) -> Found:
        """Lists of codes or slots."""
        lists, odd = cut_lists(cells, self.read)
        looked_at = list(map(self.of, cells.of(odd).texts()))
        told = dict(zip(odd.tolist(), looked_at, strict=True))
        if None in looked_at:
            # A blank is not the same as a list of nobody.
            values = [told.get(at, own) for at, own in enumerate(lists)]
            return Found(Coded.among(values, place), _rows_of(place, told), {})
        good = [() if isinstance(value, Wrong) else value for value in looked_at]
        of, distinct = alike_lists(filled(lists, odd, good))
        return Found(Coded(distinct, of[place]), _rows_of(place, told), {})

    def _texts(self, clean: list[str] | None, strip: Strip) -> Found:
        """Words, understood all at once where all are clean and none is blank that may not be."""
        if clean is not None and (self.blank == "" or "" not in clean):
            return Found(clean, {}, {})
        found = list(map(self.of, strip.texts()))
        wrong = {at: one.why for at, one in enumerate(found) if isinstance(one, Wrong)}
        return Found(found, wrong, {})

    def _own_ids(self, strip: Strip) -> Found:
        """Ids; those that lost a sign nobody sees are told."""
        clean = at_once.own_ids(strip)
        found = self._texts(clean, strip)
        if clean is not None:
            return found
        otherwise = {
            at: Fault("id_tidied", {"cell": short(cell), "id": short(own)})
            for at, (cell, own) in enumerate(zip(strip.texts(), found.values, strict=True))
            if isinstance(own, str) and own and own != cell.strip()
        }
        return found._replace(otherwise=otherwise)

    def _numbers(self, strip: Strip) -> Found:
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
        plain = at_once.numbers(cells, self.field)
        looked_at: list[Any] = list(map(self.of, cells)) if plain is None else list(plain)
        told = dict(zip(rows.tolist(), looked_at, strict=True))
        if self.blank is not None:
            told |= dict.fromkeys(np.flatnonzero(sort == BLANK).tolist(), self.blank)
        for row, one in told.items():
            value[row] = np.nan if one is None or isinstance(one, Wrong) else one
        wrong = {row: one.why for row, one in told.items() if isinstance(one, Wrong)}
        return Found(Numbers(value), wrong, {})


def _rows_of(place: Ints, values: Mapping[int, Any]) -> dict[int, Fault]:
    """What is wrong by row, told what the values of some places are."""
    wrong = {at: one.why for at, one in values.items() if isinstance(one, Wrong)}
    if not wrong:
        return {}
    rows = np.flatnonzero(np.isin(place, list(wrong))).tolist()
    return {row: wrong[at] for row, at in zip(rows, place[rows].tolist(), strict=True)}
