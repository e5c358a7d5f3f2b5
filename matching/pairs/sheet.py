"""Everything the compiled scan reads about a board: a row of numbers and a row of words per need
and per supply.

What one pair asks for lies side by side in memory, and kernels take a handful of plain arrays:
bundles of many small ones would be counted in and out of every call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.columns.board import Board, Floats, Ints, Mask, Words
from matching.pairs.layout import Flag, Of, Span
from matching.rules import RULES
from matching.rules.base import EVERY_BIT, Holds, Kind, Reaches, Shares, Special, Test
from matching.rules.ways import limits, names_remote, own_limits
from matching.text import NO_TERMS, Dense, Rows, Sparse, Terms
from matching.text.likeness import lengths, numbered


class Pairs(NamedTuple):
    """What rules and most features read.

    Attributes
    ----------
    need, supply : ndarray of float
        A row of numbers each; columns by `Of`.
    need_words, supply_words : ndarray of uint64
        A row of words each: flags, then the spans, then what rules compare by codes.
    steps : ndarray of int
        A row per test that can refuse anything here, in the order of the rules: its kind, the
        first and the last column it compares, its rule's place in `RULES`.
    quick_steps : ndarray of int
        The same, the cheapest first, for where it does not matter which rule is broken.
    spans : ndarray of int
        First and last column of each `Span`.
    journeys : ndarray of uint64
        Bits of the ways of meeting in which somebody travels.
    list_start, list_other : ndarray of int
        List `k` of need `i` is `list_other[list_start[k, i]:list_start[k, i + 1]]`.
    scales : ndarray of float
        By `Scale`.
    """

    need: Floats
    supply: Floats
    need_words: Words
    supply_words: Words
    steps: Ints
    quick_steps: Ints
    spans: Ints
    journeys: Words
    list_start: Ints
    list_other: Ints
    scales: Floats


class Texts(NamedTuple):
    """Embedded texts; of the two forms the one not in use is empty.

    Attributes
    ----------
    need_rows, supply_rows : ndarray of int8
        As in `Dense`.
    need_start, need_terms, supply_start, supply_terms : ndarray
        As in `Sparse`, with the columns that `matching.text.likeness.numbered` gives them.
    need_lengths, supply_lengths : ndarray of float
        Of either form; 0: nothing is known of the text.
    width : int
        How many columns there are.
    """

    need_rows: npt.NDArray[np.int8]
    supply_rows: npt.NDArray[np.int8]
    need_start: Ints
    need_terms: Terms
    need_lengths: Floats
    supply_start: Ints
    supply_terms: Terms
    supply_lengths: Floats
    width: int


class Sheet(NamedTuple):
    """A board as the kernels take it."""

    pairs: Pairs
    texts: Texts


def sheet(board: Board) -> Sheet:
    """The board's arrays, made once."""
    return board.once("sheet", lambda: Sheet(_pairs(board), _texts(*board.texts())))


def _pairs(board: Board) -> Pairs:
    spans = _spans(board)
    widths = [ours.shape[1] for ours, _ in spans]
    ends = 1 + np.cumsum(widths)
    steps, words, numbers = _tests(board, first_word=int(ends[-1]))
    starts, others = _lists(board)
    return Pairs(
        need=np.ascontiguousarray(np.column_stack((need_numbers(board), numbers[0]))),
        supply=np.ascontiguousarray(np.column_stack((_supply_numbers(board), numbers[1]))),
        need_words=_side_by_side(need_flags(board), *(ours for ours, _ in spans), words[0]),
        supply_words=_side_by_side(_supply_flags(board), *(own for _, own in spans), words[1]),
        steps=steps,
        quick_steps=quickest(steps),
        spans=np.column_stack((ends - widths, ends)).astype(np.int64),
        journeys=board.journeys(),
        list_start=starts,
        list_other=others,
        scales=scales(board, board.weeks.unit),
    )


def scales(board: Board, unit: int) -> Floats:
    """In the order of `Scale`; `unit` is the minutes of a bit of a week."""
    commute = board.terms.settings.commute_minutes
    first = (
        unit,
        board.terms.on.max.toordinal(),
        np.inf if commute is None else commute,
    )
    return np.concatenate((np.array(first, dtype=np.float64), limits(board)))


_COSTS = {
    Kind.REACHES: 0,
    Kind.HOLDS: 1,
    Kind.SHARES: 1,
    Kind.TIME: 2,
    Kind.SHIFT: 2,
    Kind.NAMED: 3,
    Kind.NOT_NAMED: 3,
    Kind.NEAR: 4,
    Kind.MODE_KM: 4,
    Kind.COMMUTE: 4,
}
"""What a test costs, for the order in which the scan makes them; a distance is dearest."""


def quickest(steps: Ints) -> Ints:
    """The steps, the cheapest first."""
    found: Ints = steps[np.argsort([_COSTS[kind] for kind in steps[:, 0].tolist()], kind="stable")]
    return found


def _side_by_side(flags: npt.NDArray[Any], *parts: Words) -> Words:
    words: Words = np.hstack((flags.astype(np.uint64)[:, None], *parts))
    return np.ascontiguousarray(words)


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


def _tests(
    board: Board, *, first_word: int
) -> tuple[Ints, tuple[Words, Words], tuple[Floats, Floats]]:
    """Steps, and the words and the numbers that they compare."""
    steps: list[tuple[int, int, int, int]] = []
    wanted, offered = [_none(board.need, np.uint64)], [_none(board.supply, np.uint64)]
    asks, gives = [_none(board.need, np.float64)], [_none(board.supply, np.float64)]
    word, number = first_word, int(Of.ROOM)
    # The category is not among them: candidates are of one category.
    for place, rule in enumerate(RULES[1:], start=1):
        for test in rule.tests:
            if _is_idle(test, board):
                continue
            if isinstance(test, Holds | Shares):
                ours, theirs = test.words(board)
                wanted.append(ours)
                offered.append(theirs)
                steps.append((test.kind, word, word + ours.shape[1], place))
                word += ours.shape[1]
            elif isinstance(test, Reaches | Special):
                asked, given = test.columns(board)
                asks.append(asked)
                gives.append(given)
                steps.append((test.kind, number, number + asked.shape[1], place))
                number += asked.shape[1]
    return (
        np.array(steps, dtype=np.int64).reshape(-1, 4),
        (np.hstack(wanted), np.hstack(offered)),
        (np.hstack(asks), np.hstack(gives)),
    )


def _none(side: Any, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.zeros((len(side), 0), dtype=dtype)


def _is_idle(test: Test, board: Board) -> bool:
    """Whether the test cannot refuse any pair of this board."""
    if not len(board.need) or not len(board.supply):
        return True
    if isinstance(test, Holds):
        wanted, offered = test.words(board)
        every = np.bitwise_and.reduce(offered, axis=0)
        return not (np.bitwise_or.reduce(wanted, axis=0) & ~every).any()
    if isinstance(test, Shares):
        wanted, offered = test.words(board)
        return bool(wanted[:, -1].all()) or bool((offered[:, :-1] == EVERY_BIT).all())
    if isinstance(test, Reaches):
        return bool(test.wanted(board).max() <= test.offered(board).min())
    idle: dict[Kind, Callable[[], Any]] = {
        Kind.NEAR: lambda: (
            np.isnan(board.need.numbers("max_km")).all()
            and np.isnan(board.supply.numbers("radius_km")).all()
        ),
        Kind.MODE_KM: lambda: not _limits_modes(board),
        Kind.COMMUTE: lambda: (
            board.terms.settings.commute_minutes is None or not board.is_shift().any()
        ),
        Kind.TIME: lambda: board.need.blank("slots").all() or board.supply.blank("slots").all(),
        Kind.SHIFT: lambda: not board.is_shift().any(),
        Kind.NAMED: lambda: not (_designates(board.need) | _designates(board.supply)),
        Kind.NOT_NAMED: lambda: not _apart(board).size,
    }
    return bool(idle[test.kind]())


def _limits_modes(board: Board) -> bool:
    if not board.terms.settings.mode_km:
        return False
    return any(np.isfinite(km).any() for km in (limits(board), *own_limits(board)))


def _designates(side: Any) -> bool:
    return bool(_names(side).any())


def _names(side: Any) -> Mask:
    """Rows that are kept for those they name, be it for nobody yet."""
    named: Mask = side.each("designated", lambda ids: ids is not None)
    return named


def _apart(board: Board) -> Ints:
    return np.union1d(board.listed("need", "excluded"), board.listed("supply", "excluded"))


def _lists(board: Board) -> tuple[Ints, Ints]:
    """In the order of `Listed`."""
    lists = (
        board.listed("need", "designated"),
        board.listed("supply", "designated"),
        _apart(board),
        board.listed("need", "familiar"),
    )
    needs, width = len(board.need), max(1, len(board.supply))
    starts, before = np.zeros((len(lists), needs + 1), dtype=np.int64), 0
    for row, pairs in zip(starts, lists, strict=True):
        row[0] = before
        row[1:] = before + np.cumsum(np.bincount(pairs // width, minlength=needs))
        before += pairs.size
    return starts, np.concatenate(lists) % width


def need_numbers(board: Board) -> Floats:
    """A row of numbers per need."""
    need, settings, on = board.need, board.terms.settings, board.terms.on
    found = np.zeros((len(need), Of.ROOM))
    found[:, Of.X : Of.Z + 1] = need.points
    found[:, Of.KM] = need.numbers("max_km")
    found[:, Of.MINUTES] = board.weeks.need_minutes[need.coded("slots").of]
    found[:, Of.FIRST] = np.maximum(on.toordinal(), need.days("start", on))
    found[:, Of.LAST] = need.days("until", on.max)
    found[:, Of.ENOUGH] = np.maximum(1, need.numbers("minutes"))
    found[:, Of.KMH] = need.each("transport", settings.kmh, np.float64)
    waited = np.maximum(0, on.toordinal() - need.days("opened_at", on))
    found[:, Of.WAITING] = np.where(need.blank("opened_at"), np.nan, waited)
    found[:, Of.PREFERRED] = need.sizes("prefers")
    found[:, Of.LANGUAGES] = need.sizes("languages")
    found[:, Of.ROAD] = board.road()
    return found


def _supply_numbers(board: Board) -> Floats:
    found = np.zeros((len(board.supply), Of.ROOM))
    found[:, Of.X : Of.Z + 1] = board.supply.points
    for column, make in SUPPLY_NUMBERS.items():
        found[:, column] = make(board)
    return found


def _supply_load(board: Board) -> Floats:
    capacity, load = board.supply.numbers("capacity"), board.supply.numbers("load")
    return np.where(capacity == 0, 1.0, np.minimum(1.0, load / np.maximum(capacity, 1.0)))


SUPPLY_NUMBERS: dict[Of, Callable[[Board], npt.NDArray[Any]]] = {
    Of.KM: lambda board: board.supply.numbers("radius_km"),
    Of.MINUTES: lambda board: board.weeks.supply_minutes[board.supply.coded("slots").of],
    Of.FIRST: lambda board: board.supply.days("start", board.terms.on.min),
    Of.LAST: lambda board: board.supply.days("until", board.terms.on.max),
    Of.SKILLS: lambda board: board.supply.sizes("skills"),
    Of.RELIABILITY: lambda board: board.supply.numbers("reliability"),
    Of.ACCEPTANCE: lambda board: board.supply.numbers("acceptance"),
    Of.LOAD: _supply_load,
}
"""Of supplies: what makes each column but those of the place."""


def need_flags(board: Board) -> Ints:
    """The first word of each need."""
    need = board.need
    flags = Flag.OPEN_TIMES * need.blank("slots") | Flag.OPEN_MODES * need.blank("modes")
    flags |= Flag.STAYS * board.stays()[0] | Flag.DESIGNATES * _names(need)
    flags |= Flag.OPEN_LANGUAGES * need.blank("languages")
    flags |= Flag.MAY_STAY * names_remote(board)[0]
    for flag, pairs in (
        (Flag.APART, _apart(board)),
        (Flag.FAMILIAR, board.listed("need", "familiar")),
    ):
        has = np.zeros(len(need), dtype=bool)
        has[pairs // max(1, len(board.supply))] = True
        flags |= flag * has
    return flags


def _supply_flags(board: Board) -> Ints:
    flags = np.zeros(len(board.supply), dtype=np.int64)
    for flag, make in SUPPLY_FLAGS.items():
        flags |= flag * make(board)
    return flags


SUPPLY_FLAGS: dict[Flag, Callable[[Board], Mask]] = {
    Flag.OPEN_TIMES: lambda board: board.supply.blank("slots"),
    Flag.OPEN_MODES: lambda board: board.supply.blank("modes"),
    Flag.STAYS: lambda board: board.stays()[1],
    Flag.DESIGNATES: lambda board: _names(board.supply),
    Flag.OPEN_LANGUAGES: lambda board: board.supply.blank("languages"),
    Flag.SHIFT: lambda board: board.is_shift(),
    Flag.MAY_STAY: lambda board: names_remote(board)[1],
}
"""Of supplies: what sets each bit."""


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
