"""Areas of three or four neighbouring towns: where a town alone would tell too much.

>>> from app.places import areas
>>> [len(area.towns) for area in areas.areas()]
[4, 4, 3]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _

from app.kernel import words
from app.places import queries as places
from app.places.distance import haversine_km
from app.places.queries import Place

SIGN = "*"
"""Ends the code of an area, which begins with that of its first town."""
BANDS = (3, 6, 10, 20)
"""Kilometres in which distances to an area are told."""


@dataclass(frozen=True, slots=True)
class Area:
    """A town, some neighbouring towns, or the county. `lat` and `lon` are the mean of its towns."""

    code: str
    towns: tuple[Place, ...]

    @property
    def lat(self) -> float:
        return sum(town.lat for town in self.towns) / len(self.towns)

    @property
    def lon(self) -> float:
        return sum(town.lon for town in self.towns) / len(self.towns)

    def km_from(self, lat: float, lon: float) -> float:
        """To its middle: what it is sorted by."""
        return float(haversine_km(self.lat, self.lon, other_lat=lat, other_lon=lon))

    def band_from(self, lat: float, lon: float) -> tuple[int, int | None]:
        """From at least to at most, to its nearest and its farthest village; None: beyond the last."""
        points = [one for town in self.towns for one in places.villages(town.code)]
        km = haversine_km(
            [one.lat for one in points], [one.lon for one in points], other_lat=lat, other_lon=lon
        )
        low = max((edge for edge in BANDS if edge <= km.min()), default=0)
        return low, next((edge for edge in BANDS if km.max() <= edge), None)


@cache
def areas() -> tuple[Area, ...]:
    """The county's towns in neighbourhoods: who lies farthest out chooses its nearest first."""
    return tuple(_grouped(places.towns()))


def area(code: str) -> Area:
    """The area that a code names: of a town, of some towns, of the county."""
    return _by_code()[code]


def every() -> tuple[Area, ...]:
    """Towns, neighbourhoods, the county: all that a notice may tell of where."""
    return tuple(_by_code().values())


def is_town(code: str) -> bool:
    return len(area(code).towns) == 1


def town_area(town_code: str) -> Area:
    return _by_code()[town_code]


def wider(town_code: str) -> Area:
    """The neighbourhood that a town lies in."""
    return next(one for one in areas() if any(town.code == town_code for town in one.towns))


def whole() -> Area:
    return _by_code()[places.county().code]


def over(town_code: str) -> tuple[str, ...]:
    """Codes of every area that a town lies in."""
    return town_code, wider(town_code).code, whole().code


def name(code: str) -> str:
    """`石门镇`; `石门镇、洲泉镇、大麻镇一带`; the county's name."""
    found = area(code)
    if code == whole().code:
        return places.county().name
    if len(found.towns) == 1:
        return found.towns[0].name
    joint = ", " if words.current_language() == words.ENGLISH else "、"
    return str(_("around %(towns)s", towns=joint.join(town.name for town in found.towns)))


@cache
def _by_code() -> dict[str, Area]:
    towns = places.towns()
    found = [Area(town.code, (town,)) for town in towns]
    return {one.code: one for one in (*found, *areas(), Area(places.county().code, towns))}


def _grouped(towns: Sequence[Place]) -> Iterator[Area]:
    left = list(towns)
    while left:
        outer = max(left, key=lambda town: sum(_km(town, other) for other in left))
        size = 4 if len(left) in (4, 8) or len(left) > 8 else 3
        near = sorted(left, key=lambda town: (_km(town, outer), town.code))[:size]
        left = [town for town in left if town not in near]
        chosen = tuple(sorted(near, key=lambda town: town.code))
        yield Area(f"{chosen[0].code}{SIGN}", chosen)


def _km(one: Place, other: Place) -> float:
    return float(haversine_km(one.lat, one.lon, other_lat=other.lat, other_lon=other.lon))
