"""Rules on where: towns served and road kilometres."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matching.board import Board, Ints, Mask, Terms
from matching.geo import road_km
from matching.rules.base import Kind, Lift, Rule, Shares, Special
from matching.types import Need, Supply


def _area_detail(need: Need, supply: Supply, _terms: Terms) -> dict[str, Any]:
    return {"area": need.area, "served": tuple(sorted(supply.areas))}


def _serve_area(need: Need, supply: Supply, _terms: Terms) -> Lift:
    return Lift("supply", {"areas": supply.areas | {need.area}}, 2.0)


def _near(board: Board, i: Ints, j: Ints) -> Mask:
    away = board.km(i, j)
    # Not "away <= limit": an unknown distance or limit is no restriction.
    too_far: Mask = (away > board.supply.numbers("radius_km")[j]) | (
        away > board.need.numbers("max_km")[i]
    )
    return ~too_far


def _pair_km(need: Need, supply: Supply, terms: Terms) -> float:
    """Road kilometres of a pair that the rule refused, so both places are known."""
    ends = [np.nan if x is None else x for x in (need.lat, need.lon, supply.lat, supply.lon)]
    return float(road_km(*ends, factor=terms.settings.road_factor))


def _radius_detail(need: Need, supply: Supply, terms: Terms) -> dict[str, Any]:
    return {
        "km": _pair_km(need, supply, terms),
        "radius_km": supply.radius_km,
        "max_km": need.max_km,
    }


def _reach(need: Need, supply: Supply, terms: Terms) -> Lift | None:
    away = _pair_km(need, supply, terms)
    # Rounded up to 100 m, so that the new limit is a number people would say.
    enough = math.ceil(away * 10) / 10
    supply_short = supply.radius_km is not None and supply.radius_km < away
    need_short = need.max_km is not None and need.max_km < away
    if supply_short and need_short:
        return None
    if need_short:
        return Lift("need", {"max_km": enough}, 1.0 + (enough - (need.max_km or 0.0)) / 5)
    return Lift("supply", {"radius_km": enough}, 1.0 + (enough - (supply.radius_km or 0.0)) / 5)


AREA = Rule("area", (Shares("area", "areas"),), _area_detail, _serve_area)
RADIUS = Rule("radius", (Special(Kind.NEAR, _near),), _radius_detail, _reach)
