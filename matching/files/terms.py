"""Settings and scorecards from files, with a clear line for whatever is wrong in them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from matching.codec import from_json
from matching.files.faults import ENGLISH, Fault, Told, short
from matching.score.scorecard import Scorecard
from matching.settings import Settings


class BadInput(Exception):
    """Something handed in cannot be used.

    Parameters
    ----------
    *faults : Told
        One per line.
    """

    def __init__(self, *faults: Told) -> None:
        super().__init__(*faults)
        self.faults = faults

    def said(self, language: str = ENGLISH) -> str:
        """The lines."""
        return "\n".join(fault.said(language) for fault in self.faults)

    def __str__(self) -> str:
        return self.said()


def read_settings(path: Path | None) -> Settings:
    """Settings from a TOML file whose keys are the fields of `Settings`.

    Parameters
    ----------
    path : Path, optional
        Without one everything has its default. The tables written by a round have no room for
        alternatives, so none are worked out unless the file asks for some.

    Returns
    -------
    Settings

    Raises
    ------
    BadInput
        When the file is not TOML, or says what no setting can be.
    """
    if path is None:
        return Settings(alternatives=0)
    try:
        given = tomllib.loads(_words(path))
        _check_settings(given)
        return Settings(**{"alternatives": 0} | given)
    except (ValueError, RecursionError) as fault:
        raise BadInput(Fault("bad_terms", {"file": path.name, "why": _why(fault)})) from None


def read_scorecard(path: Path | None) -> Scorecard | None:
    """A scorecard from the JSON that `train` writes.

    Parameters
    ----------
    path : Path, optional

    Returns
    -------
    Scorecard, optional
        None without a path: the expert's is taken.

    Raises
    ------
    BadInput
        When the file is not JSON, or not that of a scorecard.
    """
    if path is None:
        return None
    try:
        card = from_json(_words(path))
        if not isinstance(card, Scorecard):
            raise ValueError("it holds something else")
        _check_numbers(card)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as fault:
        raise BadInput(Fault("bad_scorecard", {"file": path.name, "why": _why(fault)})) from None
    return card


def _words(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ValueError(f"byte {fault.start + 1} is not UTF-8") from None


def _why(fault: Exception) -> str:
    if isinstance(fault, RecursionError):
        return "brackets are nested too deeply"
    return " ".join(str(fault).split())[:300]


def _check_settings(given: Mapping[str, Any]) -> None:
    """Every key is a setting, and every value is of the same sort as the setting's default."""
    usual = Settings()
    every = {field.name: getattr(usual, field.name) for field in fields(Settings)}
    # A limit that is not set is a number for those who set it.
    known = {name: NUMBER if value is None else _sort(value) for name, value in every.items()}
    known["bounds"] = NUMBERS
    for name, value in given.items():
        if name not in known:
            raise ValueError(
                f"there is no setting {short(name)}; there are {', '.join(sorted(known))}"
            )
        sort = known[name]
        if _sort(value) != sort and not (sort == NUMBER and _sort(value) == WHOLE):
            raise ValueError(f"{name} must be {sort}, not {short(str(value))}")


NUMBER, WHOLE, NUMBERS = "a number", "a whole number", "a list of numbers"


def _sort(value: object) -> str:
    """What sort of value this is, in words."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return WHOLE if abs(value) <= 1_000_000_000 else "a number too large"
    if isinstance(value, float):
        return NUMBER if math.isfinite(value) else "no number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list | frozenset) and all(isinstance(one, str) for one in value):
        return "a list of texts"
    if isinstance(value, list) and all(_sort(one) in (NUMBER, WHOLE) for one in value):
        return NUMBERS
    if isinstance(value, Mapping) and all(_sort(one) in (NUMBER, WHOLE) for one in value.values()):
        return "a table of numbers"
    return "something else"


def _check_numbers(card: Scorecard) -> None:
    told: list[tuple[str, str, tuple[object, ...]]] = [
        (card.name, "centre and width", (card.centre, card.width))
    ]
    told += [
        (table.feature, "edges and points", (*table.edges, *table.points, table.missing))
        for table in card.tables
    ]
    for name, what, values in told:
        if any(_sort(value) not in (NUMBER, WHOLE) for value in values):
            raise ValueError(f"{what} of {short(str(name))} must be numbers")
