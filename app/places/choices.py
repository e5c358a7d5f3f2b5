"""The county's towns, to choose from in a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.places import queries


def towns() -> list[tuple[str, str]]:
    return [(town.code, town.name) for town in queries.towns()]


def towns_or(blank: Any) -> Callable[[], list[tuple[str, Any]]]:
    """The towns, after a first choice that names none of them."""
    return lambda: [("", blank), *towns()]
