"""What is typed about a child and a guardian, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianInput:
    """A guardian who is not on the village's list yet."""

    full_name: str
    mobile: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildInput:
    """`id_number` None: not known, or left as it is. The primary category comes first.

    `guardian_id` names a guardian of the village, else `guardian` is a new one. `is_checked`: the
    household book really differs from the number; `is_another`: same name and birthday, two children.
    """

    full_name: str
    given_name: str | None
    nickname: str | None
    sex: str
    born_on: date
    id_number: str | None
    address: str | None
    categories: tuple[str, ...]
    flags: tuple[str, ...]
    risk_level: str
    care_arrangement: str
    relation: str
    guardian_id: int | None
    guardian: GuardianInput | None
    is_checked: bool
    is_another: bool
