"""What a hard rule is: one definition for the test, the refusal and its cheapest lift.

A rule's tests are data. Each makes columns of a board; a pair keeps the test when its two rows of
those columns compare as the kind of test says. Masks over listed pairs (here, in numpy) and the
scan of all pairs (`matching.kernels.sifting`, compiled) read the very same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matching.columns.board import Board, Floats, Ints, Mask, Terms, Words
from matching.kernels.layout import Kind
from matching.types import Need, Supply

EVERY_BIT = np.uint64(0xFFFF_FFFF_FFFF_FFFF)


class Test(Protocol):
    """One comparison of a rule."""

    @property
    def kind(self) -> Kind:
        """How it compares."""
        ...

    @property
    def columns(self) -> Callable[[Board], tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
        """What it compares: words or numbers, a row per need and a row per supply of a board."""
        ...

    def mask(self, board: Board, i: Ints, j: Ints) -> Mask:
        """True where pairs (`i`, `j`) keep it."""
        ...


@dataclass(frozen=True)
class Holds:
    """Everything the need names is among what the supply names.

    Parameters
    ----------
    wanted, offered : str
        Fields of codes.
    passes : callable, optional
        Supplies for which the test does not count.
    """

    wanted: str
    offered: str
    passes: Callable[[Board], Mask] | None = None
    kind = Kind.HOLDS

    def columns(self, board: Board) -> tuple[Words, Words]:
        """Bits wanted and bits offered, a row each."""
        wanted, offered = board.words(self.wanted, self.offered)
        if self.passes is not None:
            offered = np.where(self.passes(board)[:, None], EVERY_BIT, offered)
        return wanted, offered

    def mask(self, board: Board, i: Ints, j: Ints) -> Mask:
        """True where pairs keep the test."""
        wanted, offered = self.columns(board)
        kept: Mask = ((wanted[i] & ~offered[j]) == 0).all(axis=1)
        return kept


@dataclass(frozen=True)
class Shares:
    """Something the need names is among what the supply names; a need that names nothing is open.

    Parameters
    ----------
    wanted, offered : str
        Fields of codes.
    open_supply : bool
        Whether a supply that names nothing suits every need.
    """

    wanted: str
    offered: str
    open_supply: bool = True
    kind = Kind.SHARES

    def columns(self, board: Board) -> tuple[Words, Words]:
        """Bits wanted and offered; a last word holds the bit by which the open ones meet."""
        wanted, offered = board.words(self.wanted, self.offered)
        open_need = board.need.blank(self.wanted).astype(np.uint64)[:, None]
        if self.open_supply:
            offered = np.where(board.supply.blank(self.offered)[:, None], EVERY_BIT, offered)
        always = np.ones((len(offered), 1), dtype=np.uint64)
        return np.hstack((wanted, open_need)), np.hstack((offered, always))

    def mask(self, board: Board, i: Ints, j: Ints) -> Mask:
        """True where pairs keep the test."""
        wanted, offered = self.columns(board)
        kept: Mask = ((wanted[i] & offered[j]) != 0).any(axis=1)
        return kept


@dataclass(frozen=True)
class Reaches:
    """The supply's number is at least the need's.

    Parameters
    ----------
    wanted, offered : callable
        A number per need and per supply; an infinite one does not count.
    """

    wanted: Callable[[Board], Floats]
    offered: Callable[[Board], Floats]
    kind = Kind.REACHES

    def columns(self, board: Board) -> tuple[Floats, Floats]:
        """Numbers wanted and numbers offered, a row each."""
        return self.wanted(board)[:, None], self.offered(board)[:, None]

    def mask(self, board: Board, i: Ints, j: Ints) -> Mask:
        """True where pairs keep the test."""
        kept: Mask = self.wanted(board)[i] <= self.offered(board)[j]
        return kept


def no_columns(board: Board) -> tuple[Floats, Floats]:
    """For tests whose numbers the board itself keeps."""
    return np.zeros((len(board.need), 0)), np.zeros((len(board.supply), 0))


@dataclass(frozen=True)
class Special:
    """A test of its own kind, mostly with columns that the board itself keeps: places, weeks, lists.

    Parameters
    ----------
    kind : Kind
    mask : callable
        True where pairs keep it.
    columns : callable, optional
        Numbers that only this test reads, a row per need and per supply.
    """

    kind: Kind
    mask: Callable[[Board, Ints, Ints], Mask]
    columns: Callable[[Board], tuple[Floats, Floats]] = no_columns


@dataclass(frozen=True)
class Lift:
    """A change to one row after which its rule holds.

    Parameters
    ----------
    side : str
        "need" or "supply".
    fields : mapping
        New values, as `dataclasses.replace` takes them.
    cost : float
        How much it asks of people, for ordering only.
    """

    side: str
    fields: Mapping[str, Any]
    cost: float


def no_lift(_need: Need, _supply: Supply, _terms: Terms) -> Lift | None:
    """For rules that are never to be bargained with."""
    return None


@dataclass(frozen=True)
class Rule:
    """A hard limit on pairs. It forbids; it never costs points.

    Parameters
    ----------
    code : str
        Stable forever; refusals and reports carry it.
    tests : tuple of Test
        A pair keeps the rule when it keeps all of them.
    detail : callable
        The values behind a refusal, for words.
    lift : callable
        The cheapest change of one row that would make the pair keep the rule, if any.
    """

    code: str
    tests: tuple[Test, ...]
    detail: Callable[[Need, Supply, Terms], Mapping[str, Any]]
    lift: Callable[[Need, Supply, Terms], Lift | None] = no_lift

    def mask(self, board: Board, i: Ints, j: Ints) -> Mask:
        """True where pairs (`i`, `j`) of a board keep the rule."""
        kept = np.ones(i.size, dtype=bool)
        for test in self.tests:
            kept &= test.mask(board, i, j)
        return kept
