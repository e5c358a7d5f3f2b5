"""Rules on whether the door is open: free places, designation, exclusion."""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.columns.board import Board, Floats, Ints, Mask, Terms
from matching.kernels.layout import Kind
from matching.rules.base import Lift, Reaches, Rule, Special
from matching.types import Need, Supply


def _one_place(board: Board) -> Floats:
    return np.ones(len(board.need))


def _free(board: Board) -> Floats:
    return board.free().astype(np.float64)


def _capacity_detail(_need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"capacity": supply.capacity, "load": supply.load}


def add_place(_need: Need, supply: Supply, _terms: Terms) -> Lift:
    """One more place than now, or one free place where there is none."""
    return Lift("supply", {"capacity": max(supply.capacity, supply.load) + 1}, 2.5)


def _named(board: Board, i: Ints, j: Ints) -> Mask:
    need_open = board.need.each("designated", lambda named: named is None)[i]
    supply_open = board.supply.each("designated", lambda named: named is None)[j]
    by_need = need_open | board.is_listed("need", "designated", i, j)
    by_supply = supply_open | board.is_listed("supply", "designated", i, j)
    both: Mask = by_need & by_supply
    return both


def _designation_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {
        "by_need": need.designated is not None and supply.id not in need.designated,
        "by_supply": supply.designated is not None and need.id not in supply.designated,
    }


def _designate(need: Need, supply: Supply, terms: Terms) -> Lift | None:
    sides = _designation_detail(need, supply, terms)
    if sides["by_need"] and sides["by_supply"]:
        return None
    if sides["by_need"]:
        named = (need.designated or frozenset()) | {supply.id}
        return Lift("need", {"designated": named}, 3.0)
    named = (supply.designated or frozenset()) | {need.id}
    return Lift("supply", {"designated": named}, 3.0)


def _not_named(board: Board, i: Ints, j: Ints) -> Mask:
    by_need = board.is_listed("need", "excluded", i, j)
    by_supply = board.is_listed("supply", "excluded", i, j)
    return ~(by_need | by_supply)


def _exclusion_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {
        "by_need": supply.id in need.excluded,
        "by_supply": need.id in supply.excluded,
    }


CAPACITY = Rule("capacity", (Reaches(_one_place, _free),), _capacity_detail, add_place)
DESIGNATION = Rule("designation", (Special(Kind.NAMED, _named),), _designation_detail, _designate)
EXCLUSION = Rule("exclusion", (Special(Kind.NOT_NAMED, _not_named),), _exclusion_detail)
