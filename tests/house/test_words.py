"""Every code has words, in each language, with the same places to fill in."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from app.kernel import words
from app.kernel.db import Model
from app.kernel.states import Travels
from tests.house.source import ROOT, calls, place, told, trees

COLUMNS = ["list", "code", words.CHINESE, words.ENGLISH]


def _rows() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted((ROOT / "app").glob("*/words.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield f"{place(path)} {row['list']}.{row['code']}", row


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_word_list_has_the_four_columns() -> None:
    faults = [
        place(path)
        for path in (ROOT / "app").glob("*/words.csv")
        if path.read_text(encoding="utf-8").splitlines()[0].split(",") != COLUMNS
    ]
    told(faults, f"The first line of a words.csv is {','.join(COLUMNS)}.")


def test_every_row_is_whole() -> None:
    faults = [
        where
        for where, row in _rows()
        if None in row or None in row.values() or not all(row[name].strip() for name in COLUMNS)
    ]
    told(faults, "A row has four cells, none empty; quote a cell that holds a comma.")


def test_both_languages_fill_in_the_same_places() -> None:
    faults = [
        where
        for where, row in _rows()
        if _blanks(row[words.CHINESE]) != _blanks(row[words.ENGLISH])
    ]
    told(faults, "The two languages differ in their {placeholders}.")


def _refusals() -> Iterator[tuple[Path, ast.Call, str]]:
    for path, tree in trees("app").items():
        for call in calls(tree):
            if getattr(call.func, "id", None) != "Refused" or not call.args:
                continue
            code = call.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield path, call, code.value


def test_every_refusal_has_words() -> None:
    known = words.phrases()["refusal"]
    faults = [
        f"{place(path, call)}: {code}" for path, call, code in _refusals() if code not in known
    ]
    told(faults, "Add the code to the list `refusal` of the room's words.csv.")


def test_every_refusal_brings_what_its_words_fill_in() -> None:
    known = words.phrases()["refusal"]
    faults = []
    for path, call, code in _refusals():
        given = {keyword.arg for keyword in call.keywords}
        missing = _blanks(known[code].en) - given if code in known and None not in given else set()
        faults += [f"{place(path, call)}: {code} needs {name}" for name in sorted(missing)]
    told(faults, "Give the value to Refused(…).")


def test_every_state_can_say_that_it_is_already_reached() -> None:
    known = words.phrases()["refusal"]
    travellers = {mapper.class_ for mapper in Model.registry.mappers} & _below(Travels)
    assert travellers
    faults = [
        code
        for one in travellers
        for state in one.STATES
        if (code := f"{one.ROOM}.already_{state.value}") not in known
    ]
    told(faults, "A row that travels may refuse with this code: add it to `refusal` in words.csv.")


def test_verbs_and_tones_speak_of_states_that_there_are() -> None:
    faults = [
        f"{one.__name__}: {state}"
        for one in _below(Travels)
        if hasattr(one, "STATES")
        for table in (one.MOVES, one.VERBS, one.TONES)
        for states in table.values()
        for state in states - {found.value for found in one.STATES}
    ]
    told(faults, "Name a state of STATES.")


def _below(kind: type) -> set[type]:
    return {one for child in kind.__subclasses__() for one in ({child} | _below(child))}


def _labels() -> Iterator[tuple[Path, ast.Call, str, str | None]]:
    """Lists and codes that code asks for by literal: words.label, codes, choices, labels."""
    for path, tree in trees("app").items():
        for call in calls(tree):
            name = getattr(call.func, "attr", getattr(call.func, "id", None))
            if name not in ("label", "labels", "codes", "choices") or not call.args:
                continue
            # A column's .label() is called on an expression, ours on the module or by its bare name.
            is_bare = isinstance(call.func, ast.Name)
            owner = "words" if is_bare else getattr(getattr(call.func, "value", None), "id", "")
            texts = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
            if owner == "words" and isinstance(texts[0], str):
                code = texts[1] if len(texts) > 1 and isinstance(texts[1], str) else None
                yield path, call, texts[0], code


def test_every_list_that_is_asked_for_exists() -> None:
    known = words.phrases()
    faults = [
        f"{place(path, call)}: {name}{'.' + code if code else ''}"
        for path, call, name, code in _labels()
        if name not in known or (code is not None and code not in known[name])
    ]
    told(faults, "Add the list or the code to the room's words.csv.")
