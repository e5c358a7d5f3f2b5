"""Whole files as people hand them in, through the command; and what it says in each language."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from matching.files import workbook
from matching.files.command import language_of, main
from tests.matching.desk import Desk

ONE = "id,categories\ns1,tutoring\n"
AT = "30.7,120.5"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


# Row M: whole files.


@pytest.mark.parametrize("line", ["", ",", " , ", "\u3000,\u3000", "\u200b,", "\ufeff", '"",""'])
def test_a_line_of_blanks_is_skipped(desk: Desk, line: str) -> None:
    done = desk.round(f"id,category\n{line}\nn1,tutoring\n", ONE)
    assert (done.code, done.matches, done.lines) == (0, [("n1", "s1")], [])


def test_a_mark_stands_anywhere(desk: Desk) -> None:
    one, two = "id,category\nn1,tutoring\n", '\ufeff"n2",music\n\ufeffn3,"dance"\n'
    done = desk.round("\ufeff" + one + two, "\ufeff" + ONE + "\ufeffs2,music\n")
    assert (done.code, done.matches) == (0, [("n1", "s1"), ("n2", "s2")])
    assert done.lines == [
        "needs.csv: column category has codes that no row of supplies.csv has: 'dance'; "
        "check how they are written"
    ]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", None),
        ("gb18030", None),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("big5", "Big5"),
    ],
)
def test_files_are_read_in_the_encoding_they_have(
    desk: Desk, encoding: str, told: str | None
) -> None:
    needs = "id,category,text\n小一,輔導,數學輔導\n小二,輔導,星期二放學後\n"
    done = desk.round(needs.encode(encoding), "id,categories\ns1,輔導\n")
    assert (done.code, done.matches) == (0, [("小一", "s1")])
    assert done.lines == ([f"needs.csv: read as {told}"] if told else [])


def test_damaged_utf_16_is_no_text(desk: Desk) -> None:
    raw = "id,category,text\nn1,tutoring,小学\n".encode("utf-16-le")
    lines = desk.refused(raw.replace("学".encode("utf-16-le"), b"\x00\xd8"), ONE)
    assert lines[-1].startswith("needs.csv, row 2, column text: ")


def test_a_chinese_header_is_understood_and_told(desk: Desk) -> None:
    done = desk.round(
        "编号,类别,时段,最远公里,回避\nn1,tutoring,周二 16：30～17：30,5公里,S2\n",
        "编号,类别,服务时段\ns1,tutoring,星期二 16:30-17:30\ns2,tutoring,礼拜二 16:30-17:30\n",
    )
    assert (done.code, done.matches) == (0, [("n1", "s1")])
    assert [line for line in done.lines if line.endswith("is read as id")] == [
        "needs.csv: column 编号 is read as id",
        "supplies.csv: column 编号 is read as id",
    ]
    assert "needs.csv: column 回避 is read as excluded" in done.lines


def test_two_headers_of_one_meaning_are_refused(desk: Desk) -> None:
    lines = desk.refused("id,编号\nn1,n1\n", ONE)
    assert lines[0].startswith("needs.csv, row 1, column id: this column is there twice")


def test_the_header_again_is_refused_in_chinese_too(desk: Desk) -> None:
    lines = desk.refused("编号,类别\nn1,tutoring\n编号,类别\n", ONE)
    assert lines == ["needs.csv, row 3, column id: this row is the header again; delete this line"]


@pytest.mark.parametrize("cell", ["周二 16:30-17:30", "周二 16：30～17：30", "星期二16:30-17:30"])
def test_chinese_times_are_read(desk: Desk, cell: str) -> None:
    needs = f"id,category,slots\nn1,tutoring,{cell}\n"
    supplies = "id,categories,slots\ns1,tutoring,{}\n"
    assert desk.round(needs, supplies.format("tue 16:30-17:30")).matches == [("n1", "s1")]
    assert desk.round(needs, supplies.format("wed 16:30-17:30")).matches == []


@pytest.mark.parametrize(("cell", "suits"), [("5公里", True), ("3km", False), ("3000米", False)])
def test_kilometres_are_read_with_their_unit(desk: Desk, cell: str, *, suits: bool) -> None:
    needs = f"id,category,lat,lon,max_km\nn1,tutoring,{AT},{cell}\n"
    done = desk.round(needs, "id,categories,lat,lon\ns1,tutoring,30.73,120.5\n")
    assert done.matches == ([("n1", "s1")] if suits else [])


def _book(rows: list[list[Any]], *, more: bool = False, merged: str = "") -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("需求")
        day = book.add_format({"num_format": "yyyy/m/d"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(at, column, dt.datetime.combine(value, dt.time()), day)
                elif str(value).startswith("#"):
                    sheet.write_formula(at, column, "=1/0", None, value)
                else:
                    sheet.write(at, column, value)
        if merged:
            sheet.merge_range(merged, rows[1][-1])
        if more:
            book.add_worksheet("说明").write(0, 0, "x")
    return file.getvalue()


def test_a_workbook_is_read_by_its_bytes_whatever_its_name(desk: Desk) -> None:
    rows = [
        ["编号", "类别", "from", "excluded", "places"],
        [7, "tutoring", dt.date(2026, 3, 5), 2, 1.0],
        ["n2", "music", "", "", 1],
    ]
    done = desk.round(_book(rows, more=True), "id,categories\n001,tutoring\n002,tutoring\n")
    assert (done.code, done.matches) == (0, [("7", "001")])
    assert "needs.csv: the sheet '需求' is read; not read: '说明'" in done.lines
    assert "needs.csv: column excluded has '2' read as '002' (rows 2)" in done.lines
    assert done.report is not None
    assert done.report["files"]["needs"]["encoding"] == "Excel"


def test_rows_of_a_workbook_are_counted_as_it_shows_them(desk: Desk) -> None:
    rows = [["id", "ages"], [], ["s1", dt.date(2026, 6, 14)]]
    lines = desk.refused("id\nn1\n", _book(rows))
    assert lines[0].startswith("supplies.csv, row 3, column ages: '2026-06-14': Excel made a date")


def test_a_merged_exclusion_holds_in_each_of_its_rows(desk: Desk) -> None:
    rows = [["id", "category", "excluded"], ["n1", "a", "s1"], ["n2", "a", ""]]
    done = desk.round(_book(rows, merged="C2:C3"), "id,categories,capacity\ns1,a,2\n")
    assert (done.code, done.matches) == (0, [])
    assert "merged cells" in done.lines[0]


def test_a_cell_that_shows_an_error_is_not_blank(desk: Desk) -> None:
    rows = [["id", "category", "excluded"], ["n1", "a", "#N/A"]]
    lines = desk.refused(_book(rows), ONE)
    assert lines[0].endswith("cell C2 of sheet1.xml shows an error like #N/A; put it right first")


def test_a_workbook_that_nothing_reads_says_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "READER", "no_such_reader")
    lines = desk.refused(_book([["id"], ["n1"]]), ONE, "--skip-bad")
    assert lines == [
        "needs.csv, row 1, column id: this is a workbook of Excel; save it as CSV UTF-8, "
        "or install the extra excel (python-calamine)"
    ]


@pytest.mark.parametrize("raw", [bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600])
def test_a_broken_workbook_says_what_to_do(desk: Desk, raw: bytes) -> None:
    lines = desk.refused(raw, ONE)
    assert len(lines) == 1
    assert lines[0].endswith("save it as CSV UTF-8")


def test_an_empty_workbook_is_empty(desk: Desk) -> None:
    assert desk.refused(_book([[]]), ONE) == ["needs.csv, row 1, column id: the file is empty"]


# Messages.


def test_every_message_is_in_the_language_asked_for(desk: Desk) -> None:
    needs = "id,category,from,colour\nn1,tutoring,2026-02-30,red\n"
    lines = desk.refused(needs, ONE, "--lang", "zh_Hans_CN")
    assert lines == [
        "needs.csv 第 2 行 from 列：'2026-02-30' 不是日期；请写成 2026-03-31",
    ]
    done = desk.round("id,category\nn1,tutoring\n", ONE, "--lang", "zh_Hans_CN")
    assert done.out == "对接 1 对；0 条需求还有空缺。\n"
    done = desk.round(needs, ONE, "--lang", "zh_Hans_CN", "--skip-bad")
    assert done.lines[0].startswith("已略过：needs.csv 第 2 行")
    assert "needs.csv 的 colour 列没有用到" in done.lines


def test_the_language_is_the_terminals_unless_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert language_of({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}) == "zh_Hans_CN"
    assert language_of({}) == "en"
    ask = ["why", str(tmp_path / "no.csv"), str(tmp_path / "no.csv"), "--need", "n1"]
    assert main(ask, language="zh_Hans_CN") == 2
    assert capsys.readouterr().err.endswith("：没有这个文件；请核对文件名和文件夹\n")
    assert main([*ask, "--lang", "en"], language="zh_Hans_CN") == 2
    assert "No such file" in capsys.readouterr().err


def test_decisions_name_rows_as_people_write_them(desk: Desk) -> None:
    (desk.folder / "needs.csv").write_text("id,category\nn007,a\n", encoding="utf-8")
    (desk.folder / "supplies.csv").write_text("id,categories\ns1,a\n", encoding="utf-8")
    past = desk.folder / "past.csv"
    ask = ["evaluate", *(str(desk.folder / f"{side}.csv") for side in ("needs", "supplies"))]
    head = "need_id,supply_id,decided_at,decision,outcome,propensity,ended_at\n"
    for row, column in (
        ("n8,s1,2026/3/1,accepted,,,", "need_id"),
        ("n7,s1,2026/3/1,perhaps,,,", "decision"),
        ("n7,s1,2026/3/1,accepted,lost,,", "outcome"),
        ("n7,s1,2026/3/1,accepted,,2,", "propensity"),
        ("n7,s1,2026/3/1,accepted,completed,,2026/2/1", "ended_at"),
    ):
        past.write_text(f"{head}{row}\n", encoding="utf-8")
        assert main([*ask, str(past)]) == 2
        assert f"past.csv, row 2, column {column}: " in desk.capsys.readouterr().err
    past.write_text(f"{head}N7,s1,2026/3/1,accepted,,,\n", encoding="utf-8")
    assert main([*ask, str(past)]) == 0
    assert "column need_id has 'N7' read as 'n007' (rows 2)" in desk.capsys.readouterr().err
