"""Papers: what is given prints as typed, rare characters too, and the same twice gives the same bytes."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from app.kernel.papers import Watermark, paper

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
MARK = Watermark("钱敏", NOW)
SAID = {
    name: name
    for name in [
        "code",
        "asks",
        "title",
        "lead",
        "learn_title",
        "nothing_else",
        "costs_nothing",
        "withdraw",
        "answer_by",
        "answer",
        "view",
        "guardian",
        "child",
        "day",
    ]
}


def values(**words: str) -> dict[str, Any]:
    chinese = {**SAID, "facts": [["what", "for"]], "learn": ["one", "two"], **words}
    english = {**SAID, "facts": [], "learn": ["one"]}
    return {"zh": chinese, "en": english, "answers": ["yes"], "views": [], "child_signs": True}


def read(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize(
    "typed",
    [
        "#[]$x$",
        "*强调*_下_",
        "<b>&amp;",
        r"\u{41}\n",
        "#sys.inputs",
        "= 标题",
        "𠮷田",
        "㛃",
        "`代码`",
    ],
)
def test_what_is_typed_prints_as_typed(app: Flask, typed: str) -> None:
    content = paper("consent", values(title=typed), watermark=MARK)
    assert "".join(typed.split()) in read(content)


def test_rare_characters_of_names_have_a_shape(app: Flask) -> None:
    """A character without one would be drawn by a font that is not ours, or as an empty box."""
    content = paper("consent", values(title="𠮷㛃㐂鿃"), watermark=MARK)
    used = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]) for font in used}
    assert names
    assert all("NotoSans" in name for name in names), names
    assert "𠮷㛃㐂鿃" in read(content)


def test_the_same_twice_gives_the_same_bytes(app: Flask) -> None:
    once, again = (paper("consent", values(), watermark=MARK) for _each in range(2))
    assert once == again


def test_another_moment_is_another_paper(app: Flask) -> None:
    later = Watermark("钱敏", NOW + timedelta(minutes=1))
    assert paper("consent", values(), watermark=MARK) != paper("consent", values(), watermark=later)


def test_who_printed_it_and_when_stands_on_it_by_the_clock_of_china(app: Flask) -> None:
    assert "钱敏2026-03-1210:00" in read(paper("consent", values(), watermark=MARK))


def test_a_name_in_the_mark_is_no_markup(app: Flask) -> None:
    mark = Watermark("#[钱]$敏$", NOW)
    assert "#[钱]$敏$" in read(paper("consent", values(), watermark=mark))
