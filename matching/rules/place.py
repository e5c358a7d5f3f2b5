"""Rules on where: towns served, ways of meeting, road kilometres, and the way to work."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from matching.columns.board import SHIFT_KINDS, Board, Ints, Mask, Terms
from matching.columns.geo import road_km
from matching.kernels.layout import Kind
from matching.rules.base import Lift, Rule, Shares, Special
from matching.rules.ways import reach, suit_both
from matching.types import Need, Supply


def _area_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"area": need.area, "served": tuple(sorted(supply.areas))}


def _serve_area(need: Need, supply: Supply, _terms: Terms) -> Lift:
    return Lift("supply", {"areas": supply.areas | {need.area}}, 2.0)


def _meets(board: Board, i: Ints, j: Ints) -> Mask:
    return reach(board, i, j).meets


def _pair_km(need: Need, supply: Supply, terms: Terms) -> float:
    """Road kilometres of a pair that the rule refused, so both places are known."""
    ends = [np.nan if x is None else x for x in (need.lat, need.lon, supply.lat, supply.lon)]
    return float(road_km(*ends, factor=terms.settings.road(need.area)))


def _radius_detail(need: Need, supply: Supply, terms: Terms) -> dict[str, Any]:
    settings, ways = terms.settings, suit_both(need.modes, supply.modes)
    away = _pair_km(need, supply, terms)
    told: dict[str, Any] = {"km": away, "radius_km": supply.radius_km, "max_km": need.max_km}
    # Told only where the settings limit the pair: under others a plan stays what it was.
    if math.isfinite(settings.most_km(ways)):
        told |= {"mode_km": settings.most_km(ways), "modes": tuple(sorted(ways))}
    if settings.commute_minutes is not None and supply.kind in SHIFT_KINDS:
        minutes = away / settings.kmh(need.transport) * 60.0
        told |= {"minutes": minutes, "most_minutes": settings.commute_minutes}
    return told


def _reach(need: Need, supply: Supply, terms: Terms) -> Lift | None:
    """They go further, or the need takes a way in which nobody travels: whatever asks less."""
    remote = (supply.modes - need.modes) & terms.settings.remote_modes
    afar = Lift("need", {"modes": need.modes | remote}, 2.0) if remote else None
    return min(
        (lift for lift in (afar, _further(need, supply, terms)) if lift is not None),
        key=lambda lift: lift.cost,
        default=None,
    )


def _further(need: Need, supply: Supply, terms: Terms) -> Lift | None:
    """A limit of the two is raised. One of the settings is not: another way of meeting is taken."""
    told, fields, cost = _radius_detail(need, supply, terms), dict[str, Any](), 0.0
    # Rounded up to 100 m, so that the new limit is a number people would say.
    away, enough = told["km"], math.ceil(told["km"] * 10) / 10
    is_long = told.get("minutes", 0.0) > told.get("most_minutes", 0.0)
    if is_long or away > told.get("mode_km", math.inf):
        ways = _other_ways(need, supply, terms, away=away, is_long=is_long)
        if not ways:
            return None
        fields, cost = {"modes": need.modes | ways}, 2.0
    if need.max_km is not None and need.max_km < away:
        fields["max_km"] = enough
        cost += 1.0 + (enough - need.max_km) / 5
    if supply.radius_km is None or supply.radius_km >= away:
        return Lift("need", fields, cost)
    if fields:
        return None
    return Lift("supply", {"radius_km": enough}, 1.0 + (enough - supply.radius_km) / 5)


def _other_ways(
    need: Need, supply: Supply, terms: Terms, *, away: float, is_long: bool
) -> frozenset[str]:
    """The supply's ways of meeting that the need does not name and that would do."""
    settings = terms.settings
    return frozenset(
        mode
        for mode in supply.modes - need.modes
        if settings.most_km(frozenset((mode,))) >= away
        and (mode in settings.remote_modes or not is_long)
    )


def _mode_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"wanted": tuple(sorted(need.modes)), "offered": tuple(sorted(supply.modes))}


def _accept_modes(need: Need, supply: Supply, terms: Terms) -> Lift | None:
    """The supply's ways are taken, where one of them reaches."""
    taken = replace(need, modes=need.modes | supply.modes)
    board, one = Board((taken,), (supply,), terms), np.zeros(1, dtype=np.int64)
    if not reach(board, one, one).meets[0]:
        return None
    return Lift("need", {"modes": taken.modes}, 2.0)


AREA = Rule("area", (Shares("area", "areas"),), _area_detail, _serve_area)
RADIUS = Rule(
    "radius",
    (Special(Kind.NEAR, _meets),),
    _radius_detail,
    _reach,
)
MODE = Rule("mode", (Shares("modes", "modes"),), _mode_detail, _accept_modes)
