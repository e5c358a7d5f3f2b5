"""Rows as the cells of a table, written in plain code of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from matching import Need, Supply
from matching.files.cells import Reader

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def cells_of(
    columns: Mapping[str, tuple[str, Reader]], rows: Iterable[Need | Supply]
) -> list[list[str]]:
    """The header and the rows, with one column of groups at the end."""
    return [
        [*columns, "group_town"],
        *(
            [
                *(cell(getattr(row, field), blank="-" if name == "designated" else "")
                  for name, (field, _) in columns.items()),
                row.groups.get("town", ""),
            ]
            for row in rows
        ),
    ]  # fmt: skip


def cell(value: object, *, blank: str = "") -> str:
    """One value as somebody would type it; `blank` stands for an empty set."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, frozenset):
        return ";".join(sorted(value)) or blank
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple) and value and isinstance(value[0], int):
        return f"{value[0]}-{value[1]}"
    if isinstance(value, tuple):
        return ";".join(
            f"{_DAYS[slot.weekday]} {_clock(slot.start)}-{_clock(slot.end)}" for slot in value
        )
    return str(value)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
