"""Every message of the house: those said in templates and code, and those translated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from babel.messages.pofile import read_po

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
}
JINJA = {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}

Message = str | tuple[str, str]


def said(project: Path) -> dict[Message, str]:
    """Message → one place where it is said."""
    found: dict[Message, str] = {}
    for path, method in _sources(project):
        with path.open("rb") as file:
            for line, message, _comments, _context in extract(method, file, KEYWORDS, (), JINJA):
                key = tuple(message) if isinstance(message, (list, tuple)) else message
                found.setdefault(key, f"{path.relative_to(project)}:{line}")
    return found


def _sources(project: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((project / "app").rglob("*.py")):
        yield path, "python"
    for path in sorted((project / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield path, "jinja2.ext:babel_extract"


def translated(project: Path) -> tuple[dict[Message, str], dict[Message, list[str]]]:
    """Message → its translation, and message → the files it stands in."""
    words: dict[Message, str] = {}
    files: dict[Message, list[str]] = {}
    for path in sorted((project / "app/translations/zh_Hans_CN").glob("*.po")):
        for entry in read_po(BytesIO(path.read_bytes()), locale="zh_Hans_CN"):
            if not entry.id:
                continue
            key = tuple(entry.id) if isinstance(entry.id, (list, tuple)) else entry.id
            many = entry.string if isinstance(entry.string, (list, tuple)) else [entry.string]
            words[key] = "" if "fuzzy" in entry.flags else "\n".join(filter(None, many))
            files.setdefault(key, []).append(path.name)
    return words, files


def repeated(text: str) -> list[str]:
    """msgids that one file gives twice; the reader of such files keeps only the last."""
    lines = text.splitlines()
    ids: list[str] = []
    for number, line in enumerate(lines):
        if not line.startswith("msgid "):
            continue
        rest = number + 1
        parts = [line.removeprefix("msgid ")]
        while rest < len(lines) and lines[rest].startswith('"'):
            parts.append(lines[rest])
            rest += 1
        ids.append("".join(part[1:-1] for part in parts))
    return [key for key, times in Counter(ids).items() if times > 1]
