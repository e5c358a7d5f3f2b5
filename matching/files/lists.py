"""Cells with several codes or times: each distinct piece is read once, each distinct list kept once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.columns.coded import Ints, Lists
from matching.files.cells import IN_PIECES, Reader
from matching.files.cleaning import LONGEST
from matching.files.strip import Strip
from matching.files.weekly import week
from matching.kernels.cutting import alike
from matching.slots import DAY_MINUTES, Slot

Mask = npt.NDArray[np.bool_]


def cut_lists(cells: Strip, read: Reader) -> tuple[Lists, Ints]:
    """What stands between semicolons, read piece by piece.

    Returns
    -------
    lists, odd : Lists, ndarray of int
        A cell with anything but good pieces in good order is odd: it has to be read as a whole, and
        is empty until then.
    """
    read_one, make = IN_PIECES[read]
    first, pieces = cells.pieces()
    place, distinct = pieces.alike()
    number: dict[Any, int] = {}
    # Pieces may mean the same without being written alike.
    code = np.array(
        [
            -1 if piece is None else number.setdefault(piece, len(number))
            for piece in (_or_none(read_one, words) for words in distinct.texts())
        ],
        dtype=np.int64,
    )
    of = code[place]
    is_odd = of < 0
    if read is week:
        is_odd |= _turns_back(list(number), of, first)
    before = np.concatenate(([0], np.cumsum(is_odd)))
    odd = before[first[1:]] > before[first[:-1]]
    odd |= cells.doubled | (cells.ends - cells.starts > LONGEST)
    sizes = np.diff(first)
    start = _starts(np.where(odd, 0, sizes))
    return Lists(start, of[np.repeat(~odd, sizes)], list(number), make), np.flatnonzero(odd)


def filled(lists: Lists, rows: Ints, values: Sequence[Any]) -> Lists:
    """The lists with some that were empty replaced."""
    if not rows.size:
        return lists
    number = {piece: at for at, piece in enumerate(lists.pieces)}
    own = [number.setdefault(one, len(number)) for one in chain.from_iterable(values)]
    many = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
    start = np.concatenate((lists.start, lists.start[-1] + np.cumsum(many)))
    of = np.concatenate((lists.of, np.array(own, dtype=np.int64)))
    order = np.arange(len(lists))
    order[rows] = len(lists) + np.arange(rows.size)
    return Lists(start, of, list(number), lists.make).taken(order)


def alike_lists(lists: Lists) -> tuple[Ints, Lists]:
    """The distinct values, and the place of each list among them; in a set order is nothing."""
    if lists.make is frozenset:
        lists = _as_sets(lists)
    raw = lists.of.astype(np.int32)
    starts = lists.start * raw.itemsize
    letters = raw.view(np.uint8)
    # As the bytes of a file are: kernels are compiled once for both.
    letters.flags.writeable = False
    place, first = alike(letters, starts[:-1], starts[1:])
    return place, lists.taken(first)


def _as_sets(lists: Lists) -> Lists:
    """Every list in order, with no piece twice."""
    value = np.repeat(np.arange(len(lists)), lists.sizes)
    width = max(1, len(lists.pieces))
    key = np.sort(value * width + lists.of)
    key = key[np.concatenate((np.ones(min(1, key.size), bool), key[1:] > key[:-1]))]
    start = _starts(np.bincount(key // width, minlength=len(lists)))
    return Lists(start, key % width, lists.pieces, lists.make)


def _starts(sizes: Ints) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))


def _or_none(read: Callable[[str], Any], piece: str) -> Any:
    try:
        return read(piece)
    except ValueError:
        return None


def _turns_back(known: Sequence[Slot], of: Ints, first: Ints) -> Mask:
    """Pieces that do not begin after the one before them in the same cell has ended."""
    # A minute lies between days, so that no slot touches one of another day.
    day = DAY_MINUTES + 1
    begin = np.array([slot.weekday * day + slot.start for slot in known] + [0], np.int64)
    end = np.array([slot.weekday * day + slot.end for slot in known] + [0], np.int64)
    turns = np.zeros(of.size, np.bool_)
    turns[1:] = begin[of[1:]] <= end[of[:-1]]
    turns[first[:-1]] = False
    return turns
