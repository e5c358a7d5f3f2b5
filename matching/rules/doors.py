"""Rules on whether the door is open: free places, designation, exclusion."""

from __future__ import annotations

from typing import Any

from matching.board import Board, Ints, Mask, Terms
from matching.rules.base import Lift, Rule
from matching.types import Need, Supply


def _capacity(board: Board, _i: Ints, j: Ints) -> Mask:
    has_place: Mask = board.per_supply("free", lambda supply: supply.free)[j] > 0
    return has_place


def _capacity_detail(_need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"capacity": supply.capacity, "load": supply.load}


def add_place(_need: Need, supply: Supply, _terms: Terms) -> Lift:
    """One more place than now, or one free place where there is none."""
    return Lift("supply", {"capacity": max(supply.capacity, supply.load) + 1}, 2.5)


def _takes_any(supply: Supply) -> bool:
    return supply.designated is None


def _designation(board: Board, i: Ints, j: Ints) -> Mask:
    need_open = board.per_need("not designated", lambda need: need.designated is None)[i]
    supply_open = board.per_supply("not designated", _takes_any)[j]
    by_need = need_open | board.is_listed("need", "designated", i, j)
    by_supply = supply_open | board.is_listed("supply", "designated", i, j)
    return by_need & by_supply


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


def _exclusion(board: Board, i: Ints, j: Ints) -> Mask:
    by_need = board.is_listed("need", "excluded", i, j)
    by_supply = board.is_listed("supply", "excluded", i, j)
    return ~(by_need | by_supply)


def _exclusion_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {
        "by_need": supply.id in need.excluded,
        "by_supply": need.id in supply.excluded,
    }


CAPACITY = Rule("capacity", _capacity, _capacity_detail, add_place)
DESIGNATION = Rule("designation", _designation, _designation_detail, _designate)
EXCLUSION = Rule("exclusion", _exclusion, _exclusion_detail)
