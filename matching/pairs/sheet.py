"""Everything the compiled scan reads about a board: a row of numbers and a row of words per need
and per supply.

What one pair asks for lies side by side in memory, and kernels take a handful of plain arrays:
bundles of many small ones would be counted in and out of every call.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from matching.columns.board import Board, Floats, Ints, Words
from matching.kernels.bundles import Pairs, Sheet, Texts
from matching.kernels.layout import Span
from matching.pairs.rows import apart, need_flags, need_numbers, supply_flags, supply_numbers
from matching.pairs.steps import quickest, steps_of, table
from matching.rules import RULES
from matching.rules.ways import limits
from matching.text import NO_TERMS, Dense, Rows, Sparse
from matching.text.likeness import lengths, numbered


def sheet(board: Board) -> Sheet:
    """The board's arrays, made once."""
    return board.once("sheet", lambda: Sheet(_pairs(board), _texts(*board.texts())))


def _pairs(board: Board) -> Pairs:
    spans = _spans(board)
    widths = [ours.shape[1] for ours, _ in spans]
    ends = 1 + np.cumsum(widths)
    steps = steps_of(board, first_word=int(ends[-1]))
    words = [(step.wanted, step.offered) for step in steps if step.is_word]
    numbers = [(step.wanted, step.offered) for step in steps if not step.is_word]
    starts, others = _lists(board)
    return Pairs(
        need=_beside(need_numbers(board), [ours for ours, _ in numbers]),
        supply=_beside(supply_numbers(board), [theirs for _, theirs in numbers]),
        need_words=_beside(_first(need_flags(board)), [ours for ours, _ in (*spans, *words)]),
        supply_words=_beside(
            _first(supply_flags(board)), [theirs for _, theirs in (*spans, *words)]
        ),
        steps=table(steps),
        quick_steps=quickest(table(steps)),
        spans=np.column_stack((ends - widths, ends)).astype(np.int64),
        journeys=board.journeys(),
        list_start=starts,
        list_other=others,
        scales=scales(board, board.weeks.unit),
        rules=len(RULES),
    )


def _first(flags: Ints) -> Words:
    return flags.astype(np.uint64)[:, None]


def _beside(first: npt.NDArray[Any], more: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return np.ascontiguousarray(np.hstack((first, *more)))


def scales(board: Board, unit: int) -> Floats:
    """In the order of `Scale`; `unit` is the minutes of a bit of a week."""
    commute = board.terms.settings.commute_minutes
    first = (
        unit,
        board.terms.on.max.toordinal(),
        np.inf if commute is None else commute,
    )
    return np.concatenate((np.array(first, dtype=np.float64), limits(board)))


SPAN_FIELDS = {
    Span.MODES: ("modes", "modes"),
    Span.PREFERS: ("prefers", "skills"),
    Span.SKILLS: ("skills", "skills"),
    Span.LANGUAGES: ("languages", "languages"),
}
"""What needs and what supplies name in each span but the week's."""


def _spans(board: Board) -> list[tuple[Words, Words]]:
    """In the order of `Span`."""
    weeks = board.weeks
    week = (
        weeks.need[board.need.coded("slots").of],
        weeks.supply[board.supply.coded("slots").of],
    )
    return [week, *(board.words(*fields) for fields in SPAN_FIELDS.values())]


def _lists(board: Board) -> tuple[Ints, Ints]:
    """In the order of `Listed`."""
    lists = (
        board.listed("need", "designated"),
        board.listed("supply", "designated"),
        apart(board),
        board.listed("need", "familiar"),
    )
    needs, width = len(board.need), max(1, len(board.supply))
    starts, before = np.zeros((len(lists), needs + 1), dtype=np.int64), 0
    for row, pairs in zip(starts, lists, strict=True):
        row[0] = before
        row[1:] = before + np.cumsum(np.bincount(pairs // width, minlength=needs))
        before += pairs.size
    return starts, np.concatenate(lists) % width


def _texts(need: Rows, supply: Rows) -> Texts:
    if isinstance(need, Dense) != isinstance(supply, Dense):
        raise TypeError("both sides must come from one embedder")
    (need_rows, ours), (supply_rows, theirs) = forms(need), forms(supply)
    ours, theirs, width = numbered(ours, theirs)
    return Texts(
        need_rows,
        supply_rows,
        need_start=ours.starts,
        need_terms=ours.terms,
        need_lengths=lengths(need),
        supply_start=theirs.starts,
        supply_terms=theirs.terms,
        supply_lengths=lengths(supply),
        width=width,
    )


def forms(rows: Rows) -> tuple[npt.NDArray[np.int8], Sparse]:
    """As many rows in both forms, those of one of them empty."""
    if isinstance(rows, Dense):
        many = len(rows.rows)
        return rows.rows, Sparse(np.zeros(many + 1, np.int64), NO_TERMS, np.zeros(many))
    return np.zeros((rows.lengths.size, 0), np.int8), rows
