"""Given names are taken from full names."""

from __future__ import annotations

import pytest

from app.children.names import given_name_of


@pytest.mark.parametrize(
    ("full_name", "given_name"),
    [
        ("周小禾", "小禾"),
        ("周㛃", "㛃"),
        ("欧阳子墨", "子墨"),
        ("欧阳", "阳"),
        ("𬭎", "𬭎"),
        ("阿依古丽·买买提", "阿依古丽"),
        ("Anna Zhou", "Zhou"),
    ],
)
def test_the_given_name_is_what_follows_the_surname(full_name: str, given_name: str) -> None:
    assert given_name_of(full_name) == given_name
