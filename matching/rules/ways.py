"""Ways of meeting: those that suit both sides and reach. Whether one does, and how far one travels.

A way in which nobody travels always reaches. Any other does where the road is no longer than the
supply goes, than the need allows and than the settings allow by that way, and to work no longer
than a guardian's journey may take. Who names no way takes the other's; where neither does, they
travel. `matching.kernels.sifting.apart` says the same of one pair, to the bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.columns.board import WORD, Board, Floats, Ints, Mask
from matching.kernels.ground import arcs_km
from matching.settings import Settings

Modes = frozenset[str]


class Reach(NamedTuple):
    """How pairs meet, a row each.

    Attributes
    ----------
    km : ndarray of float
        Road kilometres; NaN where nobody need travel or a place is not known.
    meets : ndarray of bool
        False where ways suit both and none of them reaches.
    travels : ndarray of bool
        Where a way is left in which somebody travels.
    """

    km: Floats
    meets: Mask
    travels: Mask


def reach(board: Board, i: Ints, j: Ints) -> Reach:
    """How each pair meets."""
    travels, remote = _suit(board, i, j)
    km: Floats = arcs_km(board.need.points, board.supply.points, i, j, board.road()[i])
    far = travels & _is_far(board, i, j, km)
    left = travels & ~far
    km[remote & ~left] = np.nan
    return Reach(km, ~far | remote, left)


def suit_both(wanted: Modes, offered: Modes) -> Modes:
    """The ways of meeting that suit both, where one of them names any."""
    return wanted & offered if wanted and offered else wanted | offered


def modes(board: Board, i: Ints, j: Ints, how: Reach) -> list[tuple[str, ...]]:
    """The ways each pair is left with; none where both leave them open."""
    settings = board.terms.settings
    need, supply = board.need.coded("modes"), board.supply.coded("modes")
    ours, theirs = need.of[i], supply.of[j]
    # What a limit makes of the distance is all that counts: few pairs of sets, and few steps.
    steps = np.array(sorted(set(settings.mode_km.values())))
    step = np.searchsorted(steps, np.nan_to_num(how.km))
    rows = np.column_stack((ours, theirs, how.travels, step))
    _, first, of = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    told = [
        left(
            suit_both(need.distinct[ours[row]], supply.distinct[theirs[row]]),
            settings,
            km=float(how.km[row]) if how.travels[row] else np.inf,
        )
        for row in first.tolist()
    ]
    return [told[at] for at in of.ravel().tolist()]


def left(shared: Modes, settings: Settings, *, km: float) -> tuple[str, ...]:
    """Those of the ways that take a pair so far; infinite: those in which nobody travels."""
    remote = settings.remote_modes
    return tuple(
        sorted(
            mode
            for mode in shared
            if mode in remote or not (km == np.inf or km > settings.most_km(frozenset((mode,))))
        )
    )


def limits(board: Board) -> Floats:
    """The most road kilometres by way of meeting, in the order of the bits of `modes`.

    0 for those in which nobody travels; none where the settings limit no way.
    """
    settings = board.terms.settings
    if not settings.mode_km:
        return np.zeros(0)
    return np.array([_km(frozenset((mode,)), settings) for mode in board.bits("modes")] or [0.0])


def own_limits(board: Board) -> tuple[Floats, Floats]:
    """The same for each need and each supply, when all its own ways suit the other side."""
    settings = board.terms.settings

    def most(own: Modes) -> float:
        return _km(own, settings) if own else np.inf

    return board.need.each("modes", most, np.float64), board.supply.each("modes", most, np.float64)


def _km(own: Modes, settings: Settings) -> float:
    travelled = own - settings.remote_modes
    return settings.most_km(travelled) if travelled else 0.0


def name_travelling(board: Board) -> tuple[Mask, Mask]:
    """Which needs and which supplies name a way in which somebody travels, or leave it open."""
    remote = board.terms.settings.remote_modes
    return (
        board.need.each("modes", lambda own: not own or bool(own - remote)),
        board.supply.each("modes", lambda own: not own or bool(own - remote)),
    )


def name_remote(board: Board) -> tuple[Mask, Mask]:
    """Which needs and which supplies name a way in which nobody travels."""
    remote = board.terms.settings.remote_modes
    return (
        board.need.each("modes", lambda own: bool(own & remote)),
        board.supply.each("modes", lambda own: bool(own & remote)),
    )


def _suit(board: Board, i: Ints, j: Ints) -> tuple[Mask, Mask]:
    """Where a way suits both in which somebody travels, and where one in which nobody does."""
    wanted, offered = board.words("modes", "modes")
    both, journeys = wanted[i] & offered[j], board.journeys()
    return (
        _of_both(board, i, j, name_travelling(board), np.any(both & journeys, axis=1)),
        _of_both(board, i, j, name_remote(board), np.any(both & ~journeys, axis=1)),
    )


def _of_both(board: Board, i: Ints, j: Ints, own: tuple[Mask, Mask], shared: Mask) -> Mask:
    """What both name together; where one names nothing, what the other names."""
    found: Mask = np.where(board.supply.blank("modes")[j], own[0][i], shared)
    return np.where(board.need.blank("modes")[i], own[1][j], found)


def _is_far(board: Board, i: Ints, j: Ints, km: Floats) -> Mask:
    # Not "km <= limit": where kilometres or the limit are not known, nothing is far.
    far: Mask = (km > board.supply.numbers("radius_km")[j]) | (km > board.need.numbers("max_km")[i])
    settings = board.terms.settings
    if settings.mode_km:
        far |= km > _most_km(board, i, j)
    if settings.commute_minutes is not None:
        kmh = board.need.each("transport", settings.kmh, np.float64)[i]
        far |= board.is_shift()[j] & (km / kmh * 60.0 > settings.commute_minutes)
    return far


def _most_km(board: Board, i: Ints, j: Ints) -> Floats:
    """How far apart the ways that suit both let each pair be."""
    wanted, offered = board.words("modes", "modes")
    ours, theirs = own_limits(board)
    shared = np.zeros(i.size)
    for at, limit in enumerate(limits(board)):
        word, bit = divmod(at, WORD)
        suits = (wanted[i, word] & offered[j, word]) >> np.uint64(bit) & np.uint64(1)
        shared = np.maximum(shared, np.where(suits == 1, limit, 0.0))
    found: Floats = np.where(board.supply.blank("modes")[j], ours[i], shared)
    return np.where(board.need.blank("modes")[i], theirs[j], found)
