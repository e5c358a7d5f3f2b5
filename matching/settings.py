"""Everything about a round that an office may set, with its defaults."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

# Door-to-door speeds in km/h, waiting included.
SPEEDS = {"walk": 4.5, "bicycle": 12.0, "ebike": 20.0, "bus": 15.0, "car": 32.0}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of a round.

    Parameters
    ----------
    road_factor : float
        Road kilometres per kilometre in a straight line.
    road_factors : mapping of str to float
        The same by the need's town, where roads are longer or shorter than elsewhere.
    mode_km : mapping of str to float
        The most road kilometres by way of meeting. A pair is near enough when one of the ways
        that suit both takes it so far; one that is not named here takes it anywhere, and so does
        one in which nobody travels, whatever is said of it here. A side that names none takes
        the other's ways; where neither does, the pair may be as far apart as it likes.
    bounds : tuple of float, optional
        Least latitude and longitude, most latitude and longitude of places in files; None: any.
    commute_minutes : float, optional
        The most minutes to a job or course, by the guardian's means of transport; None: any. It
        does not count where one of the ways of meeting that suit both asks nobody to travel.
    vetting_days : int
        How long vetting must still hold when a service has no end.
    window : str
        "overlap": the supply is there on some day of the service window;
        "inside": on every day of it.
    remote_modes : set of str
        Modes in which nobody travels.
    transport : str
        How guardians go to work when their need does not say.
    speeds : mapping of str to float
        Door-to-door km/h by transport.
    stay_bonus : float
        Points, from 0 to 34, by which a plan prefers a supply that serves the child already
        (`Need.familiar`). No score has them: they weigh in the choice, the total and its proof.
    floor : bool
        Raise the lowest score in the plan as far as it goes without losing a filled place, and
        only then look for the highest total.
    alternatives, changes : int
        How many next-best supplies each match lists, and how many ways out each
        unmatched need lists.

    Examples
    --------
    >>> Settings(road_factor=1.4).road_factor
    1.4
    """

    road_factor: float = 1.3
    road_factors: Mapping[str, float] = field(default_factory=dict, hash=False)
    mode_km: Mapping[str, float] = field(default_factory=dict, hash=False)
    bounds: tuple[float, ...] | None = None
    commute_minutes: float | None = None
    vetting_days: int = 30
    window: str = "overlap"
    remote_modes: frozenset[str] = frozenset({"online", "home_work"})
    transport: str = "ebike"
    speeds: Mapping[str, float] = field(default_factory=lambda: dict(SPEEDS), hash=False)
    stay_bonus: float = 0.0
    floor: bool = False
    alternatives: int = 3
    changes: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "remote_modes", frozenset(self.remote_modes))
        for name in ("road_factors", "mode_km", "speeds"):
            object.__setattr__(self, name, dict(sorted(getattr(self, name).items())))
        if self.bounds is not None:
            object.__setattr__(self, "bounds", _bounds(tuple(self.bounds)))
        if self.window not in ("overlap", "inside"):
            raise ValueError(f"window must be overlap or inside, not {self.window!r}")
        if not self.road_factor >= 1:
            raise ValueError(f"road_factor must be at least 1, not {self.road_factor}")
        for town, factor in self.road_factors.items():
            if not factor >= 1:
                raise ValueError(f"road_factors must be at least 1; that of {town!r} is {factor}")
        for mode, km in self.mode_km.items():
            if not km > 0:
                raise ValueError(f"mode_km must be above 0; that of {mode!r} is {km}")
        if self.commute_minutes is not None and not self.commute_minutes > 0:
            raise ValueError(f"commute_minutes must be above 0, not {self.commute_minutes}")
        if not 0 <= self.stay_bonus <= 34:
            raise ValueError(f"stay_bonus must be from 0 to 34, not {self.stay_bonus}")
        if self.transport not in self.speeds:
            raise ValueError(f"transport {self.transport!r} has no speed")
        if any(not speed > 0 for speed in self.speeds.values()):
            raise ValueError("speeds must be above 0")
        for name in ("vetting_days", "alternatives", "changes"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be at least 0")

    def road(self, area: str | None) -> float:
        """Road kilometres per straight one for needs of a town."""
        return self.road_factors.get(area, self.road_factor) if area else self.road_factor

    def kmh(self, transport: str | None) -> float:
        """Door-to-door km/h of a means of transport; of the usual one where it has no speed."""
        return self.speeds.get(transport or "", self.speeds[self.transport])

    def most_km(self, modes: frozenset[str]) -> float:
        """How far apart the sides may be when all these ways of meeting suit both; `inf`: any."""
        return max(map(self._mode_km, modes), default=math.inf)

    def _mode_km(self, mode: str) -> float:
        return math.inf if mode in self.remote_modes else self.mode_km.get(mode, math.inf)


def _bounds(given: tuple[float, ...]) -> tuple[float, ...]:
    """The corners of a stretch of the earth, checked."""
    if len(given) != 4:
        raise ValueError(f"bounds must be 4 numbers, not {len(given)}")
    south, west, north, east = given
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise ValueError(
            "bounds must be south, west, north, east in degrees, each less than its opposite"
        )
    return given
