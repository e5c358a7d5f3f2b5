"""Pairs that break one hard rule and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from matching import Need, Supply, parse_slots
from tests.matching.county import ON

HERE = {"lat": 30.63, "lon": 120.56}
TEN_KM_EAST = {"lat": 30.63, "lon": 120.6605}
MORNING, EVENING = parse_slots("tue 09:00-11:00"), parse_slots("tue 18:00-20:00")
DAY = dt.timedelta(days=1)

# rule, need fields, supply fields: each pair breaks exactly this rule. Codes are those of the site,
# which says of each in words what the engine answers.
REFUSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("category", {"category": "legal_support"}, {}),
    ("kind", {"kinds": {"goods"}}, {}),
    ("qualification", {"skills": {"nurse"}}, {"skills": {"lawyer"}}),
    ("qualification", {"any_of": {"nurse", "physician"}}, {"skills": {"lawyer"}}),
    ("vetting", {"direct_contact": True}, {}),
    ("vetting", {}, {"direct_contact": True}),
    ("vetting", {"direct_contact": True, "until": ON + 90 * DAY}, {"vetted_until": ON + 89 * DAY}),
    ("vetting", {"direct_contact": True}, {"vetted_until": ON + 29 * DAY}),
    ("area", {"area": "330483100"}, {"areas": {"330483101"}}),
    ("radius", HERE, {**TEN_KM_EAST, "radius_km": 12.0}),
    ("radius", {**HERE, "max_km": 12.0}, TEN_KM_EAST),
    ("radius", {**HERE, "modes": {"home"}}, {**TEN_KM_EAST, "radius_km": 1.0, "modes": {"home"}}),
    ("mode", {"modes": {"child_home_center"}}, {"modes": {"online"}}),
    (
        "mode",
        {**HERE, "modes": {"child_home_center"}},
        {**TEN_KM_EAST, "radius_km": 1.0, "modes": {"online", "home"}},
    ),
    ("time", {"slots": MORNING}, {"slots": EVENING}),
    ("time", {"slots": MORNING, "minutes": 90}, {"slots": parse_slots("tue 10:00-12:00")}),
    ("shift", {"slots": MORNING}, {"kind": "job", "slots": parse_slots("tue 09:00-12:00")}),
    ("dates", {"start": ON + 30 * DAY}, {"until": ON + 29 * DAY}),
    ("dates", {"until": ON + 9 * DAY}, {"start": ON + 10 * DAY}),
    ("dates", {"until": ON - DAY}, {}),
    ("dates", {"closes_at": ON - DAY}, {}),
    ("dates", {}, {"opened_at": ON + DAY}),
    ("age", {"child_age": 5}, {"ages": (6, 14)}),
    ("age", {"child_age": 15}, {"ages": (6, 14)}),
    ("sex", {"helper_sex": "female"}, {"sex": "male"}),
    ("sex", {"helper_sex": "female"}, {"kind": "volunteer"}),
    ("sex", {"child_sex": "male"}, {"serves_sex": "female"}),
    ("language", {"languages": {"local_dialect"}}, {"languages": {"mandarin"}}),
    ("items", {"items": {"winter_coat_120", "winter_coat_130"}}, {"items": {"winter_coat_120"}}),
    ("capacity", {}, {"capacity": 2, "load": 2}),
    ("designation", {"designated": frozenset()}, {}),
    ("designation", {"designated": {"s2"}}, {}),
    ("designation", {}, {"designated": {"n2"}}),
    ("exclusion", {"excluded": {"s1"}}, {}),
    ("exclusion", {}, {"excluded": {"n1"}}),
]


def pair_of(need: dict[str, Any], supply: dict[str, Any]) -> tuple[Need, Supply]:
    """A need and a supply that ask for nothing else."""
    need, supply = dict(need), {"kind": "volunteer", "categories": {"tutoring"}, **supply}
    return (
        Need("n1", need.pop("category", "tutoring"), **need),
        Supply("s1", supply.pop("kind"), **supply),
    )
