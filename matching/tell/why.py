"""Why a pair may not be brought together."""

from __future__ import annotations

import datetime as dt

import numpy as np

from matching.columns.board import Board, Terms
from matching.pairs.listed import broken
from matching.plan import Refusal
from matching.rules import RULES
from matching.settings import Settings
from matching.types import Need, Supply


def why_not(
    need: Need, supply: Supply, *, on: dt.date, settings: Settings | None = None
) -> tuple[Refusal, ...]:
    """Every hard rule that a pair breaks, in the order of `RULES`.

    Parameters
    ----------
    need : Need
    supply : Supply
    on : date
        The day of the round.
    settings : Settings, optional

    Returns
    -------
    tuple of Refusal
        Empty when the pair is feasible.

    Examples
    --------
    >>> boy = Need("n1", "companionship", child_sex="male")
    >>> girls_only = Supply("s1", "volunteer", categories={"companionship"}, serves_sex="female")
    >>> [refusal.rule for refusal in why_not(boy, girls_only, on=dt.date(2026, 3, 1))]
    ['sex']
    """
    terms = Terms(on, settings or Settings())
    board = Board((need,), (supply,), terms)
    one = np.zeros(1, dtype=np.int64)
    refused = broken(board, one, one)[:, 0]
    return tuple(
        Refusal(rule.code, rule.detail(need, supply, terms))
        for rule, is_broken in zip(RULES, refused, strict=True)
        if is_broken
    )
