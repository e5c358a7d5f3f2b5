"""A letter that is written has words in both languages, a way to its reader, and samples."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from app.kernel import words
from app.post.channels import CHANNELS, Text
from tests.app.post.samples import LETTERS
from tests.house.source import ROOT, calls, place, told, trees

FOLDER = ROOT / "templates/letters"
WRITERS = ("tell_each", "write_letter", "_write", "_tell_staff")
"""Functions that are given the name of a letter."""


def _there() -> set[str]:
    return {path.name for path in FOLDER.iterdir() if path.is_dir()}


def _written() -> Iterator[tuple[str, str]]:
    """Name and place of every letter that a handler writes by a literal name."""
    for path, tree in trees("app").items():
        for call in calls(tree) if "jobs" in path.with_suffix("").parts else ():
            if getattr(call.func, "id", None) in WRITERS:
                given = [
                    *call.args[:2],
                    *(one.value for one in call.keywords if one.arg == "event"),
                ]
                for one in given:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield one.value, place(path, call)


def test_every_letter_that_is_written_has_words_in_both_languages() -> None:
    written = list(_written())
    assert written
    told(
        [f"{where}: {name}" for name, where in written if name not in _there()],
        "There is no such letter: write it in templates/letters/<name>/, in both languages.",
    )
    told(
        [
            f"templates/letters/{name}/{language}.txt"
            for name in _there()
            for language in words.LANGUAGES
            if not (FOLDER / name / f"{language}.txt").exists()
        ],
        "The letter lacks a language: write this file.",
    )


def test_every_letter_has_a_way_to_its_reader() -> None:
    told(sorted(_there() - set(CHANNELS)), "Say how it goes: CHANNELS of app/post/channels.py.")
    told(sorted(set(CHANNELS) - _there()), "There is no such letter: take it out of CHANNELS.")


def test_every_letter_has_samples_of_each_way_it_may_read() -> None:
    told(sorted(_there() - set(LETTERS)), "Say how it may read: tests/app/post/samples.py.")
    told(sorted(set(LETTERS) - _there()), "There is no such letter: take it out of the samples.")


def test_every_letter_that_goes_by_text_has_the_words_of_a_text() -> None:
    texted = {name for name, way in CHANNELS.items() if way.text is not Text.NEVER}
    for name in ("text_letter", "ring_reason"):
        told(sorted(texted - set(words.codes(name))), f"Say it under {name}: app/post/words.csv.")
