"""The sheet with its supplies tile by tile, so that what is read for one place lies side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.columns.board import Board, Floats, Ints
from matching.columns.side import Side
from matching.kernels.bundles import Sheet
from matching.kernels.ground import EARTH_KM
from matching.pairs.sheet import sheet
from matching.text import Sparse

# What stands around a tile fits into the cache of a processor.
TILE_KM, LINE_KM = 12.0, 2.0


def neighbours(side: Side[Any]) -> tuple[Floats, ...]:
    """Keys for `numpy.lexsort`: tile by tile, and within a tile from line to line."""
    lat, lon = (np.nan_to_num(side.numbers(name)) for name in ("lat", "lon"))
    tile, line = np.degrees(TILE_KM / EARTH_KM), np.degrees(LINE_KM / EARTH_KM)
    return lon, np.floor(lat / line), np.floor(lon / tile), np.floor(lat / tile)


def near(board: Board) -> Ints:
    """The rows of the supplies in that order."""
    return board.once("near", lambda: np.lexsort(neighbours(board.supply)).astype(np.int64))


def arranged(board: Board) -> Sheet:
    """The board's sheet with its supplies in that order, made once."""
    return board.once("arranged", lambda: _taken(sheet(board), near(board)))


def _taken(laid: Sheet, order: Ints) -> Sheet:
    pairs, texts = laid
    said = Sparse(texts.supply_start, texts.supply_terms, texts.supply_lengths).taken(order)
    return Sheet(
        pairs._replace(
            supply=pairs.supply[order],
            supply_words=pairs.supply_words[order],
            list_other=np.argsort(order)[pairs.list_other],
        ),
        texts._replace(
            supply_rows=texts.supply_rows[order],
            supply_start=said.starts,
            supply_terms=said.terms,
            supply_lengths=said.lengths,
        ),
    )
