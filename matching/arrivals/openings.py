"""Open needs laid out once, so that one supply finds those around it: arrays by category and cell.

A need stands in one cell of its category; those that may be met from afar, or whose place is not
known, stand together in a last one. Rows are in the order of the cells, so what a supply reads
lies side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.arrivals.asked import Asked, asked
from matching.columns.board import Board, Floats, Ints, Terms, Words
from matching.columns.side import Side
from matching.columns.table import Table
from matching.columns.weeks import Ruled
from matching.kernels.bundles import Opened
from matching.kernels.layout import Listed, NeedFlag, Span
from matching.pairs.cells import frame
from matching.pairs.rows import need_flags, need_numbers
from matching.pairs.sheet import forms, scales
from matching.rules import RULES
from matching.text import Rows
from matching.text.likeness import lengths, numbering
from matching.types import Need

# Kilometres of a cell; doubled while there are more than so many cells for each need.
CELL_KM, CELLS_PER_NEED = 2.0, 4
UNLISTED = -1


class Openings:
    """Open needs in the order of their cells.

    Parameters
    ----------
    needs : Table of Need
        By id.
    terms : Terms

    Attributes
    ----------
    board : Board
        The needs alone.
    asked : Asked
        What the rules and the features ask of a supply beside them.
    ruled : Ruled
        The needs' weeks.
    opened : Opened
    categories : dict of str to int
    """

    def __init__(self, needs: Table[Need], terms: Terms) -> None:
        placed = _placed(Side(needs), terms)
        self.categories = placed.categories
        self.board = Board(Side(needs.taken(placed.order)), (), terms)
        need = self.board.need
        self.asked: Asked = asked(self.board)
        flags = (
            need_flags(self.board) | NeedFlag.APART | NeedFlag.FAMILIAR * ~need.blank("familiar")
        )
        self._words = np.hstack((flags.astype(np.uint64)[:, None], self.asked.words))
        self.ruled = Ruled.of(need.coded("slots").distinct)
        starts = np.arange(len(Listed) * len(need) + 1, dtype=np.int64)
        numbers = np.hstack((need_numbers(self.board), self.asked.numbers))
        self.opened = Opened(
            need=np.ascontiguousarray(numbers),
            asked=numbers.max(axis=0, initial=-np.inf),
            any_asked=np.bitwise_or.reduce(self._words, axis=0),
            steps=self.asked.steps,
            rules=len(RULES),
            journeys=self.board.journeys(),
            list_start=np.stack([starts[of * len(need) :][: len(need) + 1] for of in Listed]),
            list_other=np.full(starts.size - 1, UNLISTED, dtype=np.int64),
            start=placed.start,
            shape=np.array((*placed.shape, self.asked.skills), dtype=np.int64),
            corner=np.array(placed.corner),
            point=need.points,
            skills=self._skills(),
            order=placed.order,
            **_texts(self.board.texts()[0]),
            **self._by_week(self.ruled),
        )

    def ruled_finer(self, minutes: int) -> tuple[Ruled, Opened]:
        """The same with weeks in a unit that divides these minutes as well."""
        ruled = Ruled.of(self.board.need.coded("slots").distinct, beside=minutes)
        return ruled, self.opened._replace(**self._by_week(ruled))

    def _skills(self) -> Words:
        """The first word of the skills required; nothing where no need requires any."""
        at = self.asked.skills
        words: Words = self._words[:, at] if at else np.zeros(len(self._words), np.uint64)
        return np.ascontiguousarray(words)

    def _by_week(self, ruled: Ruled) -> dict[str, Any]:
        """What depends on the unit of time: the week stands behind all other words."""
        first, width = self._words.shape[1], ruled.words.shape[1]
        spans = self.asked.spans.copy()
        spans[Span.WEEK] = first, first + width
        week = ruled.words[self.board.need.coded("slots").of]
        return {
            "need_words": np.ascontiguousarray(np.hstack((self._words, week))),
            "spans": spans,
            "scales": scales(self.board, ruled.unit),
        }


@dataclass(frozen=True)
class _Placed:
    """Which needs stand in which cell."""

    order: Ints
    categories: dict[str, int]
    start: Ints
    shape: tuple[int, int, int]
    corner: tuple[float, float, float, float]


def _placed(need: Side[Need], terms: Terms) -> _Placed:
    remote = terms.settings.remote_modes
    categories = {name: at for at, name in enumerate(sorted(need.coded("category").distinct))}
    lat, lon = need.numbers("lat"), need.numbers("lon")
    here = ~np.isnan(lat)
    rows, columns, corner = _cells(lat[here], lon[here], len(categories))
    low, left, high, wide = corner
    cells = rows * columns + 1
    cell = np.full(len(need), cells - 1, dtype=np.int64)
    here &= ~need.each("modes", lambda modes: bool(modes & remote))
    y, x = ((lat[here] - low) / high).astype(np.int64), ((lon[here] - left) / wide).astype(np.int64)
    cell[here] = y * columns + x
    key = need.each("category", categories.__getitem__, np.int64) * cells + cell
    order = np.argsort(key, kind="stable")
    counts = np.bincount(key, minlength=len(categories) * cells)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    return _Placed(order, categories, start, (cells, rows, columns), corner)


def _cells(
    lat: Floats, lon: Floats, categories: int
) -> tuple[int, int, tuple[float, float, float, float]]:
    """Rows and columns of cells; the first corner, height and width of a cell."""
    ground = frame(lat, lon)
    if ground is None:
        return 1, 1, (-90.0, -180.0, 181.0, 361.0)
    km = CELL_KM
    while True:
        high, wide, rows, columns = ground.cut(km)
        if rows * columns * categories <= CELLS_PER_NEED * lat.size or rows * columns == 1:
            return int(rows), int(columns), (ground.low, ground.left, float(high), float(wide))
        km *= 2


def _texts(rows: Rows) -> dict[str, Any]:
    """The needs' texts; of the two forms the one not in use is empty."""
    dense, sparse = forms(rows)
    number = numbering(sparse.columns, int(sparse.columns.max(initial=0)) + 1)
    sparse = sparse.numbered(number)
    return {
        "need_rows": dense,
        "need_start": sparse.starts,
        "need_terms": sparse.terms,
        "need_lengths": lengths(rows),
        "number": number,
    }
