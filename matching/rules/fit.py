"""Rules on what is asked and what is given: category, kind, qualification, language, items."""

from __future__ import annotations

from typing import Any

from matching.columns.board import Board, Mask, Terms
from matching.rules.base import Holds, Lift, Rule, Shares
from matching.types import Need, Supply


def _category_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"wanted": need.category, "offered": tuple(sorted(supply.categories))}


def _kind_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"wanted": tuple(sorted(need.kinds)), "offered": supply.kind}


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


def _language_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"wanted": tuple(sorted(need.languages)), "spoken": tuple(sorted(supply.languages))}


def _speak(need: Need, supply: Supply, _terms: Terms) -> Lift:
    spoken = supply.languages | {min(need.languages)}
    return Lift("supply", {"languages": spoken}, 5.0)


def _items_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"missing": tuple(sorted(need.items - supply.items))}


def _stock(need: Need, supply: Supply, _terms: Terms) -> Lift:
    return Lift("supply", {"items": supply.items | need.items}, 3.0)


def _names_no_items(board: Board) -> Mask:
    return board.supply.blank("items")


CATEGORY = Rule("category", (Shares("category", "categories"),), _category_detail)
KIND = Rule("kind", (Shares("kinds", "kind"),), _kind_detail)
QUALIFICATION = Rule(
    "qualification",
    (Holds("skills", "skills"), Shares("any_of", "skills", open_supply=False)),
    _qualification_detail,
    _qualify,
)
LANGUAGE = Rule("language", (Shares("languages", "languages"),), _language_detail, _speak)
ITEMS = Rule("items", (Holds("items", "items", _names_no_items),), _items_detail, _stock)
