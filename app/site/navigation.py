"""The main menu of each role."""

from __future__ import annotations

from typing import Any


def navigation() -> dict[str, Any]:
    return {"nav": [], "inbox_unread": 0}
