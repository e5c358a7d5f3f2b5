"""The hard rules once more, pair by pair in plain Python, to check the masks against."""

from __future__ import annotations

import datetime as dt
import math

from matching import Need, Settings, Slot, Supply


def refusals(need: Need, supply: Supply, on: dt.date, settings: Settings) -> list[str]:
    """Codes of the rules a pair breaks."""
    verdict = {
        "category": not _clash({need.category} - {""}, supply.categories),
        "kind": not need.kinds or supply.kind in need.kinds,
        "qualification": need.skills <= supply.skills
        and (not need.any_of or bool(need.any_of & supply.skills)),
        "vetting": _vetted(need, supply, on, settings),
        "area": not need.area or not supply.areas or need.area in supply.areas,
        "radius": _near(need, supply, settings),
        "mode": not _clash(need.modes, supply.modes),
        "time": supply.kind in ("job", "course") or _time(need, supply),
        "shift": supply.kind not in ("job", "course") or _shift(need, supply),
        "dates": _dates(need, supply, on),
        "age": need.child_age is None
        or supply.ages is None
        or supply.ages[0] <= need.child_age <= supply.ages[1],
        "sex": _sex(need, supply),
        "language": not _clash(need.languages, supply.languages),
        "items": not supply.items or need.items <= supply.items,
        "capacity": supply.capacity > supply.load,
        "designation": (need.designated is None or supply.id in need.designated)
        and (supply.designated is None or need.id in supply.designated),
        "exclusion": supply.id not in need.excluded and need.id not in supply.excluded,
    }
    return [code for code, holds in verdict.items() if not holds]


def _clash(wanted: set[str] | frozenset[str], offered: frozenset[str]) -> bool:
    return bool(wanted and offered and not wanted & offered)


def _vetted(need: Need, supply: Supply, on: dt.date, settings: Settings) -> bool:
    if not (need.direct_contact or supply.direct_contact):
        return True
    through = need.until
    if through is None:
        through = max(on + dt.timedelta(settings.vetting_days), need.start or on)
    return supply.vetted_until is not None and supply.vetted_until >= through


def _ways(need: Need, supply: Supply) -> frozenset[str]:
    """Ways of meeting that suit both; a side that names none takes any."""
    if not need.modes or not supply.modes:
        return need.modes | supply.modes
    return need.modes & supply.modes


def kilometres(need: Need, supply: Supply, settings: Settings) -> float | None:
    """Road kilometres on the ground by the haversine formula; None when a place is unknown."""
    if need.lat is None or supply.lat is None or need.lon is None or supply.lon is None:
        return None
    a, b = math.radians(need.lat), math.radians(supply.lat)
    run = math.radians(supply.lon - need.lon)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(run / 2) ** 2
    factor = settings.road_factors.get(need.area or "nowhere", settings.road_factor)
    return factor * 2 * 6371.0088 * math.asin(math.sqrt(h))


def _takes(mode: str, need: Need, supply: Supply, settings: Settings) -> bool:
    """Whether a way of meeting reaches from the one to the other; a blank one is any."""
    away = kilometres(need, supply, settings)
    if mode in settings.remote_modes or away is None:
        return True
    limits = [need.max_km, supply.radius_km, settings.mode_km.get(mode)]
    if any(km is not None and away > km for km in limits):
        return False
    if settings.commute_minutes is None or supply.kind not in ("job", "course"):
        return True
    usual = settings.speeds[settings.transport]
    hours = away / settings.speeds.get(need.transport or "nothing", usual)
    return hours * 60 <= settings.commute_minutes


def ways(need: Need, supply: Supply, settings: Settings) -> tuple[str, ...]:
    """The ways of meeting that suit both and reach; a blank one where neither names any."""
    suits = _ways(need, supply) if need.modes or supply.modes else {""}
    return tuple(sorted(mode for mode in suits if _takes(mode, need, supply, settings)))


def travelled(need: Need, supply: Supply, settings: Settings) -> float | None:
    """The kilometres that count: None where no way is left in which somebody travels."""
    if set(ways(need, supply, settings)) <= settings.remote_modes:
        return None
    return kilometres(need, supply, settings)


def _near(need: Need, supply: Supply, settings: Settings) -> bool:
    return _clash(need.modes, supply.modes) or bool(ways(need, supply, settings))


def week(slots: tuple[Slot, ...]) -> set[tuple[int, int]]:
    """Every minute of the week in some slot."""
    return {(s.weekday, minute) for s in slots for minute in range(s.start, s.end)}


def _time(need: Need, supply: Supply) -> bool:
    if not need.slots or not supply.slots:
        return True
    return len(week(need.slots) & week(supply.slots)) >= max(1, need.minutes)


def _shift(need: Need, supply: Supply) -> bool:
    return not need.slots or not supply.slots or week(supply.slots) <= week(need.slots)


def _dates(need: Need, supply: Supply, on: dt.date) -> bool:
    for row in (need, supply):
        if (row.opened_at and row.opened_at > on) or (row.closes_at and row.closes_at < on):
            return False
    begins = max(on, need.start or on, supply.start or on)
    ends = min(day for day in (need.until, supply.until, dt.date.max) if day is not None)
    return begins <= ends


def _sex(need: Need, supply: Supply) -> bool:
    helper = supply.sex or (need.helper_sex if supply.kind != "volunteer" else None)
    if need.helper_sex and helper != need.helper_sex:
        return False
    return not (need.child_sex and supply.serves_sex) or need.child_sex == supply.serves_sex
