"""What the engine knows of rows and rules is known wherever it is read or told."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest

from matching import RULES, Need, Supply
from matching.files.tables import NEED_COLUMNS, NEED_HEADERS, SHARED, SUPPLY_COLUMNS, SUPPLY_HEADERS
from matching.learning.rates import Known
from matching.types import BOUNDS
from tests.house.source import ROOT, calls, told, trees

SIDES: list[tuple[Any, Any, Any]] = [
    (Need, NEED_COLUMNS, NEED_HEADERS),
    (Supply, SUPPLY_COLUMNS, SUPPLY_HEADERS),
]
OWN = {"groups"}
"""Fields that no column of a file is called after."""
NOT_HELD_AGAINST = {"kinds", "designated", "excluded", "familiar"}
"""Sets that are not codes of the other side: kinds are a list of the engine's, the others are ids."""


BRIDGE = "app/matches/bridge/rows.py"
NOT_OF_THE_SITE: dict[Any, set[str]] = {
    Need: {"any_of", "kinds", "prefers", "transport"},
    Supply: {"closes_at", "designated", "excluded", "opened_at"},
}
"""Fields that only files give."""


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


def _row(kind: Any, **given: Any) -> Any:
    return kind("x", "tutoring" if kind is Need else "volunteer", **given)


def _is_taken(kind: Any, **given: Any) -> bool:
    try:
        _row(kind, **given)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("kind", [Need, Supply])
def test_every_number_of_a_row_is_held_to_its_bounds(kind: Any) -> None:
    numbers = [one.name for one in fields(kind) if re.match(r"(int|float)\b", str(one.type))]
    told(
        [name for name in numbers if name not in BOUNDS],
        "Say the least and the most of this number: BOUNDS of matching/types.py.",
    )
    told(
        [name for name in numbers if _is_taken(kind, **{name: BOUNDS[name][0] - 1})],
        "Name this number to _check_numbers: __post_init__ of its row in matching/types.py.",
    )


@pytest.mark.parametrize("kind", [Need, Supply])
def test_every_set_of_a_row_is_kept_frozen(kind: Any) -> None:
    sets = [one.name for one in fields(kind) if str(one.type).startswith("frozenset")]
    told(
        [
            name
            for name in sets
            if not isinstance(getattr(_row(kind, **{name: {"a"}}), name), frozenset)
        ],
        "Name this set to _tidy: __post_init__ of its row in matching/types.py.",
    )


@pytest.mark.parametrize("kind", [Need, Supply])
def test_the_site_hands_over_every_field_or_is_known_not_to_have_it(kind: Any) -> None:
    handed = {
        keyword.arg
        for call in calls(trees("app")[ROOT / BRIDGE])
        if getattr(call.func, "attr", None) == kind.__name__
        for keyword in call.keywords
    }
    # What is known of a supply from few answers is handed over as one.
    names = {one.name for one in fields(kind)} - {"id", "category", "kind", *Known._fields}
    told(
        sorted(names - handed - NOT_OF_THE_SITE[kind]),
        f"Hand it over in {BRIDGE}, or name it here: the site does not know it.",
    )
    told(sorted(NOT_OF_THE_SITE[kind] & handed), "The site hands it over: take it out of here.")


def test_the_readme_of_the_engine_tells_every_rule_in_its_order() -> None:
    page = (ROOT / "matching/README.md").read_text(encoding="utf-8")
    chapter = page.partition("## The rules")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", chapter, re.MULTILINE)
    ruled = [rule.code for rule in RULES]
    told(sorted(set(ruled) - set(listed)), "Add this rule to the table of matching/README.md.")
    told(
        sorted(set(listed) - set(ruled)),
        "RULES of matching/rules/__init__.py lacks it. Rounds are stored by it: it is called so for "
        "ever.",
    )
    assert listed == ruled, "The table of matching/README.md has another order than RULES."
