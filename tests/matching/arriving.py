"""Needs and supplies that arrive, drawn so that every rule, list and blank is met with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np

from matching import Need, Slot, Supply
from tests.matching.county import CATEGORIES, MODES, ON, SKILLS, county

UNITS = (30, 30, 30, 15, 7, 1)
TEXTS = ("", "  ", "钢琴", "Maths, English", "ＡＢＣ 数学辅导", "。。。", "陪伴😀", "İstanbul")


def open_needs(many: int, *, seed: int, unit: int = 30) -> list[Need]:
    """Needs of a county, with blanks, far places and lists of those who arrive."""
    draw = np.random.default_rng(seed)
    needs = [
        replace(_eased(draw, need), **_some_fields(draw, _odd_need(draw, unit)))
        for need in county(many, 60, seed=seed)[0]
    ]
    draw.shuffle(needs)  # type: ignore[arg-type]
    return needs


def arriving(many: int, *, seed: int) -> list[Supply]:
    """Supplies of a county, with blanks, places nobody knows and codes that no need mentions."""
    draw = np.random.default_rng(seed)
    return [
        replace(
            supply,
            categories=_codes(draw, CATEGORIES[:4]),
            **_some_fields(draw, _odd_supply(draw)),
        )
        for supply in county(120, many, seed=seed + 1000)[1]
    ]


def _eased(draw: np.random.Generator, need: Need) -> Need:
    """One of few categories, and half of them ask for less: else hardly a pair would be left."""
    category = CATEGORIES[int(draw.integers(0, 4))]
    if draw.random() < 0.5:
        return replace(need, category=category)
    return replace(
        need, category=category, skills=(), any_of=(), direct_contact=False, modes=(), max_km=None
    )


def _some_fields(draw: np.random.Generator, fields: dict[str, Any]) -> dict[str, Any]:
    share = float(draw.choice((0.02, 0.05, 0.15)))
    kept = {name: value for name, value in fields.items() if draw.random() < share}
    for one, other in (("lat", "lon"), ("lon", "lat")):
        if one in kept:
            kept[other] = fields[other]
    return kept


def _place(draw: np.random.Generator) -> tuple[float | None, float | None]:
    places = ((None, None), (30.6, 120.5), (30.6, 120.5), (31.4, 121.9), (-33.0, 151.2))
    return places[int(draw.integers(len(places)))]


def _slots(draw: np.random.Generator, unit: int) -> tuple[Slot, ...]:
    found = []
    for _ in range(int(draw.integers(0, 5))):
        start = int(draw.integers(8 * 60 // unit, 18 * 60 // unit)) * unit
        long = int(draw.integers(1, 5 * 60 // unit)) * unit
        found.append(Slot(int(draw.integers(0, 7)), start, start + long))
    return tuple(found)


def _codes(draw: np.random.Generator, codes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(code for code in codes if draw.random() < 0.3)


def _day(draw: np.random.Generator) -> dt.date | None:
    return None if draw.random() < 0.3 else ON + dt.timedelta(days=int(draw.integers(-20, 40)))


def _ids(draw: np.random.Generator, letter: str, many: int) -> frozenset[str]:
    return frozenset(f"{letter}{at:06d}" for at in draw.integers(0, many, 4).tolist()) | {"nobody"}


def _odd_need(draw: np.random.Generator, unit: int) -> dict[str, Any]:
    lat, lon = _place(draw)
    return {
        "category": str(draw.choice(("", "c01", "c99"))),
        "skills": _codes(draw, SKILLS[:5]) if draw.random() < 0.3 else frozenset(),
        "any_of": _codes(draw, SKILLS),
        "prefers": _codes(draw, SKILLS),
        "lat": lat,
        "lon": lon,
        "max_km": None if draw.random() < 0.3 else float(draw.integers(1, 40)),
        "modes": frozenset({"online"}) if draw.random() < 0.6 else _codes(draw, MODES),
        "kinds": _codes(draw, ("volunteer", "goods", "course")),
        "slots": _slots(draw, unit),
        "minutes": int(draw.choice((0, 30, 45, 120))),
        "start": _day(draw),
        "until": _day(draw),
        "opened_at": _day(draw),
        "closes_at": _day(draw),
        "helper_sex": "male",
        "child_sex": None,
        "child_age": None,
        "languages": _codes(draw, ("dialect", "mandarin", "sign")),
        "items": _codes(draw, ("coat_120", "desk")),
        "direct_contact": True,
        "designated": frozenset() if draw.random() < 0.2 else _ids(draw, "s", 60),
        "excluded": _ids(draw, "s", 60),
        "familiar": _ids(draw, "s", 60),
        "text": str(draw.choice(TEXTS)),
        "transport": str(draw.choice(("bus", "walk", "balloon"))),
    }


def _odd_supply(draw: np.random.Generator) -> dict[str, Any]:
    lat, lon = _place(draw)
    return {
        "kind": str(draw.choice(("job", "course", "goods"))),
        "skills": _codes(draw, (*SKILLS, "unknown")),
        "lat": lat,
        "lon": lon,
        "radius_km": None if draw.random() < 0.5 else float(draw.choice((0.0, 2.5, 150.0, 25_000.0))),
        "areas": _codes(draw, ("t00", "t01", "t02", "unknown")),
        "modes": frozenset({"online"}) if draw.random() < 0.6 else _codes(draw, (*MODES, "unknown")),
        "slots": _slots(draw, int(draw.choice(UNITS))),
        "start": _day(draw),
        "until": _day(draw),
        "opened_at": _day(draw),
        "closes_at": _day(draw),
        "sex": None,
        "serves_sex": str(draw.choice(("female", "male", "other"))),
        "ages": (int(draw.integers(0, 9)), int(draw.integers(9, 19))),
        "languages": _codes(draw, ("dialect", "mandarin", "unknown")),
        "items": _codes(draw, ("coat_120", "desk", "unknown")),
        "capacity": int(draw.integers(0, 4)),
        "load": int(draw.integers(0, 3)),
        "reliability": float(draw.random()),
        "acceptance": None,
        "vetted_until": _day(draw),
        "direct_contact": True,
        "designated": frozenset() if draw.random() < 0.1 else _ids(draw, "n", 120),
        "excluded": _ids(draw, "n", 120),
        "text": str(draw.choice(TEXTS)),
    }  # fmt: skip
