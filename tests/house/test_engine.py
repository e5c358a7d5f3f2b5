"""What the engine knows of rows and rules is known wherever it is read or told."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from matching import RULES, Need, Supply
from matching.files.tables import NEED_COLUMNS, NEED_HEADERS, SHARED, SUPPLY_COLUMNS, SUPPLY_HEADERS
from tests.house.source import ROOT, told

SIDES: list[tuple[Any, Any, Any]] = [
    (Need, NEED_COLUMNS, NEED_HEADERS),
    (Supply, SUPPLY_COLUMNS, SUPPLY_HEADERS),
]
OWN = {"groups"}
"""Fields that no column of a file is called after."""
NOT_HELD_AGAINST = {"kinds", "designated", "excluded", "familiar"}
"""Sets that are not codes of the other side: kinds are a list of the engine's, the others are ids."""


@pytest.mark.parametrize(("kind", "columns", "headers"), SIDES)
def test_every_field_of_a_row_is_read_from_files(kind: Any, columns: Any, headers: Any) -> None:
    read = {field for field, _reader in columns.values()}
    told(
        sorted({one.name for one in fields(kind)} - read - OWN),
        "No column of a file gives this field: add it to matching/files/tables.py.",
    )
    told(
        sorted(set(columns) - set(headers)),
        "This column has no Chinese header: add it to matching/files/tables.py.",
    )


@pytest.mark.parametrize(("kind", "side"), [(Need, "needs"), (Supply, "supplies")])
def test_codes_of_one_side_are_held_against_the_other(kind: Any, side: str) -> None:
    shared = {name for one in SHARED for name in getattr(one, side)}
    codes = {one.name for one in fields(kind) if "frozenset" in str(one.type)}
    told(
        sorted(codes - shared - NOT_HELD_AGAINST),
        "A code that only one file knows would be told by nobody: matching/files/tables.py.",
    )


def test_the_readme_of_the_engine_tells_every_rule() -> None:
    page = (ROOT / "matching/README.md").read_text(encoding="utf-8")
    told([rule.code for rule in RULES if f"| `{rule.code}` |" not in page], "Add it to the table.")
