"""What strangers read is made of notices alone."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import ROOT, told

FOR_STRANGERS = (
    "app/needs/queries/public.py",
    "app/site/cards.py",
    "app/site/views.py",
)
"""Files that write pages for who is neither family, nor staff, nor invited."""
OF_NEEDS = {"Need", "NeedStep"}


@pytest.mark.parametrize("path", FOR_STRANGERS)
def test_a_page_for_strangers_knows_no_need(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    told([f"{path}: {name}" for name in used & OF_NEEDS], "Read the NeedNotice instead.")
