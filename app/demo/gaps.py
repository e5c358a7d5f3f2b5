"""Help that this county does not have yet, so that unmet needs are met honestly by nobody."""

from __future__ import annotations

from functools import cache

from app.demo.texts import samples
from app.demo.towns import town_named, village_named
from app.places.datum import Point
from app.places.distance import road_km_between

# The sample needs that must stay on the weekly list of what nobody can give.
UNMET = ("N20", "N23", "N27", "N29", "N30")

# A child's home is spread around its village's point; nobody may reach its far edge either.
_EDGE_KM = 1.5


@cache
def unmet_places() -> dict[str, tuple[str, Point]]:
    """By category: the town and the village's point that nobody in the demo serves."""
    places = {}
    for row in samples("needs"):
        if row["no"] in UNMET:
            village = village_named(row["town"], row["village"])
            places[row["category"]] = (town_named(row["town"]).code, village.point)
    return places


def leaves_the_gap(category: str, point: Point, radius_km: float) -> bool:
    """True when somebody at `point` with this radius does not reach the category's gap."""
    if category not in unmet_places():
        return True
    _, village = unmet_places()[category]
    return road_km_between(point, village) > radius_km + _EDGE_KM
