"""Cells as people write them, through the command: kept with a word, or refused by row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.matching.desk import Desk

ONE = "id,categories\ns1,tutoring\n"
AT = "30.7,120.5"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


# Row A: an exclusion is kept, or refused by row and column; never lost.

EXCLUDED = ["s1；s2", "s1、s2", "s1，s2", "s1,s2", "s1|s2", "s1\ns2", "s2;s1", "Ｓ１;s2", "S1"]
EXCLUDED += ["s1\u200b", "\ufeffs1", " s1 ", "s1;;"]


@pytest.mark.parametrize("cell", EXCLUDED)
def test_an_exclusion_holds_however_it_is_written(desk: Desk, cell: str) -> None:
    needs = f"id,category,excluded\nn1,tutoring,{_quoted(cell)}\n"
    done = desk.round(needs, "id,categories\ns1,tutoring\ns2,music\n")
    assert (done.code, done.matches) == (0, [])


@pytest.mark.parametrize("cell", ["S1", "Ｓ１"])
def test_an_id_that_was_read_otherwise_is_told(desk: Desk, cell: str) -> None:
    done = desk.round(f"id,category,excluded\nn1,tutoring,{cell}\n", ONE)
    assert len(done.lines) == 1
    assert done.lines[0].startswith("needs.csv: column excluded has '")
    assert done.lines[0].endswith("read as 's1' (rows 2)")


def test_an_id_without_its_zeros_is_found_if_only_one_fits(desk: Desk) -> None:
    needs = "id,category,excluded\nn1,tutoring,7\n"
    done = desk.round(needs, "id,categories\n007,tutoring\n")
    assert (done.code, done.matches) == (0, [])
    assert done.lines == ["needs.csv: column excluded has '7' read as '007' (rows 2)"]
    lines = desk.refused(needs, "id,categories\n007,tutoring\n07,tutoring\n")
    assert lines == [
        "needs.csv, row 2, column excluded: '7' could be '007' / '07'; "
        "write the id exactly as it stands there"
    ]
    assert desk.refused(needs, "id,categories\n007,tutoring\n07,tutoring\n", "--lenient") == lines


@pytest.mark.parametrize("column", ["excluded", "designated"])
def test_an_id_that_stands_nowhere_refuses_the_row_and_only_lenient_lets_it_pass(
    desk: Desk, column: str
) -> None:
    needs = f"id,category,{column}\nn1,tutoring,s9\nn2,tutoring,\n"
    lines = desk.refused(needs, ONE)
    assert lines == [
        f"needs.csv, row 2, column {column}: 's9' stands nowhere in supplies.csv; "
        "correct the id (--lenient goes on with it as it is)"
    ]
    done = desk.round(needs, ONE, "--skip-bad")
    assert (done.code, done.matches, done.lines) == (0, [("n2", "s1")], [f"left out: {lines[0]}"])
    done = desk.round(needs, ONE, "--lenient")
    kept = f"needs.csv, row 2, column {column}: 's9' stands nowhere in supplies.csv; it is kept"
    assert done.code == 0
    assert [line.startswith(kept) for line in done.lines] == [True]
    assert done.report is not None
    notice = done.report["files"]["needs"]["notices"][0]
    assert (notice["code"], notice["row"], notice["column"]) == ("unknown_id_kept", 2, column)
    assert len(done.matches or ()) == 1
    if column == "designated":
        assert done.matches == [("n2", "s1")]


def test_a_supply_excludes_needs_alike(desk: Desk) -> None:
    needs = "id,category\nＮ1,tutoring\n"
    done = desk.round(needs, "id,categories,excluded\ns1,tutoring,n1、\n")
    assert (done.code, done.matches) == (0, [])
    assert desk.refused(needs, "id,categories,excluded\ns1,tutoring,n9\n")[0].startswith(
        "supplies.csv, row 2, column excluded: 'n9' stands nowhere in needs.csv"
    )


def test_a_stranger_among_those_familiar_is_told_and_refuses_nothing(desk: Desk) -> None:
    done = desk.round("id,category,familiar\nn1,tutoring,s9\n", ONE)
    assert (done.code, done.matches) == (0, [("n1", "s1")])
    assert "column familiar: 's9' stands nowhere" in done.lines[0]


def test_a_whole_known_id_with_separators_is_excluded(desk: Desk) -> None:
    needs = 'id,category,excluded\nn1,tutoring,"李、伟"\nn2,tutoring,a;b\n'
    done = desk.round(needs, "id,categories,capacity\n李、伟,tutoring,2\n")
    assert done.code == 2
    supplies = "id,categories,capacity\n李、伟,tutoring,2\na;b,music,1\n"
    done = desk.round(needs, supplies)
    assert (done.code, done.matches) == (0, [("n2", "李、伟")])


def test_a_known_id_with_a_semicolon_is_not_the_two_ids_beside_it(desk: Desk) -> None:
    supplies = "id,categories\na;b,tutoring\na,tutoring\nb,tutoring\n"
    done = desk.round("id,category,excluded\nn1,tutoring,a;b\n", supplies)
    assert done.matches in ([("n1", "a")], [("n1", "b")])


def test_an_id_of_a_row_that_was_left_out_is_no_stranger(desk: Desk) -> None:
    supplies = "id,categories,capacity\ns1,tutoring,1\ns2,tutoring,many\n"
    done = desk.round("id,category,excluded\nn1,tutoring,s2\n", supplies, "--skip-bad")
    assert (done.code, done.matches) == (0, [("n1", "s1")])
    assert len(done.lines) == 1


def test_separators_alone_designate_nobody_clearly(desk: Desk) -> None:
    assert desk.refused("id,category,designated\nn1,tutoring,；\n", ONE) == [
        "needs.csv, row 2, column designated: '；' has no id in it; "
        "leave it blank for anybody or write - for nobody"
    ]
    assert desk.round("id,category,designated\nn1,tutoring,-\n", ONE).matches == []
    assert desk.round("id,category,excluded\nn1,tutoring,-\n", ONE).matches == [("n1", "s1")]


@pytest.mark.parametrize(("needs", "supplies"), [("ｔutoring", "tutoring"), ("a\u200b", "a")])
def test_codes_meet_in_their_usual_letters(desk: Desk, needs: str, supplies: str) -> None:
    done = desk.round(f"id,category\nn1,{needs}\n", f"id,categories\ns1,music、{supplies}\n")
    assert done.matches == [("n1", "s1")]


def test_codes_of_one_side_only_are_named(desk: Desk) -> None:
    done = desk.round(
        "id,category,skills\nn1,tutoring,piano\nn2,tutorng,\n",
        "id,categories,skills\ns1,tutoring,Piano\n",
    )
    assert done.lines == [
        "needs.csv: column category has codes that no row of supplies.csv has: 'tutorng'; "
        "check how they are written",
        "needs.csv: column skills has codes that no row of supplies.csv has: 'piano'; "
        "check how they are written",
        "supplies.csv: column skills has codes that no row of needs.csv has: 'Piano'; "
        "check how they are written",
    ]


def test_a_means_of_transport_without_a_speed_is_named(desk: Desk) -> None:
    done = desk.round("id,category,transport\nn1,tutoring,rocket\n", ONE)
    assert done.lines == [
        "needs.csv: column transport has 'rocket', for which the settings have no speed; "
        "ebike is taken"
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "＝1"])
def test_an_id_that_would_be_a_formula_is_refused(desk: Desk, name: str) -> None:
    lines = desk.refused(f"id,category\nn0,tutoring\n{name},tutoring\n", ONE)
    assert [line.split(": ")[0] for line in lines] == ["needs.csv, row 3, column id"]
    assert "would take it for a formula" in lines[0]


def test_ids_stay_as_written_and_unseen_signs_in_them_are_told(desk: Desk) -> None:
    done = desk.round("id,category\nＮ\u200b1,tutoring\n", ONE)
    assert done.matches == [("Ｎ1", "s1")]
    assert done.lines == [
        "needs.csv, row 2, column id: 'Ｎ\\u200b1' has signs that cannot be seen and is read as 'Ｎ1'"
    ]
    lines = desk.refused("id,category\nn1,tutoring\nn\u200b1,tutoring\n", ONE)
    assert "'n1' is already the id of row 2" in lines[-1]


# Row F: what a spreadsheet makes of dates and ages.


@pytest.mark.parametrize("cell", ["2026/3/5", "2026年3月5日", "46086", "2026-03-05 00:00"])
def test_dates_of_a_spreadsheet_are_read(desk: Desk, cell: str) -> None:
    supplies = "id,categories,closes_at\ns1,tutoring,2026-03-01\n"
    assert desk.round(f"id,category,from\nn1,tutoring,{cell}\n", supplies).code == 0
    until = f"id,categories,until\ns1,tutoring,{cell}\n"
    assert desk.round("id,category,from\nn1,tutoring,2026-03-06\n", until).matches == []
    assert desk.round("id,category,from\nn1,tutoring,2026-03-05\n", until).matches == [("n1", "s1")]


def test_a_number_taken_for_a_day_is_told(desk: Desk) -> None:
    done = desk.round("id,category,from\nn1,tutoring,46086\nn2,tutoring,46086\n", ONE)
    assert done.lines == [
        "needs.csv, row 2, column from: '46086' is read as 2026-03-05: "
        "the number Excel keeps for that day"
    ]


@pytest.mark.parametrize("cell", ["6月14日", "2026/6/14", "14-Jun"])
def test_ages_that_became_a_date_are_refused_with_what_to_do(desk: Desk, cell: str) -> None:
    supplies = f"id,categories,ages\ns1,tutoring,{cell}\n"
    assert desk.refused("id,category\nn1,tutoring\n", supplies) == [
        f"supplies.csv, row 2, column ages: '{cell}': Excel made a date of 6-14; "
        "make this cell text and write 6-14 again"
    ]
    assert desk.refused("id,category\nn1,tutoring\n", supplies, "--lang", "zh_Hans_CN") == [
        f"supplies.csv 第 2 行 ages 列：'{cell}'：Excel 把 6-14 变成了日期；"
        "请把这一格设为文本格式，再写 6-14"
    ]


# Row G: rows whose cells are in order and that can only be a mistake.

MISTAKES = [
    ("id,lat,lon\nn1,0,0\n", "lat", "lat and lon are both 0"),
    ("id,lat,lon\nn1,-30.7,120.5\n", "lat", "has a minus"),
    ("id,lat,lon\nn1,30.7,-120.5\n", "lat", "has a minus"),
    ("id,lat,lon\nn1,120.5,30.7\n", "lat", "must be -90 to 90"),
    ("id,from,until\nn1,2026-05-01,2026-04-01\n", "from", "which is after until, 2026-04-01"),
    ("id,opened_at,closes_at\nn1,2026-05-01,2026-04-01\n", "opened_at", "after closes_at"),
    ("id,from\nn1,0001-01-01\n", "from", "between the years 1990 and 2100"),
    ("id,until\nn1,9999-12-31\n", "until", "between the years 1990 and 2100"),
    ("id,slots,minutes\nn1,tue 16:30-17:00,60\n", "minutes", "have only 30"),
    (
        "id,slots,sitting_minutes\nn1,tue 16:30-17:00;wed 16:30-17:00,60\n",
        "sitting_minutes",
        "its longest slot has 30",
    ),
    ("id,slots,sittings\nn1,tue 16:30-17:30,5\n", "sittings", "have room on 1 days"),
    (
        "id,slots,sittings,sitting_minutes\nn1,tue 16:30-17:30;wed 16:30-16:50,2,60\n",
        "sittings",
        "have room on 1 days",
    ),
    ("id,category\n合计,\n", "id", "a line of totals"),
    ("id,category\n小计,tutoring\n", "id", "a line of totals"),
    ("id,category,places\nTotal,,12\n", "id", "a line of totals"),
    ("id,category,places\n,合计,12\n", "id", "a line of totals"),
]


@pytest.mark.parametrize(("needs", "column", "wrong"), MISTAKES)
def test_a_row_that_can_only_be_a_mistake_is_refused(
    desk: Desk, needs: str, column: str, wrong: str
) -> None:
    lines = desk.refused(needs, ONE)
    assert [line.split(": ")[0] for line in lines] == [f"needs.csv, row 2, column {column}"]
    assert wrong in lines[0]
    done = desk.round(needs, ONE, "--skip-bad")
    assert (done.code, done.matches) == (0, [])


def test_minutes_of_several_sittings_are_those_of_a_week(desk: Desk) -> None:
    needs = "id,slots,sittings,sitting_minutes\nn1,tue 16:30-17:30;wed 16:30-17:30,2,60\n"
    half = "id,slots\ns1,tue 16:30-17:30\n"
    assert desk.round(needs, half).matches == []
    whole = "id,slots\ns1,tue 16:30-17:30;wed 16:30-17:30\n"
    assert desk.round(needs, whole).matches == [("n1", "s1")]


def test_minutes_of_several_slots_may_be_asked_for_together(desk: Desk) -> None:
    needs = "id,slots,minutes\nn1,tue 16:30-17:00;wed 16:30-17:00,60\n"
    assert desk.round(needs, "id\ns1\n").matches == [("n1", "s1")]


def test_a_supply_is_held_to_sense_as_well(desk: Desk) -> None:
    needs = "id,category\nn1,tutoring\n"
    for supplies, column in (
        ("id,categories,lat,lon\ns1,tutoring,0,0\n", "lat"),
        ("id,categories,from,until\ns1,tutoring,2026-05-01,2026-04-01\n", "from"),
        ("id,categories\n总计,\n", "id"),
    ):
        lines = desk.refused(needs, supplies)
        assert [line.split(": ")[0] for line in lines] == [f"supplies.csv, row 2, column {column}"]


def test_places_outside_the_bounds_of_the_settings_are_refused(desk: Desk) -> None:
    (desk.folder / "settings.toml").write_text("bounds = [30.5, 120, 31, 121]\n")
    more = ("--settings", str(desk.folder / "settings.toml"))
    needs = f"id,lat,lon\nn1,{AT}\n"
    assert desk.round(needs, "id\ns1\n", *more).matches == [("n1", "s1")]
    for place in ("30.4,120.5", "31.1,120.5", "30.7,119.9", "30.7,121.1"):
        lines = desk.refused(f"id,lat,lon\nn1,{place}\n", "id\ns1\n", *more)
        assert "lies outside the bounds of the settings" in lines[0]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("bounds = 3", "bounds must be a list of numbers"),
        ("bounds = [1, 2, 3]", "bounds must be 4 numbers, not 3"),
        ("bounds = [31, 120, 30, 121]", "each less than its opposite"),
        ("bounds = ['a']", "bounds must be a list of numbers"),
    ],
)
def test_bounds_that_are_none_are_refused(desk: Desk, words: str, wrong: str) -> None:
    (desk.folder / "settings.toml").write_text(words, encoding="utf-8")
    lines = desk.refused("id\nn1\n", "id\ns1\n", "--settings", str(desk.folder / "settings.toml"))
    assert len(lines) == 1
    assert wrong in lines[0]


def test_files_that_were_exchanged_are_refused_once_each(desk: Desk) -> None:
    needs, supplies = "id,category,places\nn1,tutoring,1\n", "id,kind,categories\ns1,goods,a\n"
    lines = desk.refused(supplies, needs)
    assert [line.split(": ")[0] for line in lines] == [
        "needs.csv, row 1, column id",
        "supplies.csv, row 1, column id",
    ]
    assert all("were needs and supplies exchanged?" in line for line in lines)
    assert desk.refused(supplies, needs, "--skip-bad") == lines
    chinese = "编号,服务半径,审查有效期\ns1,5,2026-09-01\n"
    assert "exchanged?" in desk.refused(chinese, "id\ns1\n")[0]
