"""A made-up county of any size, the same for the same seed."""

from __future__ import annotations

import datetime as dt

import numpy as np

from matching import Need, Slot, Supply

ON = dt.date(2026, 3, 2)
CATEGORIES = tuple(f"c{number:02d}" for number in range(24))
SKILLS = tuple(f"skill_{number}" for number in range(12))
MODES = ("center", "home", "online", "school")
TOWNS = tuple(
    (f"t{number:02d}", 30.5 + number % 4 * 0.07, 120.4 + number // 4 * 0.1) for number in range(11)
)
WORDS = (
    "数学",
    "语文",
    "英语",
    "绘本",
    "陪伴",
    "心理",
    "康复",
    "书桌",
    "冬衣",
    "接送",
    "安全",
    "法律",
)


def county(needs: int, supplies: int, *, seed: int = 1) -> tuple[list[Need], list[Supply]]:
    """Needs and supplies of a county, with every kind of restriction among them."""
    draw = np.random.default_rng(seed)
    return (
        [_need(draw, number, supplies) for number in range(needs)],
        [_supply(draw, number, needs) for number in range(supplies)],
    )


def _some(draw: np.random.Generator, codes: tuple[str, ...], most: int) -> frozenset[str]:
    many = min(most, int(draw.integers(0, most + 1)))
    return frozenset(draw.choice(codes, size=many, replace=False).tolist())


def _category(draw: np.random.Generator) -> str:
    return CATEGORIES[min(23, int(draw.geometric(0.15)) - 1)]


def _slots(draw: np.random.Generator, most: int) -> tuple[Slot, ...]:
    found = []
    for _ in range(int(draw.integers(0, most + 1))):
        start = int(draw.integers(16, 40)) * 30
        found.append(Slot(int(draw.integers(0, 7)), start, start + int(draw.integers(2, 7)) * 30))
    return tuple(found)


def _days(draw: np.random.Generator, first: int, last: int) -> dt.date:
    return ON + dt.timedelta(days=int(draw.integers(first, last)))


def _maybe(draw: np.random.Generator, share: float, value: object) -> object:
    return value if draw.random() < share else None


def _need(draw: np.random.Generator, number: int, supplies: int) -> Need:
    town, lat, lon = TOWNS[int(draw.integers(0, len(TOWNS)))]
    ids = tuple(f"s{other:06d}" for other in range(min(supplies, 2000)))
    return Need(
        f"n{number:06d}",
        _category(draw),
        skills=_some(draw, SKILLS[:4], 1),
        any_of=_some(draw, SKILLS, 1),
        prefers=_some(draw, SKILLS, 2),
        lat=lat + float(draw.normal(0, 0.015)),
        lon=lon + float(draw.normal(0, 0.015)),
        max_km=_maybe(draw, 0.2, float(draw.integers(5, 30))),  # type: ignore[arg-type]
        modes=_some(draw, MODES, 3),
        slots=_slots(draw, 3),
        minutes=int(draw.choice((0, 0, 60, 90))),
        start=_maybe(draw, 0.5, _days(draw, -30, 30)),  # type: ignore[arg-type]
        until=_maybe(draw, 0.5, _days(draw, 40, 200)),  # type: ignore[arg-type]
        opened_at=_days(draw, -80, 0),
        helper_sex=_maybe(draw, 0.05, "female"),  # type: ignore[arg-type]
        child_sex=str(draw.choice(("female", "male"))),
        child_age=int(draw.integers(3, 18)),
        languages=_some(draw, ("dialect",), 1) if draw.random() < 0.2 else frozenset(),
        priority=int(draw.choice((0, 0, 0, 0, 1, 2, 3))),
        places=int(draw.choice((1, 1, 1, 1, 2, 3))),
        area=town,
        direct_contact=bool(draw.random() < 0.3),
        designated=_some(draw, ids, 2) if supplies and draw.random() < 0.03 else None,
        excluded=_some(draw, ids, 2) if supplies and draw.random() < 0.05 else frozenset(),
        familiar=_some(draw, ids, 2) if supplies and draw.random() < 0.1 else frozenset(),
        text="".join(draw.choice(WORDS, size=4)),
        groups={"town": town},
    )


def _supply(draw: np.random.Generator, number: int, needs: int) -> Supply:
    _, lat, lon = TOWNS[int(draw.integers(0, len(TOWNS)))]
    capacity = int(draw.choice((1, 1, 2, 3, 8)))
    towns = tuple(town for town, _, _ in TOWNS)
    ids = tuple(f"n{other:06d}" for other in range(min(needs, 2000)))
    return Supply(
        f"s{number:06d}",
        str(draw.choice(("volunteer", "volunteer", "organization", "goods", "job"))),
        categories=frozenset({_category(draw), _category(draw)}),
        skills=_some(draw, SKILLS, 6),
        lat=lat + float(draw.normal(0, 0.015)),
        lon=lon + float(draw.normal(0, 0.015)),
        radius_km=float(draw.choice((5.0, 8.0, 12.0, 20.0, 40.0))),
        areas=_some(draw, towns, 9) if draw.random() < 0.3 else frozenset(),
        modes=_some(draw, MODES, 4),
        slots=_slots(draw, 5),
        until=_maybe(draw, 0.5, _days(draw, 0, 200)),  # type: ignore[arg-type]
        sex=_maybe(draw, 0.8, str(draw.choice(("female", "male")))),  # type: ignore[arg-type]
        serves_sex=_maybe(draw, 0.05, "female"),  # type: ignore[arg-type]
        ages=_maybe(draw, 0.3, (int(draw.integers(0, 8)), int(draw.integers(9, 18)))),  # type: ignore[arg-type]
        languages=_some(draw, ("dialect", "mandarin"), 2),
        capacity=capacity,
        load=int(draw.integers(0, capacity + 1)) if draw.random() < 0.3 else 0,
        reliability=_maybe(draw, 0.6, float(draw.random())),  # type: ignore[arg-type]
        acceptance=_maybe(draw, 0.6, float(draw.random())),  # type: ignore[arg-type]
        vetted_until=_maybe(draw, 0.8, _days(draw, 20, 300)),  # type: ignore[arg-type]
        direct_contact=bool(draw.random() < 0.2),
        designated=_some(draw, ids, 2) if needs and draw.random() < 0.02 else None,
        excluded=_some(draw, ids, 2) if needs and draw.random() < 0.05 else frozenset(),
        text="".join(draw.choice(WORDS, size=5)),
    )
