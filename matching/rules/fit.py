"""Rules on what is asked and what is given: category, kind, qualification, language, items."""

from __future__ import annotations

from typing import Any

from matching.board import Board, Ints, Mask, Terms, codes, meets, within
from matching.rules.base import Lift, Rule
from matching.types import Need, Supply


def _one_in_common(board: Board, i: Ints, j: Ints, fields: tuple[str, str]) -> Mask:
    """Where a code is shared, or either side leaves the field open."""
    wanted, offered = fields
    common: Mask = (
        meets(*board.bits(wanted, offered), i, j)
        | board.blank_need(wanted)[i]
        | board.blank_supply(offered)[j]
    )
    return common


def _category(board: Board, i: Ints, j: Ints) -> Mask:
    return _one_in_common(board, i, j, ("category", "categories"))


def _category_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"wanted": need.category, "offered": tuple(sorted(supply.categories))}


def _kind(board: Board, i: Ints, j: Ints) -> Mask:
    return _one_in_common(board, i, j, ("kinds", "kind"))


def _kind_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"wanted": tuple(sorted(need.kinds)), "offered": supply.kind}


def _qualification(board: Board, i: Ints, j: Ints) -> Mask:
    every = within(*board.bits("skills", "skills"), i, j)
    some = meets(*board.bits("any_of", "skills"), i, j) | board.blank_need("any_of")[i]
    return every & some


def _lacks_any(need: Need, supply: Supply) -> bool:
    return bool(need.any_of) and not need.any_of & supply.skills


def _qualification_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    one_of = tuple(sorted(need.any_of)) if _lacks_any(need, supply) else ()
    return {"missing": tuple(sorted(need.skills - supply.skills)), "one_of": one_of}


def _qualify(need: Need, supply: Supply, _terms: Terms) -> Lift:
    learned = need.skills - supply.skills
    if _lacks_any(need, supply) and not need.any_of & learned:
        learned |= {min(need.any_of)}
    return Lift("supply", {"skills": supply.skills | learned}, 4.0 * max(1, len(learned)))


def _language(board: Board, i: Ints, j: Ints) -> Mask:
    return _one_in_common(board, i, j, ("languages", "languages"))


def _language_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"wanted": tuple(sorted(need.languages)), "spoken": tuple(sorted(supply.languages))}


def _speak(need: Need, supply: Supply, _terms: Terms) -> Lift:
    spoken = supply.languages | {min(need.languages)}
    return Lift("supply", {"languages": spoken}, 5.0)


def _items(board: Board, i: Ints, j: Ints) -> Mask:
    return within(*board.bits("items", "items"), i, j) | board.blank_supply("items")[j]


def _items_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"missing": tuple(sorted(need.items - supply.items))}


def _stock(need: Need, supply: Supply, _terms: Terms) -> Lift:
    return Lift("supply", {"items": supply.items | need.items}, 3.0)


def _mode(board: Board, i: Ints, j: Ints) -> Mask:
    return _one_in_common(board, i, j, ("modes", "modes"))


def _mode_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"wanted": tuple(sorted(codes(need, "modes"))), "offered": tuple(sorted(supply.modes))}


def _accept_modes(need: Need, supply: Supply, _terms: Terms) -> Lift:
    return Lift("need", {"modes": need.modes | supply.modes}, 2.0)


CATEGORY = Rule("category", _category, _category_detail)
KIND = Rule("kind", _kind, _kind_detail)
QUALIFICATION = Rule("qualification", _qualification, _qualification_detail, _qualify)
LANGUAGE = Rule("language", _language, _language_detail, _speak)
ITEMS = Rule("items", _items, _items_detail, _stock)
MODE = Rule("mode", _mode, _mode_detail, _accept_modes)
