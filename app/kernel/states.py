"""Things that travel: which state may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.kernel.errors import Refused

Moves = Mapping[Any, frozenset[Any]]


def moves(**table: str) -> dict[str, frozenset[str]]:
    """`moves(draft="submitted withdrawn")` reads: from draft one may go to these two."""
    return {state: frozenset(after.split()) for state, after in table.items()}


def require_move(room: str, before: StrEnum, after: StrEnum, table: Moves) -> None:
    """Refuse with `<room>.already_<state>` what the table does not allow."""
    if after not in table.get(before, frozenset()):
        raise Refused(f"{room}.already_{before.value}")
