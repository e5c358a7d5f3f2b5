"""Rules on who: vetting, age and sex."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from matching.board import Board, Floats, Ints, Mask, Terms
from matching.rules.base import Lift, Rule
from matching.rules.times import last_day
from matching.types import Need, Supply


def _vetting(board: Board, i: Ints, j: Ints) -> Mask:
    contact = board.of_need("direct_contact")[i] + board.of_supply("direct_contact")[j] > 0
    through = board.per_need("last day", lambda need: last_day(need, board.terms).toordinal())
    holds: Mask = board.supply_day("vetted_until", dt.date.min)[j] >= through[i]
    return holds | ~contact


def _vetting_detail(need: Need, supply: Supply, terms: Terms) -> dict[str, Any]:
    return {"needed_until": last_day(need, terms), "vetted_until": supply.vetted_until}


def _vet(need: Need, _supply: Supply, terms: Terms) -> Lift:
    return Lift("supply", {"vetted_until": last_day(need, terms)}, 3.0)


def _age_limits(board: Board) -> tuple[Floats, Floats]:
    limits = board.per_supply("ages", lambda supply: supply.ages or (np.nan, np.nan))
    low, high = limits.astype(np.float64).reshape(-1, 2).T
    return low, high


def _age(board: Board, i: Ints, j: Ints) -> Mask:
    low, high = _age_limits(board)
    age = board.of_need("child_age")[i]
    outside: Mask = (age < low[j]) | (age > high[j])
    return ~outside


def _age_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"age": need.child_age, "served": supply.ages}


def _widen_ages(need: Need, supply: Supply, _terms: Terms) -> Lift | None:
    if need.child_age is None or supply.ages is None:
        return None
    low, high = supply.ages
    wider = (min(low, need.child_age), max(high, need.child_age))
    return Lift("supply", {"ages": wider}, 2.0 + (low - wider[0]) + (wider[1] - high))


def _sex(board: Board, i: Ints, j: Ints) -> Mask:
    helper_wanted, helper = board.bits("helper_sex", "sex")
    # A team of unknown sex can send whom the need asks for; a single volunteer cannot.
    team = board.per_supply("team", lambda supply: supply.kind != "volunteer")
    can_send = board.blank_supply("sex")[j] & team[j]
    helper_fits = board.blank_need("helper_sex")[i] | can_send
    helper_fits |= ((helper_wanted[i] & helper[j]) != 0).any(axis=1)
    child, served = board.bits("child_sex", "serves_sex")
    child_fits = board.blank_need("child_sex")[i] | board.blank_supply("serves_sex")[j]
    child_fits |= ((child[i] & served[j]) != 0).any(axis=1)
    both: Mask = helper_fits & child_fits
    return both


def _sex_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {
        "helper_wanted": need.helper_sex,
        "helper": supply.sex,
        "child": need.child_sex,
        "served": supply.serves_sex,
    }


VETTING = Rule("vetting", _vetting, _vetting_detail, _vet)
AGE = Rule("age", _age, _age_detail, _widen_ages)
SEX = Rule("sex", _sex, _sex_detail)
