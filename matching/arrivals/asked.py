"""What open needs ask of a supply: the columns of a board of both, without its supplies.

The needs' side is made at once. The supply's is kept as what makes it, by the very functions that
lay out a whole board, so that no rule is written down a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.columns.board import Board, Floats, Ints, Words
from matching.kernels.layout import Kind, OfSupply, Span, SupplyFlag
from matching.pairs.rows import SUPPLY_FLAGS, SUPPLY_NUMBERS
from matching.pairs.sheet import SPAN_FIELDS
from matching.pairs.steps import Step, quickest, steps_of, table
from matching.rules.base import Holds, Reaches, Shares, Test
from matching.rules.fit import QUALIFICATION

# What these are made of rarely repeats: whoever lays out a supply sets them by plain code.
DIRECT_NUMBERS = frozenset(
    (OfSupply.KM, OfSupply.MINUTES, OfSupply.SKILLS, OfSupply.RELIABILITY, OfSupply.ACCEPTANCE)
)
DIRECT_FLAGS = frozenset((SupplyFlag.OPEN_TIMES,))

_SKILLS = [test for test in QUALIFICATION.tests if isinstance(test, Holds)]

Make = Callable[[Board], npt.NDArray[Any]]


class Column(NamedTuple):
    """What stands at one place of a supply's row, and how it is made.

    Attributes
    ----------
    is_word : bool
        Whether it stands among the words, or among the numbers.
    place : int
        Numbers or words before it.
    make : callable
        Of a board's supplies, a row each of one or several numbers or words.
    codes : str
        The field of whose codes each adds bits of its own; blank when it is not made so.
    """

    is_word: bool
    place: int
    make: Make
    codes: str = ""


class Asked(NamedTuple):
    """Columns of needs, and how those of a supply are made.

    Attributes
    ----------
    words, numbers : ndarray
        Of needs: all words but the flags and the week, and the numbers that rules compare.
    columns : list of Column
        Of supplies.
    steps, spans : ndarray of int
        As in `matching.kernels.bundles.Pairs`, the cheapest steps first and the week's span left open.
    skills : int
        The word by which most pairs fail, the first of the skills required; 0 where there are none.
    """

    words: Words
    numbers: Floats
    columns: list[Column]
    steps: Ints
    spans: Ints
    skills: int


def asked(board: Board) -> Asked:
    """What the needs of a board without supplies ask."""
    columns, words = list(_own()), [np.zeros((len(board.need), 0), np.uint64)]
    spans = np.zeros((len(Span), 2), dtype=np.int64)
    word = 1
    for span, fields in SPAN_FIELDS.items():
        ours = board.words(*fields)[0]
        columns.append(Column(True, word, partial(_span, fields=fields), fields[1]))
        spans[span] = word, word + ours.shape[1]
        words.append(ours)
        word += ours.shape[1]
    steps = steps_of(board, first_word=word, is_idle=_is_idle)
    columns += [_column(step) for step in steps if step.first < step.last]
    numbers = [np.zeros((len(board.need), 0)), *(one.wanted for one in steps if not one.is_word)]
    return Asked(
        np.hstack((*words, *(step.wanted for step in steps if step.is_word))),
        np.hstack(numbers),
        columns,
        quickest(table(steps)),
        spans,
        max((step.first for step in steps if step.test in _SKILLS), default=0),
    )


def _column(step: Step) -> Column:
    make = partial(_offered, test=step.test)
    return Column(step.is_word, step.first, make, _codes(step.test))


def _offered(board: Board, test: Test) -> npt.NDArray[Any]:
    return test.columns(board)[1]


def _own() -> Iterator[Column]:
    """What a supply's row holds whatever the rules are."""
    for of, make in SUPPLY_NUMBERS.items():
        if of not in DIRECT_NUMBERS:
            yield Column(False, int(of), make)
    for flag, has in SUPPLY_FLAGS.items():
        if flag not in DIRECT_FLAGS:
            yield Column(True, 0, partial(_flag, flag=flag, has=has))


def _flag(board: Board, flag: SupplyFlag, has: Make) -> Ints:
    return has(board) * np.int64(flag)


def _span(board: Board, fields: tuple[str, str]) -> Words:
    return board.words(*fields)[1]


def _codes(test: Test) -> str:
    """The field whose codes alone make what a supply offers; blank where others have a say."""
    if isinstance(test, Shares) or (isinstance(test, Holds) and test.passes is None):
        return test.offered
    return ""


def _is_idle(test: Test, board: Board) -> bool:
    """Whether no need asks for anything here."""
    if isinstance(test, Holds):
        return not test.columns(board)[0].any()
    if isinstance(test, Shares):
        return bool(test.columns(board)[0][:, -1].all())
    if isinstance(test, Reaches):
        return bool((test.wanted(board) == -np.inf).all())
    return test.kind in (Kind.TIME, Kind.SHIFT) and bool(board.need.blank("slots").all())
