"""Everything the compiled scan reads about a board, as one bundle of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.board import Board, Floats, Ints, Mask, Words
from matching.rules import RULES
from matching.rules.base import EVERY_BIT, Holds, Kind, Reaches, Shares, Special, Test
from matching.text import Dense, Rows


class Lists(NamedTuple):
    """Pairs named in a field of ids: need `i` has `other[start[i]:start[i + 1]]`, rising."""

    start: Ints
    other: Ints


class Tests(NamedTuple):
    """The rules' tests that can refuse anything here, in the order of the rules.

    `steps` has a row per test: its kind, the first and the last column it compares, and its
    rule's place in `RULES`.
    """

    steps: Ints
    wanted: Words
    offered: Words
    asks: Floats
    gives: Floats


class Places(NamedTuple):
    """Where rows are, how far they go, and whether anybody travels."""

    need: Floats
    supply: Floats
    need_km: Floats
    supply_km: Floats
    road_factor: float
    need_modes: Words
    supply_modes: Words
    journeys: Words
    any_mode_need: Mask
    any_mode_supply: Mask
    stays_need: Mask
    stays_supply: Mask


class Times(NamedTuple):
    """Weekly times in minutes from Monday on, and days of service."""

    need_start: Ints
    need_stretches: Ints
    need_minutes: Ints
    need_open: Mask
    enough: Ints
    supply_start: Ints
    supply_stretches: Ints
    supply_minutes: Ints
    supply_open: Mask
    is_shift: Mask
    begins: Ints
    ends: Ints
    comes: Ints
    goes: Ints
    last_of_all: int


class Gifts(NamedTuple):
    """What is measured of skills, languages and records."""

    prefers: Words
    preferred: Ints
    skills_for_prefers: Words
    required: Words
    skills_for_required: Words
    skills: Ints
    languages: Words
    languages_wanted: Ints
    speaks: Words
    languages_open: Mask
    speaks_open: Mask
    kmh: Floats
    waiting: Floats
    reliability: Floats
    acceptance: Floats
    load: Floats


class Texts(NamedTuple):
    """Embedded texts; of the two forms the one not in use is empty."""

    is_dense: bool
    need_rows: npt.NDArray[np.int8]
    supply_rows: npt.NDArray[np.int8]
    need_start: Ints
    need_columns: npt.NDArray[np.int32]
    need_weights: npt.NDArray[np.float32]
    supply_start: Ints
    supply_columns: npt.NDArray[np.int32]
    supply_weights: npt.NDArray[np.float32]
    need_blank: Mask
    supply_blank: Mask


class Sheet(NamedTuple):
    """A board as the kernels take it."""

    tests: Tests
    places: Places
    times: Times
    gifts: Gifts
    texts: Texts
    need_designates: Mask
    supply_designates: Mask
    named_by_need: Lists
    named_by_supply: Lists
    apart: Lists
    familiar: Lists


def sheet(board: Board) -> Sheet:
    """The board's arrays, made once."""
    return board.once("sheet", lambda: _sheet(board))


def _sheet(board: Board) -> Sheet:
    apart = np.union1d(board.listed("need", "excluded"), board.listed("supply", "excluded"))
    return Sheet(
        tests=_tests(board),
        places=_places(board),
        times=_times(board),
        gifts=_gifts(board),
        texts=_texts(*board.texts()),
        need_designates=board.need.each("designated", lambda named: named is not None),
        supply_designates=board.supply.each("designated", lambda named: named is not None),
        named_by_need=_lists(board, board.listed("need", "designated")),
        named_by_supply=_lists(board, board.listed("supply", "designated")),
        apart=_lists(board, apart),
        familiar=_lists(board, board.listed("need", "familiar")),
    )


def _lists(board: Board, pairs: Ints) -> Lists:
    i, j = np.divmod(pairs, max(1, len(board.supply)))
    counts = np.bincount(i, minlength=len(board.need))
    return Lists(np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))), j.astype(np.int64))


def _tests(board: Board) -> Tests:
    steps: list[tuple[int, int, int, int]] = []
    wanted, offered = [_nothing(board.need, np.uint64)], [_nothing(board.supply, np.uint64)]
    asks, gives = [_nothing(board.need, np.float64)], [_nothing(board.supply, np.float64)]
    words, numbers = 0, 0
    # The category is not among them: candidates are of one category.
    for number, rule in enumerate(RULES[1:], start=1):
        for test in rule.tests:
            if _is_idle(test, board):
                continue
            if isinstance(test, Holds | Shares):
                ours, theirs = test.words(board)
                wanted.append(ours)
                offered.append(theirs)
                steps.append((test.kind, words, words + ours.shape[1], number))
                words += ours.shape[1]
            elif isinstance(test, Reaches):
                asks.append(test.wanted(board)[:, None])
                gives.append(test.offered(board)[:, None])
                steps.append((test.kind, numbers, numbers + 1, number))
                numbers += 1
            else:
                steps.append((test.kind, 0, 0, number))
    return Tests(
        steps=np.array(steps, dtype=np.int64).reshape(-1, 4),
        wanted=np.ascontiguousarray(np.hstack(wanted)),
        offered=np.ascontiguousarray(np.hstack(offered)),
        asks=np.ascontiguousarray(np.hstack(asks)),
        gives=np.ascontiguousarray(np.hstack(gives)),
    )


def _nothing(side: Any, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
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
    assert isinstance(test, Special)
    return not _IS_ASKED[test.kind](board)


_IS_ASKED: dict[Kind, Callable[[Board], bool]] = {
    Kind.NEAR: lambda board: bool(
        (~np.isnan(board.need.numbers("max_km"))).any()
        or (~np.isnan(board.supply.numbers("radius_km"))).any()
    ),
    Kind.TIME: lambda board: bool((~board.is_shift()).any()),
    Kind.SHIFT: lambda board: bool(board.is_shift().any()),
    Kind.NAMED: lambda board: bool(
        (~board.need.each("designated", lambda named: named is None)).any()
        or (~board.supply.each("designated", lambda named: named is None)).any()
    ),
    Kind.NOT_NAMED: lambda board: bool(
        board.listed("need", "excluded").size or board.listed("supply", "excluded").size
    ),
}


def _places(board: Board) -> Places:
    need_modes, supply_modes = board.words("modes", "modes")
    stays_need, stays_supply = board.stays()
    return Places(
        need=board.need.points,
        supply=board.supply.points,
        need_km=board.need.numbers("max_km"),
        supply_km=board.supply.numbers("radius_km"),
        road_factor=float(board.terms.settings.road_factor),
        need_modes=need_modes,
        supply_modes=supply_modes,
        journeys=board.journeys(),
        any_mode_need=board.need.blank("modes"),
        any_mode_supply=board.supply.blank("modes"),
        stays_need=stays_need,
        stays_supply=stays_supply,
    )


def _times(board: Board) -> Times:
    on = board.terms.on
    need, supply = board.weeks()
    wanted = board.need.numbers("minutes").astype(np.int64)
    return Times(
        need_start=need.start,
        need_stretches=need.stretches,
        need_minutes=need.minutes,
        need_open=board.need.blank("slots"),
        enough=np.maximum(1, wanted),
        supply_start=supply.start,
        supply_stretches=supply.stretches,
        supply_minutes=supply.minutes,
        supply_open=board.supply.blank("slots"),
        is_shift=board.is_shift(),
        begins=np.maximum(on.toordinal(), board.need.days("start", on)),
        ends=board.need.days("until", on.max),
        comes=board.supply.days("start", on.min),
        goes=board.supply.days("until", on.max),
        last_of_all=on.max.toordinal(),
    )


def _gifts(board: Board) -> Gifts:
    settings = board.terms.settings
    prefers, skills_for_prefers = board.words("prefers", "skills")
    required, skills_for_required = board.words("skills", "skills")
    languages, speaks = board.words("languages", "languages")
    waited = board.terms.on.toordinal() - board.need.days("opened_at", board.terms.on)
    capacity, load = board.supply.numbers("capacity"), board.supply.numbers("load")
    taken = np.where(capacity > 0, load / np.maximum(capacity, 1.0), 1.0)
    return Gifts(
        prefers=prefers,
        preferred=_counts(prefers),
        skills_for_prefers=skills_for_prefers,
        required=required,
        skills_for_required=skills_for_required,
        skills=board.supply.each("skills", len, np.int64),
        languages=languages,
        languages_wanted=_counts(languages),
        speaks=speaks,
        languages_open=board.need.blank("languages"),
        speaks_open=board.supply.blank("languages"),
        kmh=board.need.each(
            "transport",
            lambda name: settings.speeds.get(name or "", settings.speeds[settings.transport]),
            np.float64,
        ),
        waiting=np.where(
            board.need.blank("opened_at"), np.nan, np.maximum(0, waited).astype(np.float64)
        ),
        reliability=board.supply.numbers("reliability"),
        acceptance=board.supply.numbers("acceptance"),
        load=np.minimum(1.0, taken),
    )


def _counts(words: Words) -> Ints:
    counted: Ints = np.bitwise_count(words).sum(axis=1, dtype=np.int64)
    return counted


def _texts(need: Rows, supply: Rows) -> Texts:
    if isinstance(need, Dense) and isinstance(supply, Dense):
        start, columns = np.zeros(1, np.int64), np.zeros(0, np.int32)
        weights = np.zeros(0, np.float32)
        return Texts(
            True,
            need.rows,
            supply.rows,
            start,
            columns,
            weights,
            start,
            columns,
            weights,
            need.blank,
            supply.blank,
        )
    if isinstance(need, Dense) or isinstance(supply, Dense):
        raise TypeError("both sides must come from one embedder")
    return Texts(
        False,
        np.zeros((0, 0), np.int8),
        np.zeros((0, 0), np.int8),
        need.starts,
        need.columns,
        need.weights,
        supply.starts,
        supply.columns,
        supply.weights,
        need.blank,
        supply.blank,
    )
