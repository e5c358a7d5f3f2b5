"""Everything about a round that an office may set, with its defaults."""

from __future__ import annotations

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
    vetting_days: int = 30
    window: str = "overlap"
    remote_modes: frozenset[str] = frozenset({"online", "home_work"})
    transport: str = "ebike"
    speeds: Mapping[str, float] = field(default_factory=lambda: dict(SPEEDS), hash=False)
    floor: bool = False
    alternatives: int = 3
    changes: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "remote_modes", frozenset(self.remote_modes))
        object.__setattr__(self, "speeds", dict(sorted(self.speeds.items())))
        if self.window not in ("overlap", "inside"):
            raise ValueError(f"window must be overlap or inside, not {self.window!r}")
        if not self.road_factor >= 1:
            raise ValueError(f"road_factor must be at least 1, not {self.road_factor}")
        if self.transport not in self.speeds:
            raise ValueError(f"transport {self.transport!r} has no speed")
        if any(not speed > 0 for speed in self.speeds.values()):
            raise ValueError("speeds must be above 0")
        for name in ("vetting_days", "alternatives", "changes"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be at least 0")
