"""Geocoding by the county's own list, offline, behind geopy's interface."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal, NoReturn, overload

import geopy
from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from app.places.datum import Datum, Point
from app.places.distance import haversine_km, km_between
from app.places.divisions import DivisionKind, DivisionRow, read_divisions

REACH_KM = 6.0

_ABOVE_THE_COUNTY = ("浙江省", "浙江", "嘉兴市", "嘉兴")
_COUNTY = ("桐乡市", "桐乡")
_COMMITTEES = {"村民委员会": "村委会", "居民委员会": "居委会"}
_ENDINGS = {
    DivisionKind.COUNTY: "市",
    DivisionKind.STREET: "街道",
    DivisionKind.TOWN: "镇",
    DivisionKind.VILLAGE: "村",
    DivisionKind.COMMUNITY: "社区",
}


class AmbiguousPlace(GeocoderQueryError):  # type: ignore[misc]  # because geopy ships no types
    """A name that more than one division answers to; the page asks which of `candidates`."""

    def __init__(self, query: str, candidates: list[Location]) -> None:
        names = ", ".join(candidate.address for candidate in candidates)
        super().__init__(f"{query!r} may be any of: {names}")
        self.query = query
        self.candidates = tuple(candidates)


class _NoNetwork(BaseSyncAdapter):  # type: ignore[misc]  # because geopy ships no types
    """The adapter geopy asks for, which proves that nothing here ever leaves the machine."""

    def get_text(self, url: str, **_: Any) -> NoReturn:
        raise RuntimeError(f"the gazetteer works offline and was asked to open {url}")

    def get_json(self, url: str, **_: Any) -> NoReturn:
        self.get_text(url)


class Gazetteer(Geocoder):  # type: ignore[misc]  # because geopy ships no types
    """Names and codes of Tongxiang's divisions to points and back."""

    def __init__(
        self, divisions: Iterable[DivisionRow] | None = None, *, reach_km: float = REACH_KM
    ) -> None:
        super().__init__(adapter_factory=_NoNetwork)
        self._divisions = tuple(read_divisions() if divisions is None else divisions)
        self._by_code = {division.code: division for division in self._divisions}
        self._reach_km = reach_km
        self._full_names: dict[str, list[DivisionRow]] = defaultdict(list)
        self._stems: dict[str, list[DivisionRow]] = defaultdict(list)
        for division in self._divisions:
            self._learn(division)

    @overload
    def geocode(
        self, query: str, *, exactly_one: Literal[True] = True, timeout: Any = None
    ) -> Location | None: ...
    @overload
    def geocode(
        self, query: str, *, exactly_one: Literal[False], timeout: Any = None
    ) -> list[Location] | None: ...
    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = None,
    ) -> Location | list[Location] | None:
        """The place of that name or code; `AmbiguousPlace` when one is wanted and several answer.

        `timeout` is part of geopy's interface and has nothing to wait for here.
        """
        found = [self._location(division) for division in self._find(_plain(query))]
        if not found:
            return None
        if not exactly_one:
            return found
        if len(found) > 1:
            raise AmbiguousPlace(query, found)
        return found[0]

    @overload
    def reverse(
        self, query: Any, *, exactly_one: Literal[True] = True, timeout: Any = None
    ) -> Location | None: ...
    @overload
    def reverse(
        self, query: Any, *, exactly_one: Literal[False], timeout: Any = None
    ) -> list[Location] | None: ...
    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: Any = None,
    ) -> Location | list[Location] | None:
        """The villages within reach of a WGS-84 point, nearest first; None when there is none."""
        point = geopy.Point(query)
        here = Point(point.latitude, point.longitude, Datum.WGS84)
        near = self._villages_near(here)
        if not near:
            return None
        if exactly_one:
            return self._location(near[0])
        return [self._location(division) for division in near]

    def _find(self, name: str) -> list[DivisionRow]:
        if name.isascii() and name.isdigit():
            return [self._by_code[name]] if name in self._by_code else []
        return self._full_names.get(name) or self._stems.get(name) or []

    def _learn(self, division: DivisionRow) -> None:
        """File a division under each way people write it, whole names apart from short stems."""
        town = self._by_code.get(division.parent_code)
        prefixes = {""}
        if town is not None and division.is_village:
            prefixes |= {town.short_name, _stem(town)}
        for prefix in prefixes:
            for name in {division.short_name, division.official_name}:
                self._full_names[prefix + name].append(division)
            self._stems[prefix + _stem(division)].append(division)

    def _villages_near(self, here: Point) -> list[DivisionRow]:
        villages = [division for division in self._divisions if division.is_village]
        if not villages:
            return []
        rough = haversine_km(
            here.lat,
            here.lon,
            other_lat=[village.point.lat for village in villages],
            other_lon=[village.point.lon for village in villages],
        )
        # The sphere may be 0.6 % short, so the exact distance decides at the rim.
        close = [v for v, km in zip(villages, rough, strict=True) if km <= self._reach_km * 1.01]
        exact = sorted((km_between(here, village.point), village.code) for village in close)
        return [self._by_code[code] for km, code in exact if km <= self._reach_km]

    def _location(self, division: DivisionRow) -> Location:
        town = division if division.is_town else self._by_code.get(division.parent_code)
        in_front = "" if town is None or town is division else town.short_name
        raw = {
            "code": division.code,
            "kind": division.kind.value,
            "name": division.short_name,
            "official_name": division.official_name,
            "town": town.short_name if town is not None else None,
            "town_code": town.code if town is not None else None,
            "is_approximate": division.is_approximate,
        }
        return Location(
            in_front + division.short_name, (division.point.lat, division.point.lon), raw
        )


def _stem(division: DivisionRow) -> str:
    return division.short_name.removesuffix(_ENDINGS[division.kind])


def _plain(query: str) -> str:
    """The query without spaces of any width, without province and county in front."""
    name = "".join(unicodedata.normalize("NFKC", query).split())
    for above in _ABOVE_THE_COUNTY:
        name = name.removeprefix(above)
    if name not in _COUNTY:
        for county in _COUNTY:
            name = name.removeprefix(county)
    for long, short in _COMMITTEES.items():
        name = name.replace(long, short)
    return name
