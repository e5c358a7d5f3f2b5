"""Rules on when: weekly times, shifts of jobs, and dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from matching.columns.board import Board, Floats, Ints, Mask, Terms
from matching.kernels.layout import Kind
from matching.rules.base import Lift, Reaches, Rule, Special
from matching.slots import merge, minutes, show_slots
from matching.types import Need, Supply


def common_minutes(need: Need, supply: Supply) -> int:
    """Minutes of a week that suit both."""
    both = minutes(need.slots) + minutes(supply.slots)
    return both - minutes((*need.slots, *supply.slots))


def _open_times(board: Board, i: Ints, j: Ints) -> Mask:
    open_times: Mask = board.need.blank("slots")[i] | board.supply.blank("slots")[j]
    return open_times


def _time(board: Board, i: Ints, j: Ints) -> Mask:
    suits = _open_times(board, i, j) | board.is_shift()[j]
    asked = np.flatnonzero(~suits)
    enough = np.maximum(1, board.need.numbers("minutes"))[i[asked]]
    suits[asked] = board.overlap(i[asked], j[asked]) >= enough
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
    inside = _open_times(board, i, j) | ~board.is_shift()[j]
    asked = np.flatnonzero(~inside)
    common = board.overlap(i[asked], j[asked])
    inside[asked] = common == board.weeks.supply_minutes[board.supply.coded("slots").of[j[asked]]]
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


def last_days(board: Board) -> Floats:
    """`last_day` of every need."""
    on, settings = board.terms.on, board.terms.settings
    ahead = np.maximum(on.toordinal() + settings.vetting_days, _begins(board))
    endless = board.need.each("until", lambda day: day is None)
    found: Floats = np.where(endless, ahead, _ends(board))
    return found


def _begins(board: Board) -> Floats:
    on = board.terms.on
    return np.maximum(on.toordinal(), board.need.days("start", on)).astype(np.float64)


def _ends(board: Board) -> Floats:
    return board.need.days("until", dt.date.max).astype(np.float64)


def _shut(board: Board, side: str) -> Mask:
    """Where a row is not open on the day, or its days run backward."""
    on = board.terms.on
    rows = board.need if side == "need" else board.supply
    today = on.toordinal()
    closed = (rows.days("opened_at", on) > today) | (rows.days("closes_at", on) < today)
    backward = rows.days("start", dt.date.min) > rows.days("until", dt.date.max)
    if side == "need":
        backward = _begins(board) > _ends(board)
    elif board.terms.settings.window == "inside":
        backward = np.zeros_like(closed)
    return closed | backward


def _comes_by(board: Board) -> Floats:
    """The last day on which a supply may come: the service's last, or "inside" its first."""
    inside = board.terms.settings.window == "inside"
    last = _begins(board) if inside else _ends(board)
    return np.where(_shut(board, "need"), -np.inf, last)


def _comes(board: Board) -> Floats:
    first = board.supply.days("start", dt.date.min).astype(np.float64)
    return np.where(_shut(board, "supply"), np.inf, first)


def _stays_until(board: Board) -> Floats:
    """The day until which a supply must stay: the service's first, or "inside" its last."""
    inside = board.terms.settings.window == "inside"
    return last_days(board) if inside else _begins(board)


def _goes(board: Board) -> Floats:
    return board.supply.days("until", dt.date.max).astype(np.float64)


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


TIME = Rule("time", (Special(Kind.TIME, _time),), _time_detail, _suit_times)
SHIFT = Rule("shift", (Special(Kind.SHIFT, _shift),), _shift_detail, _free_for_shift)
DATES = Rule(
    "dates",
    (
        # It comes in time: the same test with both signs turned.
        Reaches(lambda board: -_comes_by(board), lambda board: -_comes(board)),
        Reaches(_stays_until, _goes),
    ),
    _dates_detail,
    _move_dates,
)
