"""What goes into a round: needs and supplies, as plain frozen values."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field

from matching.slots import Slot, merge

KINDS = ("volunteer", "organization", "goods", "job", "course")
TIERS = 4
# Least and most of every field that counts or measures; None: no end. Rows and whole columns
# are held to the same bounds.
BOUNDS: Mapping[str, tuple[int, int | None]] = {
    "lat": (-90, 90),
    "lon": (-180, 180),
    "priority": (0, TIERS - 1),
    "places": (1, None),
    "minutes": (0, None),
    "child_age": (0, None),
    "max_km": (0, None),
    "capacity": (0, None),
    "load": (0, None),
    "reliability": (0, 1),
    "acceptance": (0, 1),
    "radius_km": (0, None),
}
HALF_A_PLACE = "lat and lon come together or not at all"
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Need:
    """What one child, group or guardian needs. A blank field means "no restriction".

    Parameters
    ----------
    id : str
        Unique among the needs of a round.
    category : str
        Opaque code; only supplies of the same category are looked at. Empty: any.
    skills, any_of, prefers : set of str
        Codes a supply must all have, must have one of, should have.
    lat, lon : float, optional
        WGS-84 degrees.
    max_km : float, optional
        Road kilometres somebody may come from (for a job: the guardian may travel).
    modes, kinds : set of str
        Acceptable ways of meeting; acceptable kinds of supply.
    slots, minutes : tuple of Slot, int
        The weekly times that suit, and how many minutes of them are needed (0: any at all).
    start, until : date, optional
        The service window, both days included.
    opened_at, closes_at : date, optional
        When the need became known (waiting counts from it) and its last day.
    helper_sex, child_sex : str, optional
        Sex the helper must have; sex of the child.
    child_age : int, optional
        Whole years.
    languages : set of str
        One of them must be spoken.
    priority : int
        0 to 3; every place of a higher one is thought of before any of a lower one.
    places : int
        How many different supplies are wanted.
    area : str, optional
        Town code.
    items : set of str
        Item and size codes that must all be in the goods given.
    direct_contact : bool
        True when the helper meets the child, and so must be vetted.
    designated : set of str, optional
        Only these supply ids; None: anyone; empty: nobody yet.
    excluded, familiar : set of str
        Supply ids never to be proposed; supply ids that already serve this child.
    text : str
        Free words, compared with the supply's.
    transport : str, optional
        How a guardian travels to a job (a key of `Settings.speeds`).
    groups : mapping of str to str
        Group names for the fairness report; the engine never scores by them.

    Examples
    --------
    >>> Need("n1", "tutoring", skills={"teacher_cert"}).skills
    frozenset({'teacher_cert'})
    """

    id: str
    category: str
    _: KW_ONLY
    skills: frozenset[str] = _NOTHING
    any_of: frozenset[str] = _NOTHING
    prefers: frozenset[str] = _NOTHING
    lat: float | None = None
    lon: float | None = None
    max_km: float | None = None
    modes: frozenset[str] = _NOTHING
    kinds: frozenset[str] = _NOTHING
    slots: tuple[Slot, ...] = ()
    minutes: int = 0
    start: dt.date | None = None
    until: dt.date | None = None
    opened_at: dt.date | None = None
    closes_at: dt.date | None = None
    helper_sex: str | None = None
    child_sex: str | None = None
    child_age: int | None = None
    languages: frozenset[str] = _NOTHING
    priority: int = 0
    places: int = 1
    area: str | None = None
    items: frozenset[str] = _NOTHING
    direct_contact: bool = False
    designated: frozenset[str] | None = None
    excluded: frozenset[str] = _NOTHING
    familiar: frozenset[str] = _NOTHING
    text: str = ""
    transport: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        _tidy(self, ("skills", "any_of", "prefers", "modes", "kinds", "languages", "items"))
        _tidy(self, ("designated", "excluded", "familiar"))
        _check_numbers(self, ("priority", "places", "minutes", "child_age", "max_km"))


@dataclass(frozen=True)
class Supply:
    """What one volunteer, organisation, donor or employer gives.

    A blank field means "no restriction", except that a volunteer whose sex is not known
    does not meet a need that asks for one, and direct contact always asks for vetting.

    Parameters
    ----------
    id : str
        Unique among the supplies of a round.
    kind : str
        One of volunteer, organization, goods, job, course.
    categories : set of str
        Opaque codes. Empty: any.
    skills, languages, items : set of str
        Codes it has; languages it speaks; item and size codes it can give.
    lat, lon, radius_km : float, optional
        Where it starts from (WGS-84) and how many road kilometres it goes.
    areas : set of str
        Town codes served. Empty: anywhere.
    modes : set of str
        Ways of meeting offered. Empty: any.
    slots : tuple of Slot
        Weekly times offered; for a job or course, its shift.
    start, until : date, optional
        Days of service, both included.
    opened_at, closes_at : date, optional
        Days on which it may be newly matched, both included.
    sex, serves_sex : str, optional
        Sex of the volunteer; sex of the children served.
    ages : tuple of int, optional
        Youngest and oldest age served, both included.
    capacity, load : int
        Places in all and places taken.
    reliability, acceptance : float, optional
        Shares 0 to 1 of services completed and invitations accepted.
    vetted_until : date, optional
        Last day on which the record check is valid.
    direct_contact : bool
        True when it meets children.
    designated : set of str, optional
        Only these need ids; None: anyone; empty: nobody yet.
    excluded : set of str
        Need ids never to be proposed.
    text : str
        Free words, compared with the need's.
    groups : mapping of str to str
        Group names for the fairness report.

    Examples
    --------
    >>> Supply("s1", "volunteer", categories={"tutoring"}, capacity=2, load=1).free
    1
    """

    id: str
    kind: str
    _: KW_ONLY
    categories: frozenset[str] = _NOTHING
    skills: frozenset[str] = _NOTHING
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    areas: frozenset[str] = _NOTHING
    modes: frozenset[str] = _NOTHING
    slots: tuple[Slot, ...] = ()
    start: dt.date | None = None
    until: dt.date | None = None
    opened_at: dt.date | None = None
    closes_at: dt.date | None = None
    sex: str | None = None
    serves_sex: str | None = None
    ages: tuple[int, int] | None = None
    languages: frozenset[str] = _NOTHING
    items: frozenset[str] = _NOTHING
    capacity: int = 1
    load: int = 0
    reliability: float | None = None
    acceptance: float | None = None
    vetted_until: dt.date | None = None
    direct_contact: bool = False
    designated: frozenset[str] | None = None
    excluded: frozenset[str] = _NOTHING
    text: str = ""
    groups: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        check_kind(self.kind)
        _tidy(self, ("categories", "skills", "areas", "modes", "languages", "items"))
        _tidy(self, ("designated", "excluded"))
        if self.ages is not None:
            object.__setattr__(self, "ages", (self.ages[0], self.ages[1]))
        _check_numbers(self, ("capacity", "load", "reliability", "acceptance", "radius_km"))

    @property
    def free(self) -> int:
        """Places not taken, never under 0."""
        return max(0, self.capacity - self.load)


def _tidy(row: Need | Supply, names: Iterable[str]) -> None:
    """Turn sets into frozensets, slots into a merged tuple, moments into days."""
    for name in names:
        value = getattr(row, name)
        if isinstance(value, str):
            raise ValueError(f"{name} must be a set of codes, not the text {value!r}")
        if value is not None:
            object.__setattr__(row, name, frozenset(value))
    object.__setattr__(row, "slots", merge(row.slots))
    object.__setattr__(row, "groups", dict(sorted(row.groups.items())))
    for name in ("start", "until", "opened_at", "closes_at", "vetted_until"):
        value = getattr(row, name, None)
        if isinstance(value, dt.datetime):
            object.__setattr__(row, name, value.date())


def check_kind(kind: str) -> None:
    """Raise ValueError when a supply's kind is not one of `KINDS`.

    Examples
    --------
    >>> check_kind("goods")
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")


def check_number(name: str, value: float | None) -> None:
    """Raise ValueError when the value of a field lies outside its bounds.

    Examples
    --------
    >>> check_number("priority", 7)
    Traceback (most recent call last):
    ...
    ValueError: priority must be 0 to 3, not 7
    """
    if value is None:
        return
    least, most = BOUNDS[name]
    if not math.isfinite(value) or value < least or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"{least} to {most}"
        raise ValueError(f"{name} must be {bounds}, not {value}")


def check_point(lat: float | None, lon: float | None) -> None:
    """Raise ValueError when only one half of a place is known.

    Examples
    --------
    >>> check_point(30.7, 120.5)
    """
    if (lat is None) != (lon is None):
        raise ValueError(HALF_A_PLACE)


def _check_numbers(row: Need | Supply, names: Iterable[str]) -> None:
    check_point(row.lat, row.lon)
    for name in ("lat", "lon", *names):
        check_number(name, getattr(row, name))
