"""Rules on when: weekly times, shifts of jobs, and dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from matching.board import Board, Ints, Mask, Terms
from matching.rules.base import Lift, Rule
from matching.slots import merge, minutes, show_slots
from matching.types import Need, Supply

SHIFT_KINDS = ("job", "course")


def common_minutes(need: Need, supply: Supply) -> int:
    """Minutes of a week that suit both."""
    both = minutes(need.slots) + minutes(supply.slots)
    return both - minutes((*need.slots, *supply.slots))


def _open_times(board: Board, i: Ints, j: Ints) -> Mask:
    open_times: Mask = board.blank_need("slots")[i] | board.blank_supply("slots")[j]
    return open_times


def is_shift(board: Board, j: Ints) -> Mask:
    """Where the supply is work or training for a guardian."""
    shifts: Mask = board.per_supply("shift", lambda supply: supply.kind in SHIFT_KINDS)[j]
    return shifts


def _time(board: Board, i: Ints, j: Ints) -> Mask:
    suits = _open_times(board, i, j) | is_shift(board, j)
    asked = np.flatnonzero(~suits)
    enough = np.maximum(1, board.of_need("minutes"))[i[asked]]
    suits[asked] = board.weeks.overlap(i[asked], j[asked]) >= enough
    return suits


def _time_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {
        "minutes": common_minutes(need, supply),
        "needed": max(1, need.minutes),
        "wanted": show_slots(need.slots),
        "offered": show_slots(supply.slots),
    }


def _suit_times(need: Need, supply: Supply, _terms: Terms) -> Lift:
    fields: dict[str, Any] = {"slots": merge((*need.slots, *supply.slots))}
    offered = minutes(supply.slots)
    if offered < need.minutes:
        return Lift("need", {**fields, "minutes": offered}, 2.0)
    return Lift("need", fields, 1.0)


def _shift(board: Board, i: Ints, j: Ints) -> Mask:
    inside = _open_times(board, i, j) | ~is_shift(board, j)
    asked = np.flatnonzero(~inside)
    common = board.weeks.overlap(i[asked], j[asked])
    inside[asked] = common == board.weeks.supply_minutes[j[asked]]
    return inside


def _shift_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {
        "minutes_outside": minutes(supply.slots) - common_minutes(need, supply),
        "can_work": show_slots(need.slots),
        "shift": show_slots(supply.slots),
    }


def _free_for_shift(need: Need, supply: Supply, _terms: Terms) -> Lift:
    return Lift("need", {"slots": merge((*need.slots, *supply.slots))}, 2.0)


def first_day(need: Need, on: dt.date) -> dt.date:
    """The first day on which the service could be given."""
    return max(need.start or on, on)


def last_day(need: Need, terms: Terms) -> dt.date:
    """The last day of the service; for one without end, the least time ahead that counts."""
    if need.until is not None:
        return need.until
    ahead = terms.on + dt.timedelta(days=terms.settings.vetting_days)
    return max(ahead, first_day(need, terms.on))


def _is_open(row: Need | Supply, on: dt.date) -> bool:
    return (row.opened_at or on) <= on <= (row.closes_at or on)


def _dates(board: Board, i: Ints, j: Ints) -> Mask:
    on = board.terms.on
    today = on.toordinal()
    begins = np.maximum(today, board.need_day("start", on))[i]
    ends = board.need_day("until", dt.date.max)[i]
    comes = board.supply_day("start", dt.date.min)[j]
    goes = board.supply_day("until", dt.date.max)[j]
    need_open = board.per_need("open", lambda need: _is_open(need, on))
    supply_open = board.per_supply("open", lambda supply: _is_open(supply, on))
    alive = need_open[i] & supply_open[j] & (begins <= ends)
    if board.terms.settings.window == "overlap":
        met: Mask = alive & (comes <= ends) & (begins <= goes) & (comes <= goes)
        return met
    through = board.per_need("last day", lambda need: last_day(need, board.terms).toordinal())
    whole: Mask = alive & (comes <= begins) & (through[i] <= goes)
    return whole


def _dates_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {
        "wanted_from": need.start,
        "wanted_until": need.until,
        "offered_from": supply.start,
        "offered_until": supply.until,
        "need_opens": need.opened_at,
        "need_closes": need.closes_at,
        "supply_opens": supply.opened_at,
        "supply_closes": supply.closes_at,
    }


def _move_dates(need: Need, supply: Supply, terms: Terms) -> Lift | None:
    on = terms.on
    begins, ends = first_day(need, on), need.until or dt.date.max
    if not _is_open(need, on) or begins > ends:
        return None
    fields: dict[str, Any] = {}
    if (supply.opened_at or on) > on:
        fields["opened_at"] = on
    if (supply.closes_at or on) < on:
        fields["closes_at"] = on
    inside = terms.settings.window == "inside"
    must_come = begins if inside else ends
    must_stay = last_day(need, terms) if inside else begins
    if supply.start is not None and supply.start > must_come:
        fields["start"] = must_come
    if supply.until is not None and supply.until < must_stay:
        fields["until"] = must_stay
    return Lift("supply", fields, 2.0 * len(fields)) if fields else None


TIME = Rule("time", _time, _time_detail, _suit_times)
SHIFT = Rule("shift", _shift, _shift_detail, _free_for_shift)
DATES = Rule("dates", _dates, _dates_detail, _move_dates)
