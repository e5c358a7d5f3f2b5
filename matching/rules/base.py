"""What a hard rule is: one definition for the mask, the refusal and its cheapest lift."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.board import Board, Ints, Mask, Terms
from matching.types import Need, Supply


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
    mask : callable
        True where pairs (`i`, `j`) of a board keep the rule.
    detail : callable
        The values behind a refusal, for words.
    lift : callable
        The cheapest change of one row that would make the pair keep the rule, if any.
    """

    code: str
    mask: Callable[[Board, Ints, Ints], Mask]
    detail: Callable[[Need, Supply, Terms], Mapping[str, Any]]
    lift: Callable[[Need, Supply, Terms], Lift | None] = no_lift
