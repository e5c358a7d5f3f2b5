"""Employers' own words as the codes of the offers room."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.kernel.words import phrases

FILE = Path(__file__).parent / "data" / "job_codes.toml"


def codes_of(name: str, said: Iterable[str]) -> tuple[str, ...]:
    """The codes of a list that these phrases mean, in order and once each.

    >>> codes_of("guarantee", ["五险", "包食宿"])
    ('five_insurances', 'meals', 'lodging')
    """
    known = _known(name)
    found = [code for phrase in said for code in known.get(phrase, (phrase,))]
    return tuple(dict.fromkeys(found))


@cache
def _known(name: str) -> dict[str, tuple[str, ...]]:
    labels = {phrase.zh_Hans_CN: (code,) for code, phrase in phrases()[name].items()}
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))[name]
    return labels | {phrase: tuple(codes) for phrase, codes in table.items()}
