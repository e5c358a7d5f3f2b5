"""The steps of a scan: every test that can refuse some pair of a board, and what it compares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.columns.board import Board, Ints
from matching.kernels.layout import NUMBERS, Kind
from matching.pairs.rows import apart, names
from matching.rules import RULES
from matching.rules.base import EVERY_BIT, Holds, Reaches, Shares, Test

_COSTS = {
    Kind.REACHES: 0,
    Kind.HOLDS: 1,
    Kind.SHARES: 1,
    Kind.TIME: 2,
    Kind.SHIFT: 2,
    Kind.NAMED: 3,
    Kind.NOT_NAMED: 3,
    Kind.NEAR: 4,
}
"""What a test costs, for the order in which the scan makes them; a distance is dearest."""


def quickest(steps: Ints) -> Ints:
    """The steps, the cheapest first."""
    found: Ints = steps[np.argsort([_COSTS[kind] for kind in steps[:, 0].tolist()], kind="stable")]
    return found


class Step(NamedTuple):
    """A test, its rule's place in `RULES`, and where the columns it compares stand.

    Attributes
    ----------
    test : Test
    place : int
    is_word : bool
        Whether it compares words or numbers.
    first, last : int
        The first of its columns, and the one behind the last.
    wanted, offered : ndarray
        These columns of needs and of supplies.
    """

    test: Test
    place: int
    is_word: bool
    first: int
    last: int
    wanted: npt.NDArray[Any]
    offered: npt.NDArray[Any]


def cannot_refuse(test: Test, board: Board) -> bool:
    """Whether the test cannot refuse any pair of this board."""
    if not len(board.need) or not len(board.supply):
        return True
    if isinstance(test, Holds):
        wanted, offered = test.columns(board)
        every = np.bitwise_and.reduce(offered, axis=0)
        return not (np.bitwise_or.reduce(wanted, axis=0) & ~every).any()
    if isinstance(test, Shares):
        wanted, offered = test.columns(board)
        return bool(wanted[:, -1].all()) or bool((offered[:, :-1] == EVERY_BIT).all())
    if isinstance(test, Reaches):
        return bool(test.wanted(board).max() <= test.offered(board).min())
    idle: dict[Kind, Callable[[], Any]] = {
        Kind.NEAR: lambda: not _limits_ways(board),
        Kind.TIME: lambda: board.need.blank("slots").all() or board.supply.blank("slots").all(),
        Kind.SHIFT: lambda: not board.is_shift().any(),
        Kind.NAMED: lambda: not (names(board.need).any() | names(board.supply).any()),
        Kind.NOT_NAMED: lambda: not apart(board).size,
    }
    return bool(idle[test.kind]())


def _limits_ways(board: Board) -> bool:
    """Whether anybody or the settings say how far is too far."""
    settings = board.terms.settings
    return bool(
        not np.isnan(board.need.numbers("max_km")).all()
        or not np.isnan(board.supply.numbers("radius_km")).all()
        or settings.mode_km
        or (settings.commute_minutes is not None and board.is_shift().any())
    )


def steps_of(
    board: Board, *, first_word: int, is_idle: Callable[[Test, Board], bool] = cannot_refuse
) -> list[Step]:
    """The steps in the order of the rules; words stand from `first_word` on, numbers from `NUMBERS`.

    Parameters
    ----------
    board : Board
    first_word : int
    is_idle : callable
        Whether a test need not be made.
    """
    found = []
    behind = {True: first_word, False: NUMBERS}
    # The category is not among them: candidates are of one category.
    for place, rule in enumerate(RULES[1:], start=1):
        for test in rule.tests:
            if is_idle(test, board):
                continue
            wanted, offered = test.columns(board)
            is_word = wanted.dtype == np.uint64
            first = behind[is_word]
            behind[is_word] = last = first + wanted.shape[1]
            found.append(Step(test, place, is_word, first, last, wanted, offered))
    return found


def table(steps: list[Step]) -> Ints:
    """A row per step; columns by `matching.kernels.layout.Step`."""
    rows = [(step.test.kind, step.first, step.last, step.place) for step in steps]
    return np.array(rows, dtype=np.int64).reshape(-1, 4)
