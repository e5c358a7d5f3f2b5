"""What a need or a supply brings by itself into its row of numbers and its row of words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.columns.board import Board, Floats, Ints, Mask
from matching.kernels.layout import NUMBERS, NeedFlag, OfNeed, OfSupply, SupplyFlag
from matching.rules.ways import name_remote, name_travelling, own_limits


def need_numbers(board: Board) -> Floats:
    """A row of numbers per need."""
    need, settings, on = board.need, board.terms.settings, board.terms.on
    found = np.zeros((len(need), NUMBERS))
    found[:, OfNeed.X : OfNeed.Z + 1] = need.points
    found[:, OfNeed.KM] = need.numbers("max_km")
    found[:, OfNeed.MINUTES] = board.weeks.need_minutes[need.coded("slots").of]
    found[:, OfNeed.FIRST] = np.maximum(on.toordinal(), need.days("start", on))
    found[:, OfNeed.LAST] = need.days("until", on.max)
    found[:, OfNeed.ENOUGH] = np.maximum(1, need.numbers("minutes"))
    found[:, OfNeed.KMH] = need.each("transport", settings.kmh, np.float64)
    waited = np.maximum(0, on.toordinal() - need.days("opened_at", on))
    found[:, OfNeed.WAITING] = np.where(need.blank("opened_at"), np.nan, waited)
    found[:, OfNeed.PREFERRED] = need.sizes("prefers")
    found[:, OfNeed.LANGUAGES] = need.sizes("languages")
    found[:, OfNeed.ROAD] = board.road()
    found[:, OfNeed.MODE_KM] = own_limits(board)[0]
    return found


def supply_numbers(board: Board) -> Floats:
    """A row of numbers per supply."""
    found = np.zeros((len(board.supply), NUMBERS))
    found[:, OfSupply.X : OfSupply.Z + 1] = board.supply.points
    for column, make in SUPPLY_NUMBERS.items():
        found[:, column] = make(board)
    return found


def _supply_load(board: Board) -> Floats:
    capacity, load = board.supply.numbers("capacity"), board.supply.numbers("load")
    return np.where(capacity == 0, 1.0, np.minimum(1.0, load / np.maximum(capacity, 1.0)))


SUPPLY_NUMBERS: dict[OfSupply, Callable[[Board], npt.NDArray[Any]]] = {
    OfSupply.KM: lambda board: board.supply.numbers("radius_km"),
    OfSupply.MINUTES: lambda board: board.weeks.supply_minutes[board.supply.coded("slots").of],
    OfSupply.FIRST: lambda board: board.supply.days("start", board.terms.on.min),
    OfSupply.LAST: lambda board: board.supply.days("until", board.terms.on.max),
    OfSupply.SKILLS: lambda board: board.supply.sizes("skills"),
    OfSupply.RELIABILITY: lambda board: board.supply.numbers("reliability"),
    OfSupply.ACCEPTANCE: lambda board: board.supply.numbers("acceptance"),
    OfSupply.LOAD: _supply_load,
    OfSupply.MODE_KM: lambda board: own_limits(board)[1],
}
"""Of supplies: what makes each column but those of the place."""


def need_flags(board: Board) -> Ints:
    """The first word of each need."""
    need = board.need
    flags = NeedFlag.OPEN_TIMES * need.blank("slots") | NeedFlag.OPEN_MODES * need.blank("modes")
    flags |= NeedFlag.TRAVELS * name_travelling(board)[0] | NeedFlag.DESIGNATES * names(need)
    flags |= NeedFlag.OPEN_LANGUAGES * need.blank("languages")
    flags |= NeedFlag.REMOTE * name_remote(board)[0]
    for flag, pairs in (
        (NeedFlag.APART, apart(board)),
        (NeedFlag.FAMILIAR, board.listed("need", "familiar")),
    ):
        has = np.zeros(len(need), dtype=bool)
        has[pairs // max(1, len(board.supply))] = True
        flags |= flag * has
    return flags


def supply_flags(board: Board) -> Ints:
    """The first word of each supply."""
    flags = np.zeros(len(board.supply), dtype=np.int64)
    for flag, make in SUPPLY_FLAGS.items():
        flags |= flag * make(board)
    return flags


SUPPLY_FLAGS: dict[SupplyFlag, Callable[[Board], Mask]] = {
    SupplyFlag.OPEN_TIMES: lambda board: board.supply.blank("slots"),
    SupplyFlag.OPEN_MODES: lambda board: board.supply.blank("modes"),
    SupplyFlag.TRAVELS: lambda board: name_travelling(board)[1],
    SupplyFlag.DESIGNATES: lambda board: names(board.supply),
    SupplyFlag.OPEN_LANGUAGES: lambda board: board.supply.blank("languages"),
    SupplyFlag.SHIFT: lambda board: board.is_shift(),
    SupplyFlag.REMOTE: lambda board: name_remote(board)[1],
}
"""Of supplies: what sets each bit."""


def names(side: Any) -> Mask:
    """Rows that are kept for those they name, be it for nobody yet."""
    named: Mask = side.each("designated", lambda ids: ids is not None)
    return named


def apart(board: Board) -> Ints:
    """Pairs that one side excludes, as `Board.listed` numbers them."""
    return np.union1d(board.listed("need", "excluded"), board.listed("supply", "excluded"))
