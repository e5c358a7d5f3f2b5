"""Rules on who: vetting, age and sex."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from matching.columns.board import Board, Floats, Mask, Terms
from matching.rules.base import Holds, Lift, Reaches, Rule, Shares
from matching.rules.times import last_day, last_days
from matching.types import Need, Supply


def _contact_ends(board: Board) -> Floats:
    """The last day of service of the needs that meet a child; before all days for the others."""
    return np.where(board.need.numbers("direct_contact") > 0, last_days(board), -np.inf)


def _vetted(board: Board) -> Floats:
    return board.supply.days("vetted_until", dt.date.min).astype(np.float64)


def _contact_vetted(board: Board) -> Floats:
    """How long those are vetted who meet children; after all days for the others."""
    return np.where(board.supply.numbers("direct_contact") > 0, _vetted(board), np.inf)


def _vetting_detail(need: Need, supply: Supply, terms: Terms) -> dict[str, Any]:
    return {"needed_until": last_day(need, terms), "vetted_until": supply.vetted_until}


def _vet(need: Need, _supply: Supply, terms: Terms) -> Lift:
    return Lift("supply", {"vetted_until": last_day(need, terms)}, 3.0)


def _limit(board: Board, which: int, blank: float) -> Floats:
    found: Floats = board.supply.each(
        "ages", lambda ages: blank if ages is None else ages[which], float
    )
    return found


def _age(board: Board, unknown: float) -> Floats:
    return np.nan_to_num(board.need.numbers("child_age"), nan=unknown)


def _age_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"age": need.child_age, "served": supply.ages}


def _widen_ages(need: Need, supply: Supply, _terms: Terms) -> Lift | None:
    if need.child_age is None or supply.ages is None:
        return None
    low, high = supply.ages
    wider = (min(low, need.child_age), max(high, need.child_age))
    return Lift("supply", {"ages": wider}, 2.0 + (low - wider[0]) + (wider[1] - high))


def _can_send_either(board: Board) -> Mask:
    """A team of unknown sex can send whom the need asks for; a single volunteer cannot."""
    team: Mask = board.supply.each("kind", lambda kind: kind != "volunteer")
    return board.supply.blank("sex") & team


def _sex_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {
        "helper_wanted": need.helper_sex,
        "helper": supply.sex,
        "child": need.child_sex,
        "served": supply.serves_sex,
    }


VETTING = Rule(
    "vetting",
    (Reaches(_contact_ends, _vetted), Reaches(last_days, _contact_vetted)),
    _vetting_detail,
    _vet,
)
AGE = Rule(
    "age",
    (
        # Not younger than the youngest served: the same test with both signs turned.
        Reaches(lambda board: -_age(board, np.inf), lambda board: -_limit(board, 0, -np.inf)),
        Reaches(lambda board: _age(board, -np.inf), lambda board: _limit(board, 1, np.inf)),
    ),
    _age_detail,
    _widen_ages,
)
SEX = Rule(
    "sex",
    (Holds("helper_sex", "sex", _can_send_either), Shares("child_sex", "serves_sex")),
    _sex_detail,
)
