"""Every sentence is said in Chinese too, once, and none is kept that nobody says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house import messages
from tests.house.source import told

PLACE = re.compile(r"%\((\w+)\)")


def test_every_message_is_translated(project: Path) -> None:
    words, _files = messages.translated(project)
    said = messages.said(project)
    faults = [f"{where}: {message!r}" for message, where in said.items() if not words.get(message)]
    told(faults, "Add the Chinese to app/translations/zh_Hans_CN/<room>.po.")


def test_no_translation_is_left_over(project: Path) -> None:
    words, files = messages.translated(project)
    said = messages.said(project)
    faults = [f"{', '.join(files[one])}: {one!r}" for one in words if one not in said]
    told(faults, "No template and no code says this any more: delete it.")


def test_no_message_stands_in_two_files(project: Path) -> None:
    _words, files = messages.translated(project)
    faults = [f"{message!r}: {', '.join(many)}" for message, many in files.items() if len(many) > 1]
    told(faults, "Keep it in the lower room's file, or in common.po.")


def test_no_file_says_a_message_twice(project: Path) -> None:
    faults = [
        f"{path.name}: {one!r}"
        for path in (project / "app/translations/zh_Hans_CN").glob("*.po")
        for one in messages.repeated(path.read_text(encoding="utf-8"))
    ]
    told(faults, "Delete one of the two.")


def test_translations_fill_in_the_same_places(project: Path) -> None:
    words, _files = messages.translated(project)
    faults = [
        f"{message!r} → {text!r}"
        for message, text in words.items()
        if set(PLACE.findall(text))
        != set(PLACE.findall(message if isinstance(message, str) else message[1]))
    ]
    told(faults, "The %(placeholders)s of the two languages differ.")
