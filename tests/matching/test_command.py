"""The command line: the same plan as the library, and a line for whatever is wrong."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from matching import Need, Settings, Supply, default_embedder, run_round
from matching.files.command import main
from matching.files.reading import read_needs, read_supplies
from matching.files.tables import NEED_COLUMNS, SUPPLY_COLUMNS
from matching.slots import minutes
from tests.matching.county import ON, county
from tests.matching.tables import cells_of

DAY = ON.isoformat()


def _write(folder: Path, needs: list[Need], supplies: list[Supply]) -> tuple[str, str]:
    for name, columns, rows in (
        ("needs.csv", NEED_COLUMNS, needs),
        ("supplies.csv", SUPPLY_COLUMNS, supplies),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(cells_of(columns, rows))
    return str(folder / "needs.csv"), str(folder / "supplies.csv")


@pytest.fixture
def rows() -> tuple[list[Need], list[Supply]]:
    """A county none of whose needs asks for more minutes than its own slots have."""
    needs, supplies = county(60, 80, seed=21)
    asked = [min(need.minutes, minutes(need.slots) or need.minutes) for need in needs]
    return [replace(need, minutes=own) for need, own in zip(needs, asked, strict=True)], supplies


@pytest.fixture
def files(tmp_path: Path, rows: tuple[list[Need], list[Supply]]) -> tuple[str, str]:
    return _write(tmp_path, *rows)


def test_what_is_written_is_read_back(
    tmp_path: Path, rows: tuple[list[Need], list[Supply]], files: tuple[str, str]
) -> None:
    needs, supplies = read_needs(tmp_path / "needs.csv"), read_supplies(tmp_path / "supplies.csv")
    assert (needs.bad, supplies.bad) == ((), ())
    assert list(needs.rows) == rows[0]
    assert list(supplies.rows) == rows[1]


def test_a_round_on_files_is_the_round_of_the_library(
    tmp_path: Path, rows: tuple[list[Need], list[Supply]], files: tuple[str, str]
) -> None:
    embedder = default_embedder(row.text for side in rows for row in side)
    plan = run_round(*rows, on=ON, settings=Settings(alternatives=0), embedder=embedder)
    assert main(["round", *files, "--out", str(tmp_path / "out"), "--on", DAY]) == 0
    with (tmp_path / "out" / "matches.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(line["need_id"], line["supply_id"]) for line in lines] == [
        (match.need_id, match.supply_id) for match in plan.matches
    ]
    for line in lines:
        parts = sum(float(value) for name, value in line.items() if name.startswith("part_"))
        assert parts == pytest.approx(float(line["score"]), abs=1e-4)
    with (tmp_path / "out" / "unmatched.csv").open(encoding="utf-8") as file:
        left = [(line["need_id"], line["reason"]) for line in csv.DictReader(file)]
    assert left == [(row.need_id, row.reason) for row in plan.unmatched]
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert (told["total"], told["gap"], told["plan"]) == (plan.total, 0, plan.digest)
    assert told["counts"]["needs"] == 60
    assert told["settings"]["road_factor"] == Settings().road_factor
    assert told["files"]["needs"]["rows"] == 60
    assert told["floor"]["lowest_score"] == min(match.score for match in plan.matches)
    assert sum(share["needs"] for share in told["fairness"]["town"].values()) == 60


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_files_are_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "needs.csv"
    path.write_bytes("text,id\n小学数学辅导,需求1\n".encode(encoding))
    assert [(row.id, row.text) for row in read_needs(path).rows] == [("需求1", "小学数学辅导")]


BAD = [
    ("id,lat,lon\nn1,abc,120\n", "row 2, column lat: 'abc' is not a number"),
    ("id,lat,lon\nn1,nan,120\n", "row 2, column lat: 'nan' is not a number"),
    ("id,lat,lon\nn1,91,120\n", "row 2, column lat: lat must be -90 to 90, not 91.0"),
    ("id,lat\nn1,30\n", "row 2, column lat: lat and lon come together or not at all"),
    ("id,from\nn1,2026-02-30\n", "row 2, column from: '2026-02-30' is not a date"),
    ("id,priority\nn1,4\n", "row 2, column priority: priority must be 0 to 3, not 4"),
    ("id,slots\nn1,tue 16-17\n", "row 2, column slots: 'tue 16-17' is not a slot"),
    ("id,direct_contact\nn1,perhaps\n", "row 2, column direct_contact: 'perhaps' is neither"),
    ("id,places\nn1,1.5\n", "row 2, column places: '1.5' is not a whole number"),
    ("id\nn1\nn1\n", "row 3, column id: 'n1' is already the id of row 2"),
    ("id,area\n,x\n", "row 2, column id: id is needed"),
    ("id,area\nn1,x,y\n", "row 2, column 3: 3 cells under 2 columns"),
    ("name\nn1\n", "row 1, column id: there is no column named id"),
    ("id,id\nn1,n1\n", "row 1, column id: this column is there twice"),
    ("", "row 1, column id: the file is empty"),
    ('id\n"n1\n', "row 2, column id: the quotes around this cell are not closed"),
]


@pytest.mark.parametrize(("words", "wrong"), BAD)
def test_a_bad_row_is_named_with_its_cell(
    tmp_path: Path,
    files: tuple[str, str],
    words: str,
    wrong: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "bad.csv").write_text(words, encoding="utf-8")
    out = str(tmp_path / "out")
    assert main(["round", str(tmp_path / "bad.csv"), files[1], "--out", out, "--on", DAY]) == 2
    assert f"bad.csv, {wrong}" in capsys.readouterr().err
    assert not Path(out).exists()


def test_bad_rows_may_be_left_out(
    tmp_path: Path, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Path(files[0]).read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "some.csv").write_text("".join([*lines, "n999,x,,,,broken\n"]), encoding="utf-8")
    out = tmp_path / "out"
    code = main(
        ["round", str(tmp_path / "some.csv"), files[1], "--out", str(out), "--on", DAY,
         "--skip-bad"]
    )  # fmt: skip
    assert code == 0
    assert "left out: some.csv, row 62, column lat" in capsys.readouterr().err
    assert json.loads((out / "report.json").read_text())["counts"]["needs"] == 60


def test_unknown_columns_are_told_and_ignored(
    tmp_path: Path, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "more.csv").write_text("colour,id\nred,n1\n", encoding="utf-8")
    (tmp_path / "few.csv").write_text("id\ns1\n", encoding="utf-8")
    assert main(["round", str(tmp_path / "more.csv"), str(tmp_path / "few.csv"), "--out",
                 str(tmp_path / "out"), "--on", DAY]) == 0  # fmt: skip
    assert "more.csv: column colour is not used" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["why", "none.csv", "none.csv", "--need", "n1"], "none.csv: No such file"),
        (["why", "{needs}", "{supplies}", "--need", "nobody"], "no row with the id 'nobody'"),
        (["why", "{needs}", "{supplies}", "--need", "n000000", "--on", "soon"], "'soon'"),
    ],
)
def test_wrong_questions_are_answered_in_a_line(
    files: tuple[str, str],
    arguments: list[str],
    wrong: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = [word.format(needs=files[0], supplies=files[1]) for word in arguments]
    assert main(given) == 2
    assert wrong in capsys.readouterr().err


def test_why_tells_of_one_pair_and_of_all(
    rows: tuple[list[Need], list[Supply]],
    files: tuple[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    embedder = default_embedder(row.text for side in rows for row in side)
    plan = run_round(*rows, on=ON, embedder=embedder)
    match = plan.matches[0]
    ask = ["why", *files, "--on", DAY, "--need", match.need_id]
    assert main([*ask, "--supply", match.supply_id]) == 0
    assert f"may be matched: {match.score:.2f} points." in capsys.readouterr().out
    assert main(ask) == 0
    assert f"of {len(rows[1])} supplies keep every rule." in capsys.readouterr().out
    left = next(row for row in plan.unmatched if row.reason == "time" and row.feasible == 0)
    assert main(["why", *files, "--on", DAY, "--need", left.need_id, "--supply", "s000000"]) == 0
    assert "may not be matched:" in capsys.readouterr().out
