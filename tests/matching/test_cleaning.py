"""One cell at a time: what can only mean one thing is understood, what could mean two is refused."""

from __future__ import annotations

import ast
import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import matching.files
from matching import show_slots
from matching.files import cleaning, weekly
from matching.files.cleaning import COUNTED, DEGREES, KILOMETRES, MINUTES, SHARES, YEARS
from matching.files.faults import LANGUAGES, Unclear, phrases
from matching.files.headers import named
from matching.files.references import Known
from matching.files.tables import (
    DECISION_COLUMNS,
    DECISION_HEADERS,
    NEED_COLUMNS,
    NEED_HEADERS,
    SITTING_COLUMNS,
    SUPPLY_COLUMNS,
    SUPPLY_HEADERS,
)

unhurried = settings(deadline=None)
ANYTHING = st.one_of(
    st.text(max_size=20),
    st.text(
        st.sampled_from("周一二星期礼拜天1236:：～-至、,，；;|点 岁月日年/.\u200b\u3000ｓ０"),
        max_size=20,
    ),
)


def _refused(read: Callable[..., Any], cell: str, *more: Any) -> str:
    with pytest.raises(Unclear) as told:
        read(cell, *more)
    return told.value.fault.code


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("  a\tb ", "a\tb"),
        ("ｓ１", "s1"),
        ("\ufeffs1", "s1"),
        ("s\u200b1", "s1"),
        ("s\u00ad1\u2060", "s1"),
        ("\u3000小学\u3000", "小学"),
        ("\u200b", ""),
        ("e\u200b\u0301", "é"),
        ("数学，３年级", "数学,3年级"),
    ],
)
def test_text_is_trimmed_in_usual_letters_without_unseen_signs(cell: str, meant: str) -> None:
    assert cleaning.text(cell) == meant


@pytest.mark.parametrize("sign", [";", "；", "、", "，", ",", "|", "\n", "\r\n", " ； "])
def test_lists_are_cut_at_every_separator(sign: str) -> None:
    assert cleaning.pieces(f"s1{sign}ｓ2{sign}") == ("s1", "s2")


def test_a_whole_known_id_is_not_cut() -> None:
    known = Known(["s,1", "s1", "a;b;c;d"])
    assert cleaning.pieces("s,1;s1；a;b;c;d", known) == ("s,1", "s1", "a;b;c;d")
    assert cleaning.pieces("s,1;s1") == ("s", "1", "s1")


def test_a_long_list_beside_known_ids_is_read_in_a_moment() -> None:
    known = Known(["s,1"])
    assert len(cleaning.pieces("s,1;x" * 20_000, known)) == 40_000


@pytest.mark.parametrize("cell", ["=1+1", "+7", "-7", "@x", "\tx", " =x", "\u200b=x", "＝1", "-"])
def test_an_id_that_a_spreadsheet_would_work_out_is_refused(cell: str) -> None:
    assert _refused(cleaning.own_id, cell) == "id_formula"


def test_an_id_stays_as_it_is_written() -> None:
    assert cleaning.own_id(" Ｎ７ ") == "Ｎ７"
    assert cleaning.own_id("n\u200b7") == "n7"


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("s1", ("s1",)),
        ("S1", ("s1",)),
        ("Ｓ１", ("s1",)),
        ("7", ("007",)),
        ("0007", ("007",)),
        ("s1；7", ("s1", "007")),
        ("李、伟", ("李、伟",)),
    ],
)
def test_references_are_found_by_letters_and_without_zeros(cell: str, ids: tuple[str, ...]) -> None:
    found = Known(["s1", "007", "李、伟"]).read(cell)
    assert (found.ids, found.nowhere, found.fault) == (ids, (), None)


def test_an_exact_id_is_meant_even_where_others_are_like_it() -> None:
    assert Known(["7", "07", "s1", "S1"]).read("7;S1").ids == ("7", "S1")


@pytest.mark.parametrize(("ids", "cell"), [(["07", "007"], "7"), (["s1", "S1"], "Ｓ1")])
def test_a_reference_that_fits_two_ids_is_neither(ids: list[str], cell: str) -> None:
    fault = Known(ids).read(cell).fault
    assert fault is not None
    assert fault.code == "several_ids"


def test_an_id_that_stands_nowhere_is_named() -> None:
    found = Known(["s1"]).read("s1;s9")
    assert (found.ids, found.nowhere) == (("s1", "s9"), ("s9",))


DAY = dt.date(2024, 3, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-05",
        "2024-03-05T16:30",
        "2024/3/5",
        "2024/03/05 16:30",
        "2024.3.5",
        "2024-3-5",
        "2024年3月5日",
        "2024年 3月 5日",
        "２０２４／３／５",
        "20240305",
        "45356",
        "45356.0",
        "45356.6875",
        " 2024/3/5\u200b",
    ],
)
def test_dates_are_read_as_excel_writes_them(cell: str) -> None:
    assert cleaning.day(cell) == DAY


def test_serials_are_days_from_1990_to_2100() -> None:
    assert cleaning.day("32874") == dt.date(1990, 1, 1)
    assert cleaning.day("73050") == dt.date(2099, 12, 31)
    assert _refused(cleaning.day, "32873") == _refused(cleaning.day, "73051") == "not_a_date"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2024/2/30", "not_a_date"),
        ("3/5/2024", "not_a_date"),
        ("24-3-5", "not_a_date"),
        ("明天", "not_a_date"),
        ("2024/3-5", "not_a_date"),
        ("2024-03-05extra", "not_a_date"),
        ("0001-01-01", "far_date"),
        ("9999-12-31", "far_date"),
        ("1989-12-31", "far_date"),
        ("2101/1/1", "far_date"),
    ],
)
def test_what_is_no_clear_day_is_refused(cell: str, code: str) -> None:
    assert _refused(cleaning.day, cell) == code


@pytest.mark.parametrize(
    ("cell", "units", "value"),
    [
        ("5公里", KILOMETRES, 5),
        ("５ KM", KILOMETRES, 5),
        ("500米", KILOMETRES, 0.5),
        ("5", KILOMETRES, 5),
        ("60分钟", MINUTES, 60),
        ("1.5小时", MINUTES, 90),
        ("8岁", YEARS, 8),
        ("3人", COUNTED, 3),
        ("30.7°", DEGREES, 30.7),
        ("80%", SHARES, 0.8),
        ("８０％", SHARES, 0.8),
        ("1e3", KILOMETRES, 1000),
    ],
)
def test_a_number_may_have_its_unit(cell: str, units: dict[str, float], value: float) -> None:
    assert cleaning.number(cell, units) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("5岁", "wrong_unit"),
        ("5公里以内", "wrong_unit"),
        ("公里", "not_a_number"),
        ("1,5", "not_a_number"),
        ("1_000", "not_a_number"),
        ("5²", "not_a_number"),
        ("①", "not_a_number"),
        ("nan", "not_a_number"),
        ("约5", "not_a_number"),
        ("1e999公里", "not_a_number"),
    ],
)
def test_a_number_with_anything_else_is_refused(cell: str, code: str) -> None:
    assert _refused(cleaning.number, cell, KILOMETRES) == code


@pytest.mark.parametrize(
    "cell", ["6-14", "6 - 14", "6～14", "6–14", "6—14岁", "6岁-14岁", "6至14周岁", "６到１４"]
)
def test_ages_are_read_with_any_dash(cell: str) -> None:
    assert cleaning.ages(cell) == (6, 14)


@pytest.mark.parametrize(
    "cell",
    ["6月14日", "6月14", "2026-06-14", "2026/6/14", "14-Jun", "Jun-14", "46187", "6/14"],
)
def test_ages_that_excel_made_a_date_of_are_refused_with_what_was_meant(cell: str) -> None:
    with pytest.raises(Unclear) as told:
        cleaning.ages(cell)
    assert told.value.fault.code == "excel_date"
    assert "Excel made a date of 6-14" in str(told.value)
    assert "Excel 把 6-14 变成了日期" in told.value.said("zh_Hans_CN")


@pytest.mark.parametrize("cell", ["14-6", "6", "六至十四", "-", "6-14-20", "6-1400"])
def test_what_is_no_range_of_ages_is_refused(cell: str) -> None:
    assert _refused(cleaning.ages, cell) == "not_ages"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("周二 16:30-17:30", "tue 16:30-17:30"),
        ("星期二16：30～17：30", "tue 16:30-17:30"),
        ("礼拜天 9:00—11:00", "sun 09:00-11:00"),
        ("周日 9点-11点", "sun 09:00-11:00"),
        ("周7 9时30分至11时", "sun 09:30-11:00"),
        ("Tuesday 16:30-17:30", "tue 16:30-17:30"),
        ("Tues 16:30-17:30", "tue 16:30-17:30"),
        ("周六 22:00-24:00", "sat 22:00-24:00"),
        ("周二、周四 16:30-17:30", "tue 16:30-17:30;thu 16:30-17:30"),
        ("周一至周三 9:00-10:00", ";".join(f"{day} 09:00-10:00" for day in ("mon", "tue", "wed"))),
        ("周二 8:00-9:00，16:30-17:30", "tue 08:00-09:00;tue 16:30-17:30"),
        ("周二 8:00-9:00\n周四 8:00-9:00；", "tue 08:00-09:00;thu 08:00-09:00"),
        ("周二 8:00-9:00;周二 8:30-10:00", "tue 08:00-10:00"),
    ],
)
def test_weekly_times_are_read_as_people_write_them(cell: str, shown: str) -> None:
    assert show_slots(weekly.week(cell)) == shown


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("周二 17:30-16:30", "slot_backwards"),
        ("周二 08:00-08:00", "slot_backwards"),
        ("周二", "no_hours"),
        ("周二 8:00-9:00、周四", "no_hours"),
        ("16:30-17:30", "not_a_slot"),
        ("周二 16-17", "not_a_slot"),
        ("周二 16:60-17:30", "not_a_slot"),
        ("周二 23:00-25:00", "not_a_slot"),
        ("周八 8:00-9:00", "not_a_slot"),
        ("周六至周一 8:00-9:00", "not_a_slot"),
        ("tuexday 8:00-9:00", "not_a_slot"),
        ("下午", "not_a_slot"),
    ],
)
def test_times_that_are_not_clear_are_refused(cell: str, code: str) -> None:
    assert _refused(weekly.week, cell) == code


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("编号", "id"),
        ("\ufeff编 号", "id"),
        ("ID", "id"),
        ("ｌａｔ", "lat"),
        ("Max km", "max_km"),
        ("服务类别", "category"),
        ("回避", "excluded"),
        ("家长电话", "家长电话"),
    ],
)
def test_headers_are_known_in_chinese_and_english(cell: str, name: str) -> None:
    assert named([cell], NEED_COLUMNS, NEED_HEADERS) == [name]


@pytest.mark.parametrize(
    ("columns", "headers"),
    [
        ({**NEED_COLUMNS, **SITTING_COLUMNS}, NEED_HEADERS),
        (SUPPLY_COLUMNS, SUPPLY_HEADERS),
        (DECISION_COLUMNS, DECISION_HEADERS),
    ],
)
def test_each_chinese_header_means_one_column_that_is_there(columns: Any, headers: Any) -> None:
    others = [other for name in headers for other in headers[name].split()]
    assert set(headers) <= set(columns)
    assert len(set(others)) == len(others)


WRITTEN: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    "text": (cleaning.text, str),
    "list": (cleaning.pieces, ";".join),
    "codes": (cleaning.codes, lambda found: "；".join(sorted(found))),
    "kind": (cleaning.kind, str),
    "id": (cleaning.own_id, str),
    "folded": (cleaning.folded, str),
    "bare": (cleaning.bare, str),
    "day": (cleaning.day, dt.date.isoformat),
    "number": (cleaning.number, repr),
    "kilometres": (lambda cell: cleaning.number(cell, KILOMETRES), repr),
    "minutes": (lambda cell: cleaning.whole(cell, MINUTES), str),
    "yes": (cleaning.yes, lambda found: "yes" if found else "no"),
    "ages": (cleaning.ages, lambda found: f"{found[0]}-{found[1]}"),
    "week": (weekly.week, show_slots),
    "header": (cleaning.header, str),
}


@pytest.mark.parametrize("name", WRITTEN)
@unhurried
@given(cell=ANYTHING)
def test_cleaning_twice_is_cleaning_once(name: str, cell: str) -> None:
    read, write = WRITTEN[name]
    try:
        once = read(cell)
    except Unclear:
        return
    assert read(write(once)) == once


@unhurried
@given(ids=st.lists(st.from_regex(r"[sS]?0{0,2}[1-3]", fullmatch=True), max_size=4), cell=ANYTHING)
def test_references_that_were_found_are_found_the_same_again(ids: list[str], cell: str) -> None:
    known = Known(ids)
    once = known.read(cell)
    if once.fault is None and not once.nowhere:
        assert known.read(";".join(once.ids)) == once._replace(otherwise=())


def _trees() -> Iterator[ast.AST]:
    for path in Path(matching.files.__file__).parent.glob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def test_every_fault_has_a_sentence_and_every_sentence_a_fault() -> None:
    words = {
        node.value
        for node in _trees()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(phrases()) <= words
    named_codes = {
        node.args[0].value
        for node in _trees()
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("Fault", "Unclear")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert named_codes <= set(phrases())


def test_both_languages_say_the_same_values() -> None:
    for code, row in phrases().items():
        blanks = [
            {name for _, name, _, _ in Formatter().parse(row[language]) if name is not None}
            for language in LANGUAGES
        ]
        assert all(row[language] for language in LANGUAGES), code
        assert blanks[0] == blanks[1], code


def test_cleaning_a_cell_loads_no_solver() -> None:
    asked = "import sys, matching.files.cleaning; sys.exit('numba' in sys.modules)"
    root = Path(matching.files.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", asked], cwd=root, check=False).returncode == 0
