"""Files become columns: each cell as Python's own readers would have it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import Need, Slot, parse_slots, show_slots
from matching.columns.table import Table
from matching.files import cells, cleaning
from matching.files.cleaning import tidy
from matching.files.encoding import as_utf8
from matching.files.faults import LANGUAGES
from matching.files.reading import read_needs, read_supplies
from matching.files.sheet import read_sheet
from matching.files.tables import NEED_COLUMNS, SUPPLY_COLUMNS
from matching.files.values import Meaning, Wrong
from tests.matching.county import WORDS, county
from tests.matching.tables import cells_of

# A kernel that is loaded in the middle of an example is no fault of the example.
unhurried = settings(deadline=None)
in_one_folder = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6)
)


def _read(folder: Path, words: str, *, encoding: str = "utf-8") -> Any:
    path = folder / "needs.csv"
    path.write_bytes(words.encode(encoding))
    return read_needs(path)


@in_one_folder
@given(rows=TABLES, quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
def test_a_sheet_has_the_cells_that_were_written(
    tmp_path: Path, rows: list[list[str]], quoting: Any
) -> None:
    width = len(rows[0]) if rows else 1
    names = ["id", *(f"c{number}" for number in range(width))]
    file = io.StringIO(newline="")
    table = csv.writer(file, quoting=quoting)
    table.writerows([names, *([f"n{at}", *row] for at, row in enumerate(rows))])
    (tmp_path / "sheet.csv").write_bytes(file.getvalue().encode())
    sheet = read_sheet(tmp_path / "sheet.csv", needed=("id",), wanted=lambda _: True)
    assert sheet.bad == []
    assert sheet.numbers.tolist() == list(range(2, 2 + len(rows)))
    for at, name in enumerate(names[1:]):
        told = [row[at] for row in rows]
        place, distinct = sheet.strips[name].alike()
        found = distinct.texts()
        assert sheet.strips[name].texts() == told
        assert [found[one] for one in place.tolist()] == told
        assert len(set(found)) == len(found)


def _said(read: Any, cell: str) -> Any:
    try:
        return read(cell)
    except ValueError:
        return None


ANY_NUMBER = st.one_of(
    st.floats(allow_nan=True).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.integers().map(str),
    st.from_regex(r"[ +-]?\d{0,20}\.?\d{0,20}([eE][+-]?\d{1,3})? ?", fullmatch=True),
    CELLS,
)


@in_one_folder
@given(numbers=st.lists(ANY_NUMBER, min_size=1, max_size=8))
def test_numbers_are_what_python_reads(tmp_path: Path, numbers: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["id", "max_km"], *([f"n{k}", n] for k, n in enumerate(numbers))])
    read = _read(tmp_path, file.getvalue())
    good: dict[str, float | None] = {}
    for at, cell in enumerate(numbers):
        value = _said(float, cell.strip())
        if not cell.strip():
            good[f"n{at}"] = None
        elif value is not None and math.isfinite(value) and value >= 0 and "_" not in cell:
            good[f"n{at}"] = value
    assert dict(zip(read.rows.column("id"), read.rows.column("max_km"), strict=True)) == good
    assert len(read.bad) == len(numbers) - len(good)
    assert all(fault.column == "max_km" for fault in read.bad)


CODE = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=5)
LISTS = st.lists(st.one_of(CODE, st.sampled_from(("", " ", "-"))), max_size=5).map(";".join)


@in_one_folder
@given(lists=st.lists(LISTS, min_size=1, max_size=6))
def test_lists_of_codes_are_cut_at_semicolons(tmp_path: Path, lists: list[str]) -> None:
    rows = "".join(f"n{at},{cell}\n" for at, cell in enumerate(lists))
    read = _read(tmp_path, f"id,skills\n{rows}")
    assert list(read.rows.column("skills")) == [
        frozenset(tidy(code) for code in cell.split(";") if tidy(code)) for cell in lists
    ]


SLOTS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 1430), st.integers(1, 1440)).map(
        lambda drawn: Slot(drawn[0], drawn[1], min(1440, drawn[1] + drawn[2]))
    ),
    max_size=5,
)


@in_one_folder
@given(weeks=st.lists(SLOTS, min_size=1, max_size=6))
def test_slots_are_read_as_they_are_shown_and_merged(
    tmp_path: Path, weeks: list[list[Slot]]
) -> None:
    rows = "".join(f"n{at},{show_slots(week)}\n" for at, week in enumerate(weeks))
    read = _read(tmp_path, f"id,slots\n{rows}")
    minutes = [
        {(slot.weekday, minute) for slot in week for minute in range(slot.start, slot.end)}
        for week in weeks
    ]
    assert read.bad == ()
    for own, known in zip(read.rows.column("slots"), minutes, strict=True):
        assert {(s.weekday, m) for s in own for m in range(s.start, s.end)} == known
        assert own == parse_slots(show_slots(own)) == tuple(sorted(own))


READERS = sorted(
    {read for columns in (NEED_COLUMNS, SUPPLY_COLUMNS) for _, read in columns.values()},
    key=lambda read: read.__name__,
)


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@unhurried
@given(cell=st.one_of(CELLS, ANY_NUMBER, st.text(max_size=20)))
def test_a_cell_has_a_value_or_a_fault_and_nothing_else(read: cells.Reader, cell: str) -> None:
    value = Meaning("anything", read, None).of(cell)
    if isinstance(value, Wrong):
        for language in LANGUAGES:
            assert value.why.said(language)
            assert "\n" not in value.why.said(language)


@unhurried
@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)), hour=st.times())
def test_days_are_read_alone_and_with_a_time(day: dt.date, hour: dt.time) -> None:
    assert cleaning.day(day.isoformat()) == day
    assert cleaning.day(dt.datetime.combine(day, hour).isoformat()) == day


@unhurried
@given(youngest=st.integers(0, 120), more=st.integers(0, 120))
def test_ages_are_read_in_order_only(youngest: int, more: int) -> None:
    assert cleaning.ages(f"{youngest}-{youngest + more}") == (youngest, youngest + more)
    if more:
        with pytest.raises(ValueError, match="is not a range of ages"):
            cleaning.ages(f"{youngest + more}-{youngest}")


def test_no_row_is_made_until_one_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs, _ = county(30, 0, seed=4)
    file = io.StringIO(newline="")
    csv.writer(file).writerows(cells_of(NEED_COLUMNS, needs))
    made: list[str] = []
    monkeypatch.setattr(Need, "__post_init__", lambda row: made.append(row.id))
    read = _read(tmp_path, file.getvalue())
    assert isinstance(read.rows, Table)
    assert made == []
    assert read.rows[7].id == needs[7].id
    assert made == [needs[7].id]


def test_columns_of_a_file_are_those_of_its_rows(tmp_path: Path) -> None:
    _, supplies = county(9, 60, seed=8)
    file = io.StringIO(newline="")
    csv.writer(file).writerows(cells_of(SUPPLY_COLUMNS, supplies))
    (tmp_path / "supplies.csv").write_text(file.getvalue(), encoding="utf-8", newline="")
    rows = read_supplies(tmp_path / "supplies.csv").rows
    for field, _ in SUPPLY_COLUMNS.values():
        assert list(rows.column(field)) == [getattr(supply, field) for supply in supplies]


@unhurried
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=40), damage=st.integers(0, 10**6)
)
def test_chinese_words_are_known_in_both_encodings_even_with_a_damaged_byte(
    words: list[str], damage: int
) -> None:
    text = "id,text\n" + "".join(f"n{at},{word}儿童\n" for at, word in enumerate(words))
    for encoding, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
        raw = text.encode(encoding)
        assert as_utf8(raw) == (text.encode(), name)
        at = damage % len(raw)
        _, found = as_utf8(raw[:at] + b"\xff" + raw[at + 1 :])
        assert found == name


def test_one_damaged_byte_does_not_turn_a_file_into_another_language(tmp_path: Path) -> None:
    words = "id,text\n" + "".join(f"需求{row},小学数学辅导\n" for row in range(50))
    raw = bytearray(words.encode())
    raw[raw.index("语文".encode()[:1], 300) + 1] = 0x20
    (tmp_path / "needs.csv").write_bytes(bytes(raw))
    read = read_needs(tmp_path / "needs.csv")
    assert read.encoding == "UTF-8"
    assert [fault.column for fault in read.bad] in (["id"], ["text"])
    assert set(read.rows.column("text")) == {"小学数学辅导"}


def test_a_damaged_byte_in_gb18030_is_found_as_well(tmp_path: Path) -> None:
    good = "id,text\n" + "".join(f"需求{row},小学数学辅导\n" for row in range(50))
    (tmp_path / "needs.csv").write_bytes(good.encode("gb18030") + b"n99,\xff\n")
    read = read_needs(tmp_path / "needs.csv")
    assert read.encoding == "GB18030"
    assert [(fault.row, fault.column) for fault in read.bad] == [(52, "text")]
    assert len(read.rows) == 50


def test_a_broken_quote_on_one_line_costs_one_row(tmp_path: Path) -> None:
    read = _read(tmp_path, 'id,area,text\nn1,"a"b,x\nn2,a,x\nn3,a,"x"y\n')
    assert [(fault.row, fault.column, fault.is_end) for fault in read.bad] == [
        (2, "area", False),
        (4, "text", False),
    ]
    assert read.rows.column("id") == ["n2"]


def test_a_quote_that_swallows_lines_ends_the_file(tmp_path: Path) -> None:
    read = _read(tmp_path, 'id,text\nn1,x\nn2,"x\nn3,x\nn4,x\n')
    assert [(fault.row, fault.column, fault.is_end) for fault in read.bad] == [(3, "text", True)]
    assert read.rows.column("id") == ["n1"]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    read = _read(tmp_path, 'id,text,places\n\nn1,"two\nlines",1\n,,\nn2,x,none\n')
    assert [fault.row for fault in read.bad] == [5]


def test_the_first_wrong_cell_of_a_row_is_told(tmp_path: Path) -> None:
    read = _read(tmp_path, "id,places,lat,lon\nn1,x,y,\nn2,1,1,\n")
    assert [(fault.row, fault.column) for fault in read.bad] == [(2, "places"), (3, "lat")]


def test_a_blank_id_is_a_fault_and_a_blank_row_is_none(tmp_path: Path) -> None:
    read = _read(tmp_path, "area,id\nx,\n,\n ,  \n\nx,n1\n")
    assert [(fault.row, fault.column, fault.wrong) for fault in read.bad] == [
        (2, "id", "id is needed")
    ]
    assert read.rows.column("id") == ["n1"]


def test_lists_that_mean_the_same_are_one_value_however_they_are_written(tmp_path: Path) -> None:
    cells = ["a;b", "b; a", "", "a;;b;a", "b", "a;b"]
    weeks = ["mon 09:00-10:00;tue 09:00-10:00", "tue 09:00-10:00;mon 09:00-10:00", "", "x", "", ""]
    rows = [
        f"n{at},{own},{week}\n" for at, (own, week) in enumerate(zip(cells, weeks, strict=True))
    ]
    read = _read(tmp_path, "id,skills,slots\n" + "".join(rows))
    assert [(fault.row, fault.column) for fault in read.bad] == [(5, "slots")]
    skills, slots = read.rows.column("skills"), read.rows.column("slots")
    assert list(skills.distinct) == [{"a", "b"}, set(), {"b"}]
    assert skills.of.tolist() == [0, 0, 1, 2, 0]
    assert slots.of.tolist() == [0, 0, 1, 1, 1]


def test_a_blank_of_ids_is_anybody_and_a_dash_is_nobody(tmp_path: Path) -> None:
    read = _read(tmp_path, 'id,designated\nn1,s1;s2\nn2,\nn3,-\nn4,"s2;s1"\n')
    named = frozenset({"s1", "s2"})
    assert list(read.rows.column("designated")) == [named, None, frozenset(), named]
