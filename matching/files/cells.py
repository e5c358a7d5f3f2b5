"""What may stand in a cell, column by column."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

from matching.slots import parse_slots

Reader = Callable[[str], Any]

_YES = frozenset({"yes", "true", "1", "y", "是"})
_NO = frozenset({"no", "false", "0", "n", "否"})


def text(cell: str) -> str:
    """Any words."""
    return cell


def codes(cell: str) -> frozenset[str]:
    """Codes separated by `;`."""
    return frozenset(code.strip() for code in cell.split(";") if code.strip())


def ids(cell: str) -> frozenset[str]:
    """Ids separated by `;`; a single `-` stands for nobody."""
    return frozenset() if cell == "-" else codes(cell)


def number(cell: str) -> float:
    """A finite number."""
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in cell:
        raise ValueError(f"{_short(cell)} is not a number")
    return value


def whole(cell: str) -> int:
    """A whole number."""
    value = number(cell)
    if value != int(value) or abs(value) > 1_000_000_000:
        raise ValueError(f"{_short(cell)} is not a whole number")
    return int(value)


def day(cell: str) -> dt.date:
    """A date, or the date of a time, in ISO 8601."""
    try:
        return dt.datetime.fromisoformat(cell).date()
    except ValueError:
        raise ValueError(f"{_short(cell)} is not a date like 2026-03-31") from None


def yes(cell: str) -> bool:
    """Yes or no."""
    if cell.lower() in _YES:
        return True
    if cell.lower() in _NO:
        return False
    raise ValueError(f"{_short(cell)} is neither yes nor no")


def ages(cell: str) -> tuple[int, int]:
    """Youngest and oldest age, like `6-14`."""
    low, dash, high = cell.partition("-")
    if not dash:
        raise ValueError(f"{_short(cell)} is not a range of ages like 6-14")
    found = whole(low), whole(high)
    if not 0 <= found[0] <= found[1]:
        raise ValueError(f"{_short(cell)} is not a range of ages like 6-14")
    return found


def slots(cell: str) -> Any:
    """Weekly times, like `tue 16:30-17:30;sat 09:00-11:00`."""
    return parse_slots(cell[:10_000])


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:37] + "...")


# Column name: (field name, how it is read).
NEED_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "id": ("id", text),
    "category": ("category", text),
    "skills": ("skills", codes),
    "any_of": ("any_of", codes),
    "prefers": ("prefers", codes),
    "lat": ("lat", number),
    "lon": ("lon", number),
    "max_km": ("max_km", number),
    "modes": ("modes", codes),
    "kinds": ("kinds", codes),
    "slots": ("slots", slots),
    "minutes": ("minutes", whole),
    "from": ("start", day),
    "until": ("until", day),
    "opened_at": ("opened_at", day),
    "closes_at": ("closes_at", day),
    "helper_sex": ("helper_sex", text),
    "child_sex": ("child_sex", text),
    "child_age": ("child_age", whole),
    "languages": ("languages", codes),
    "priority": ("priority", whole),
    "places": ("places", whole),
    "area": ("area", text),
    "items": ("items", codes),
    "direct_contact": ("direct_contact", yes),
    "designated": ("designated", ids),
    "excluded": ("excluded", codes),
    "familiar": ("familiar", codes),
    "text": ("text", text),
    "transport": ("transport", text),
}
SUPPLY_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "id": ("id", text),
    "kind": ("kind", text),
    "categories": ("categories", codes),
    "skills": ("skills", codes),
    "lat": ("lat", number),
    "lon": ("lon", number),
    "radius_km": ("radius_km", number),
    "areas": ("areas", codes),
    "modes": ("modes", codes),
    "slots": ("slots", slots),
    "from": ("start", day),
    "until": ("until", day),
    "opened_at": ("opened_at", day),
    "closes_at": ("closes_at", day),
    "sex": ("sex", text),
    "serves_sex": ("serves_sex", text),
    "ages": ("ages", ages),
    "languages": ("languages", codes),
    "items": ("items", codes),
    "capacity": ("capacity", whole),
    "load": ("load", whole),
    "reliability": ("reliability", number),
    "acceptance": ("acceptance", number),
    "vetted_until": ("vetted_until", day),
    "direct_contact": ("direct_contact", yes),
    "designated": ("designated", ids),
    "excluded": ("excluded", codes),
    "text": ("text", text),
}
DECISION_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "need_id": ("need_id", text),
    "supply_id": ("supply_id", text),
    "decided_at": ("decided_at", day),
    "decision": ("decision", text),
    "outcome": ("outcome", text),
    "propensity": ("propensity", number),
}
