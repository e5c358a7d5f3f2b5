"""A table is what its rows are, however its columns are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from matching import Need, Supply, run_round, to_json
from matching.codec import fingerprint
from matching.columns.coded import Coded, Lists, Numbers, taken
from matching.columns.side import Side
from matching.columns.table import Table
from tests.matching.county import ON, county

NUMBERS = ("lat", "lon", "max_km", "radius_km", "reliability", "acceptance")
SETS = ("skills", "prefers", "categories", "modes", "languages", "items")
AS_LISTS = ("id", "text", "groups")


def _plain(kind: Any, rows: Sequence[Any]) -> dict[str, list[Any]]:
    return {field.name: [getattr(row, field.name) for row in rows] for field in fields(kind)}


def _in_pieces(values: list[Any], make: Any) -> Coded:
    coded = Coded.among(values)
    lists = Lists.among(coded.distinct)
    return Coded(Lists(lists.start, lists.of, lists.pieces, make), coded.of)


def _as_arrays(name: str, values: list[Any]) -> Any:
    if name in AS_LISTS:
        return values
    if name in NUMBERS:
        return Numbers(np.array(values, dtype=np.float64))
    if name in SETS:
        return _in_pieces(values, frozenset)
    return _in_pieces(values, tuple) if name == "slots" else Coded.among(values)


@pytest.fixture(scope="module")
def tables() -> list[tuple[Table[Any], Table[Any]]]:
    """Needs and supplies, each as lists and as arrays."""
    found = []
    for kind, rows in zip((Need, Supply), county(60, 80, seed=12), strict=True):
        plain = _plain(kind, rows)
        arrays = {name: _as_arrays(name, values) for name, values in plain.items()}
        found.append((Table(kind, plain), Table(kind, arrays)))
    return found


def test_arrays_hold_the_rows(tables: list[tuple[Table[Any], Table[Any]]]) -> None:
    for plain, arrays in tables:
        assert list(plain) == list(arrays)
        for field in fields(plain.kind):
            assert list(arrays.column(field.name)) == plain.column(field.name)
            assert arrays.column(field.name)[2:5] == plain.column(field.name)[2:5]


def test_arrays_and_lists_have_the_same_fingerprint(
    tables: list[tuple[Table[Any], Table[Any]]],
) -> None:
    for plain, arrays in tables:
        assert fingerprint(arrays) == fingerprint(plain) == fingerprint(Table.of(plain.kind, plain))
        few = [7, 3, 5, 3]
        assert fingerprint(arrays.taken(few)) == fingerprint(plain.taken(few))
        assert fingerprint(arrays.taken([])) == fingerprint(plain.taken([]))


def test_arrays_and_lists_have_the_same_plan(
    tables: list[tuple[Table[Any], Table[Any]]],
) -> None:
    (needs, needs_as_arrays), (supplies, supplies_as_arrays) = tables
    plan = to_json(run_round(needs, supplies, on=ON))
    assert to_json(run_round(needs_as_arrays, supplies_as_arrays, on=ON)) == plan
    backwards = [table.taken(range(len(table))[::-1]) for table in (needs_as_arrays, supplies)]
    assert to_json(run_round(*backwards, on=ON)) == plan


def test_sides_measure_arrays_as_they_measure_lists(
    tables: list[tuple[Table[Any], Table[Any]]],
) -> None:
    for ours, theirs in ((Side(arrays), Side(plain)) for plain, arrays in tables):
        for name in ("slots", "skills", "modes", "sex", "helper_sex", "designated"):
            if hasattr(ours.table[0], name):
                np.testing.assert_array_equal(ours.blank(name), theirs.blank(name))
        for name in ("lat", "priority", "capacity", "acceptance"):
            if hasattr(ours.table[0], name):
                np.testing.assert_array_equal(ours.numbers(name), theirs.numbers(name))
        np.testing.assert_array_equal(ours.sizes("skills"), theirs.sizes("skills"))
        np.testing.assert_array_equal(ours.days("until", ON), theirs.days("until", ON))


def test_a_value_that_no_row_has_changes_no_fingerprint() -> None:
    ids = ["n1", "n2"]
    spare = Coded(["a", "b"], np.array([1, 1]))
    loose = Table(Need, {"id": ids, "category": spare, "places": Coded([5, 1], np.array([1, 1]))})
    assert fingerprint(loose) == fingerprint(Table(Need, {"id": ids, "category": ["b", "b"]}))


@pytest.mark.parametrize("many", [1, 200])
def test_taking_rows_keeps_only_the_values_they_have(many: int) -> None:
    values = [frozenset({f"c{at % 90}", "all"}) for at in range(300)]
    some = taken(_in_pieces(values, frozenset), np.arange(many))
    assert list(some) == values[:many]
    assert isinstance(some, Coded)
    assert sorted(set(some.of.tolist())) == list(range(len(some.distinct)))
