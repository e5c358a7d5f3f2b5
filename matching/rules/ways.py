"""Ways of meeting that suit both sides: how far apart they let a pair be, and whether one travels.

What the settings say of one pair is `Settings.most_km`; here it is said of many at once.
"""

from __future__ import annotations

import numpy as np

from matching.columns.board import WORD, Board, Floats, Ints, Mask


def limits(board: Board) -> Floats:
    """The most road kilometres by way of meeting, in the order of the bits of `modes`."""
    most = board.terms.settings.most_km
    return np.array([most(frozenset((mode,))) for mode in board.bits("modes")], dtype=np.float64)


def own_limits(board: Board) -> tuple[Floats, Floats]:
    """The same for a need or supply, a row each, when all its own ways suit the other side."""
    most = board.terms.settings.most_km
    return (
        board.need.each("modes", most, np.float64)[:, None],
        board.supply.each("modes", most, np.float64)[:, None],
    )


def most_km(board: Board, i: Ints, j: Ints) -> Floats:
    """How far apart each pair may be by the ways that suit both; infinite: anywhere."""
    wanted, offered = board.words("modes", "modes")
    ours, theirs = own_limits(board)
    shared = np.zeros(i.size)
    for at, limit in enumerate(limits(board)):
        word, bit = divmod(at, WORD)
        suits = (wanted[i, word] & offered[j, word]) >> np.uint64(bit) & np.uint64(1)
        shared = np.maximum(shared, np.where(suits == 1, limit, 0.0))
    # Where nothing suits both, another rule says so.
    shared[shared == 0] = np.inf
    open_supply = board.supply.blank("modes")[j]
    found: Floats = np.where(open_supply, ours[i, 0], shared)
    return np.where(board.need.blank("modes")[i], theirs[j, 0], found)


def may_stay(board: Board, i: Ints, j: Ints) -> Mask:
    """Where one of the ways of meeting that suit both asks nobody to travel."""
    wanted, offered = board.words("modes", "modes")
    ours, theirs = names_remote(board)
    shared = (wanted[i] & offered[j] & ~board.journeys()).any(axis=1)
    found: Mask = np.where(board.supply.blank("modes")[j], ours[i], shared)
    return np.where(board.need.blank("modes")[i], theirs[j], found)


def names_remote(board: Board) -> tuple[Mask, Mask]:
    """Which needs and supplies name a way of meeting in which nobody travels."""
    remote = board.terms.settings.remote_modes
    return (
        board.need.each("modes", lambda modes: bool(modes & remote)),
        board.supply.each("modes", lambda modes: bool(modes & remote)),
    )
