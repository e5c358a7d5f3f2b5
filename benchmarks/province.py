"""Made-up needs and supplies on real-looking ground: a county or a province, the same for a seed.

Towns of very different sizes, twelve categories of which a few are common, 39 skills, a week of
42 stretches of two hours, volunteers who go as far as they say. Distances are straight (road
factor 1), so that every peer can measure them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.words import needs_say, supplies_say
from matching import Need, Settings, Slot, Supply
from matching.columns.coded import Coded, Lists, Numbers
from matching.columns.table import Table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

COUNTY_KM, PROVINCE_KM = 30.0, 400.0
ON = dt.date(2026, 3, 2)
SETTINGS = Settings(road_factor=1.0)
CATEGORIES = 12
SKILLS_PER_CATEGORY = 6
PER_DAY = 6
STRETCHES = 7 * PER_DAY
TIERS = (0.5, 0.3, 0.15, 0.05)

_CATEGORY_SHARES = (0.22, 0.14, 0.12, 0.1, 0.09, 0.08, 0.07, 0.06, 0.05, 0.03, 0.02, 0.02)
_KM_PER_DEGREE = 111.195
_SOUTH, _WEST = 28.0, 104.0
_KINDS = ("volunteer", "organization", "goods")
# Neighbouring categories share half of their skills.
_POOL = np.array(
    [[3 * own + at for at in range(SKILLS_PER_CATEGORY)] for own in range(CATEGORIES)],
    dtype=np.uint64,
)


@dataclass(frozen=True)
class Needs:
    """Columns of needs; sets are bits of a word."""

    lat: Floats
    lon: Floats
    category: Ints
    skills: Words
    prefers: Words
    times: Words
    priority: Ints
    waited: Ints
    text: list[str]


@dataclass(frozen=True)
class Supplies:
    """Columns of supplies; sets are bits of a word."""

    lat: Floats
    lon: Floats
    radius_km: Floats
    categories: Words
    skills: Words
    times: Words
    kind: Ints
    free: Ints
    load: Ints
    reliability: Floats
    acceptance: Floats
    text: list[str]


@dataclass(frozen=True)
class Province:
    """The same rows twice: as arrays for the peers, as tables for the engine."""

    needs: Needs
    supplies: Supplies

    @property
    def size(self) -> str:
        """Needs and supplies, in words for a row."""
        return f"{self.needs.lat.size:,} × {self.supplies.lat.size:,}"

    @cached_property
    def need_table(self) -> Table[Need]:
        """The needs as a round takes them; row `n` has the n-th id."""
        rows = self.needs
        days = [ON - dt.timedelta(days=many) for many in range(int(rows.waited.max(initial=0)) + 1)]
        columns: dict[str, Any] = {
            "id": [f"n{at:07d}" for at in range(rows.lat.size)],
            "category": Coded([f"c{own:02d}" for own in range(CATEGORIES)], rows.category).tight(),
            "skills": _sets(rows.skills, "k"),
            "prefers": _sets(rows.prefers, "k"),
            "lat": Numbers(rows.lat),
            "lon": Numbers(rows.lon),
            "slots": _weeks(rows.times),
            "priority": _coded(rows.priority),
            "opened_at": Coded(days, rows.waited).tight(),
            "text": rows.text,
        }
        return Table(Need, columns)

    @cached_property
    def supply_table(self) -> Table[Supply]:
        """The supplies as a round takes them; row `n` has the n-th id."""
        rows = self.supplies
        columns: dict[str, Any] = {
            "id": [f"s{at:07d}" for at in range(rows.lat.size)],
            "kind": Coded(_KINDS, rows.kind).tight(),
            "categories": _sets(rows.categories, "c"),
            "skills": _sets(rows.skills, "k"),
            "lat": Numbers(rows.lat),
            "lon": Numbers(rows.lon),
            "radius_km": Numbers(rows.radius_km),
            "slots": _weeks(rows.times),
            "capacity": _coded(rows.free + rows.load),
            "load": _coded(rows.load),
            "reliability": Numbers(rows.reliability),
            "acceptance": Numbers(rows.acceptance),
            "text": rows.text,
        }
        return Table(Supply, columns)


def province(
    needs: int,
    supplies: int,
    *,
    km: float = PROVINCE_KM,
    tiers: tuple[float, ...] = (1.0,),
    seed: int = 7,
) -> Province:
    """A made-up province, or a county.

    Parameters
    ----------
    needs, supplies : int
    km : float
        Length of a side: `COUNTY_KM` or `PROVINCE_KM`.
    tiers : tuple of float
        Share of needs per priority, from 0 on: all of them 0, or `TIERS`.
    seed : int

    Returns
    -------
    Province
    """
    draw = np.random.default_rng(seed)
    towns = draw.uniform(0, km, (30 if km <= COUNTY_KM else 1500, 2))
    return Province(
        needs=_needs(draw, needs, towns, km, tiers), supplies=_supplies(draw, supplies, towns, km)
    )


def _needs(
    draw: np.random.Generator, many: int, towns: Floats, km: float, tiers: tuple[float, ...]
) -> Needs:
    lat, lon = _somewhere(draw, many, towns, km, alone=0.25, spread=2.5)
    category = draw.choice(CATEGORIES, many, p=_CATEGORY_SHARES)
    count = draw.choice(4, many, p=(0.35, 0.4, 0.2, 0.05))
    skills = np.zeros(many, dtype=np.uint64)
    for turn in range(3):
        skills |= np.where(count > turn, _one_skill(draw, category), np.uint64(0))
    return Needs(
        lat=lat,
        lon=lon,
        category=category,
        skills=skills,
        prefers=_one_skill(draw, category) | _one_skill(draw, category),
        times=_some_bits(draw, many, STRETCHES, 0.12),
        priority=draw.choice(len(tiers), many, p=tiers),
        waited=draw.integers(0, 120, many),
        text=needs_say(draw, many),
    )


def _supplies(draw: np.random.Generator, many: int, towns: Floats, km: float) -> Supplies:
    lat, lon = _somewhere(draw, many, towns, km, alone=0.12, spread=1.6)
    count = draw.choice(3, many, p=(0.5, 0.35, 0.15)) + 1
    categories = np.zeros(many, dtype=np.uint64)
    for turn in range(3):
        own = draw.choice(CATEGORIES, many, p=_CATEGORY_SHARES).astype(np.uint64)
        categories |= np.where(count > turn, np.uint64(1) << own, np.uint64(0))
    skills = np.zeros(many, dtype=np.uint64)
    for number, pool in enumerate(_POOL):
        serves = (categories >> np.uint64(number)) & np.uint64(1) == 1
        for skill in pool:
            has = serves & (draw.random(many) < 0.62)
            skills |= np.where(has, np.uint64(1) << skill, np.uint64(0))
    kind = draw.choice(len(_KINDS), many, p=(0.82, 0.08, 0.1))
    few = draw.choice((1, 2, 3), many, p=(0.6, 0.3, 0.1))
    free = np.where(kind == 1, draw.integers(3, 20, many), np.where(kind == 0, few, 1))
    return Supplies(
        lat=lat,
        lon=lon,
        radius_km=np.clip(draw.lognormal(np.log(6.0), 0.6, many), 1.0, 20.0),
        categories=categories,
        skills=skills,
        times=_some_bits(draw, many, STRETCHES, 0.18),
        kind=kind,
        free=free,
        load=draw.integers(0, 3, many),
        reliability=draw.beta(8, 2, many),
        acceptance=draw.beta(6, 3, many),
        text=supplies_say(draw, many),
    )


def _somewhere(
    draw: np.random.Generator, many: int, towns: Floats, km: float, *, alone: float, spread: float
) -> tuple[Floats, Floats]:
    """Around towns, of which few are large, or anywhere."""
    size = 1 / np.arange(1, len(towns) + 1) ** 0.7
    at = towns[draw.choice(len(towns), many, p=size / size.sum())]
    at = at + draw.normal(0, spread, (many, 2))
    lonely = draw.random(many) < alone
    at[lonely] = draw.uniform(0, km, (int(lonely.sum()), 2))
    x, y = np.clip(at, 0, km).T
    middle = np.radians(_SOUTH + km / 2 / _KM_PER_DEGREE)
    return _SOUTH + y / _KM_PER_DEGREE, _WEST + x / (_KM_PER_DEGREE * np.cos(middle))


def _one_skill(draw: np.random.Generator, category: Ints) -> Words:
    chosen: Words = _POOL[category, draw.integers(0, SKILLS_PER_CATEGORY, category.size)]
    return np.uint64(1) << chosen


def _some_bits(draw: np.random.Generator, many: int, bits: int, share: float) -> Words:
    found = np.zeros(many, dtype=np.uint64)
    for bit in range(bits):
        found |= np.where(draw.random(many) < share, np.uint64(1 << bit), np.uint64(0))
    return found


def _coded(values: Floats | Ints) -> Coded:
    distinct, at = np.unique(values, return_inverse=True)
    return Coded(distinct.tolist(), at)


def _sets(words: Words, letter: str) -> Coded:
    distinct, at = np.unique(words, return_inverse=True)
    bits = _bits(distinct)
    names = [f"{letter}{bit:02d}" for bit in range(bits.shape[1])]
    return Coded(Lists(_starts(bits), np.nonzero(bits)[1], names, frozenset), at)


def _weeks(words: Words) -> Coded:
    """Stretches that touch are one slot."""
    distinct, at = np.unique(words, return_inverse=True)
    bits = np.pad(_bits(distinct)[:, :STRETCHES].reshape(-1, 7, PER_DAY), ((0, 0), (0, 0), (1, 1)))
    begins = (bits[:, :, 1:-1] & ~bits[:, :, :-2]).reshape(-1, STRETCHES)
    ends = (bits[:, :, 1:-1] & ~bits[:, :, 2:]).reshape(-1, STRETCHES)
    first, last = np.nonzero(begins)[1], np.nonzero(ends)[1]
    pairs, of = np.unique(first * STRETCHES + last, return_inverse=True)
    slots = [_slot(*divmod(pair, STRETCHES)) for pair in pairs.tolist()]
    return Coded(Lists(_starts(begins), of, slots, tuple), at)


def _slot(first: int, last: int) -> Slot:
    """The time from the beginning of one stretch to the end of another of the same day."""
    day, begin = divmod(first, PER_DAY)
    return Slot(day, 480 + 120 * begin, 600 + 120 * (last % PER_DAY))


def _starts(bits: Mask) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(bits.sum(axis=1, dtype=np.int64))))


def _bits(words: Words) -> Mask:
    """A row per word, a column per bit, the lowest first."""
    bits: Mask = (words[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1) == 1
    return bits
