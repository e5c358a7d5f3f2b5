"""Two spellings of one child, and what a search finds."""

from __future__ import annotations

import pytest

from app.children.names import is_alike, is_sought


@pytest.mark.parametrize(
    "other",
    ["周念念", "周 念念", "周\u200b念念", "周念念 ", "周·念念", "周年年", "邹念念", "周念年"],
)
def test_one_child_in_another_spelling_is_asked_about(other: str) -> None:
    assert is_alike("周念念", other)


@pytest.mark.parametrize("other", ["周一诺", "吴晨曦", "钱念", "周明轩", ""])
def test_another_child_is_not(other: str) -> None:
    assert not is_alike("周念念", other)


def test_dots_do_not_make_two_children() -> None:
    assert is_alike("买买提·艾力", "买买提.艾力")
    assert is_alike("买买提·艾力", "买买提 艾力")
    assert is_alike("买买提·艾力", "买买提艾力")


@pytest.mark.parametrize(
    "sought",
    ["周念念", "念念", "念", "周 念念", "念\u200b念", "年年", "zhounian", "NianNian", "nian nian"],
)
def test_a_search_finds_every_spelling(sought: str) -> None:
    assert is_sought("周念念", sought)


@pytest.mark.parametrize("sought", ["年", "年年年", "吴", "wu"])
def test_a_search_finds_nobody_else(sought: str) -> None:
    assert not is_sought("周念念", sought)


def test_nothing_to_look_for_finds_everybody() -> None:
    assert is_sought("周念念", "")
