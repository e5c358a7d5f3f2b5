"""What a need of each category usually is: data that a form begins with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.needs.models import EMPLOYMENT, Need, Urgency, Visibility

FILE = Path(__file__).parent / "data" / "categories.toml"
WORK_ICON = "briefcase"
GUARDED = ("guardianship_absent", "guardianship_improper")
"""Categories of a child whose family situation nobody is to guess from a list."""
Traits = tuple[str, ...]
"""Of which one is true of a child."""
DISABILITY: Traits = ("disabled", "child_disability")
ILLNESS: Traits = ("seriously_ill", *DISABILITY)
TOLD_BY_QUALIFICATION: dict[str, Traits] = {
    "rehab_therapist": DISABILITY,
    "speech_therapist": DISABILITY,
    "nurse": ILLNESS,
    "physician": ILLNESS,
    "psych_counselor": ("psych_or_behaviour_concern", "self_harm_signal"),
}
"""Who must be asked for help says something of the child as well."""
OF_GUARDIANSHIP = ("family_education", "visit_care", "respite_care")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The usual need of a category. `restricted`: only organisations that the bureau names.

    `tells`: traits of a child, of which a need of this category says that one is true.
    """

    icon: str
    aid_form: str
    title: str
    ask: str
    modes: tuple[str, ...]
    qualifications: tuple[str, ...] = ()
    per_week: int | None = None
    minutes: int | None = None
    weeks: int | None = None
    direct_contact: bool = True
    restricted: bool = False
    tells: Traits = ()


@cache
def usual() -> dict[str, Usual]:
    """category → its usual need, in the order in which tiles show them."""
    with FILE.open("rb") as file:
        rows = tomllib.load(file)
    return {code: Usual(**_frozen(row)) for code, row in rows.items()}


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(one) if isinstance(one, list) else one for name, one in row.items()}


def icon(category: str) -> str:
    return WORK_ICON if category == EMPLOYMENT else usual()[category].icon


def tells(category: str, qualifications: Iterable[str]) -> frozenset[Traits]:
    """What a need says of its child: of each of these traits, that one is true."""
    own = () if category == EMPLOYMENT else usual()[category].tells
    asked = (TOLD_BY_QUALIFICATION.get(one, ()) for one in qualifications)
    return frozenset(traits for traits in (own, *asked) if traits)


def public_words(category: str, *, town: str, ages: tuple[int, int]) -> str:
    """`乌镇镇，9—11岁，…`: its words as they are written before anybody changes them."""
    low, high = ages
    return f"{town}，{low}—{high}岁，{usual()[category].ask}"


def needs_restriction(category: str, urgency: str, child_categories: Sequence[str]) -> bool:
    """Psychosocial, legal and emergency needs, and those that tell of a failing guardianship."""
    is_of_guardianship = category in OF_GUARDIANSHIP and any(
        one in GUARDED for one in child_categories
    )
    return usual()[category].restricted or urgency == Urgency.EMERGENCY or is_of_guardianship


def is_plain(need: Need) -> bool:
    """Nothing that a person has to look at by itself before it may open."""
    is_delicate = not need.is_employment and usual()[need.category].restricted
    is_urgent = Urgency(need.urgency).tier >= Urgency.URGENT.tier
    return need.visibility != Visibility.RESTRICTED and not is_delicate and not is_urgent
