"""Words for codes: labels of code lists and sentences of refusals, in each language.

Every room keeps its own `words.csv` (list, code, zh_Hans_CN, en). Whole sentences of pages live in
the gettext catalogues under `app/translations/`.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask_babel import get_locale

from app.kernel.errors import Refused

CHINESE, ENGLISH = "zh_Hans_CN", "en"
LANGUAGES = (CHINESE, ENGLISH)
ROOMS = Path(__file__).parent.parent


class Phrase(NamedTuple):
    zh_Hans_CN: str
    en: str


@cache
def phrases() -> dict[str, dict[str, Phrase]]:
    """list → code → the words, in the order of the files."""
    found: dict[str, dict[str, Phrase]] = {}
    for path in sorted(ROOMS.glob("*/words.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                codes = found.setdefault(row["list"], {})
                if row["code"] in codes:
                    raise ValueError(f"{path.name}: {row['list']}.{row['code']} is said twice.")
                codes[row["code"]] = Phrase(row[CHINESE], row[ENGLISH])
    return found


def current_language() -> str:
    return ENGLISH if str(get_locale()).startswith("en") else CHINESE


def codes(name: str) -> tuple[str, ...]:
    """The codes of a list, in its order."""
    return tuple(phrases()[name])


def label(name: str, code: str, *, language: str | None = None) -> str:
    """The words of one code of a list, in the reader's language."""
    return str(getattr(phrases()[name][code], language or current_language()))


def labels(name: str, many: Any, *, language: str | None = None) -> str:
    """Several codes of a list, joined as the language joins them."""
    language = language or current_language()
    joint = ", " if language == ENGLISH else "、"
    return joint.join(label(name, code, language=language) for code in many)


def choices(name: str) -> list[tuple[str, str]]:
    """(code, label) pairs for a form."""
    return [(code, label(name, code)) for code in codes(name)]


def say(refusal: Refused, *, language: str | None = None) -> str:
    """The sentence of a refusal."""
    return label("refusal", refusal.code, language=language).format(**refusal.values)
