"""The steps of a scan: every test that can refuse some pair of a board, and what it compares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.columns.board import Board, Floats, Ints, Words
from matching.pairs.layout import Of
from matching.pairs.rows import apart, names
from matching.rules import RULES
from matching.rules.base import EVERY_BIT, Holds, Kind, Reaches, Shares, Special, Test
from matching.rules.ways import limits, own_limits

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


def steps_of(
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
        Kind.NAMED: lambda: not (names(board.need).any() | names(board.supply).any()),
        Kind.NOT_NAMED: lambda: not apart(board).size,
    }
    return bool(idle[test.kind]())


def _limits_modes(board: Board) -> bool:
    if not board.terms.settings.mode_km:
        return False
    return any(np.isfinite(km).any() for km in (limits(board), *own_limits(board)))
