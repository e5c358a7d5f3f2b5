"""What a director types about a child, for tests."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from app.children.inputs import ChildInput, GuardianInput


def child_input(**changed: Any) -> ChildInput:
    """What is not named here was left blank."""
    values: dict[str, Any] = {
        **dict.fromkeys(one.name for one in fields(ChildInput)),
        "full_name": "周念念",
        "nickname": "豆豆",
        "sex": "female",
        "born_on": date(2016, 5, 4),
        "address": "3组12号",
        "categories": ("left_behind",),
        "flags": ("grandparent_care",),
        "risk_level": "low",
        "care_arrangement": "grandparents",
        "relation": "grandmother",
        "guardian": GuardianInput(full_name="钱桂香", mobile="14200000009"),
        "is_checked": False,
        "is_another": False,
        **changed,
    }
    return ChildInput(**values)


def typed(**changed: Any) -> dict[str, Any]:
    """The same as a browser sends it."""
    values: dict[str, Any] = {
        "full_name": "周念念",
        "sex": "female",
        "born_on": "2016-05-04",
        "primary": "left_behind",
        "risk_level": "low",
        "care_arrangement": "grandparents",
        "guardian": "new",
        "guardian_name": "钱桂香",
        "relation": "grandmother",
        **changed,
    }
    return values
