"""Whatever is handed in: an answer or one line per fault, never a traceback."""

from __future__ import annotations

import codecs
import csv
import io
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from matching.codec import to_json
from matching.files.command import main
from matching.files.tables import NEED_COLUMNS, SUPPLY_COLUMNS
from matching.score.prior import expert
from tests.matching.county import ON, county
from tests.matching.tables import cells_of

DAY = ON.isoformat()
FILES = 200
LINE = re.compile(r"(?:left out: )?(?:needs|supplies)\.csv, row [1-9]\d*, column .+: .{5,}", re.S)
NOTICE = re.compile(
    r"(?:needs|supplies)\.csv(?:: .+|, row \d+, column .+ (?:is read as|is kept as it is).*)", re.S
)

Table = list[list[str]]
Spoil = Callable[[Table, random.Random], bytes]

NOT_NUMBERS = ("abc", "NaN", "inf", "-inf", "1_000", "0x10", "1,5", "--1", "١٢x", "½")
HUGE = ("1e308", "1e309", "-1e308", "9" * 400, "1000000000", "1000000001", "4.9e-324")
NOT_DAYS = ("2026-02-30", "2026-13-01", "0000-00-00", "31.03.2026", "yesterday", "20260230")
FAR_DAYS = ("0001-01-01", "9999-12-31", "9999-12-31T23:59:59+14:00", "2026-W53-7")
NOT_SLOTS = ("mon 23:00-25:00", "mon 23:00-01:00", "mon 24:00-24:30", "mo 9-10", "mon 09:00-09:00")
NOT_AGES = ("14-6", "-", "6", "six-ten", "-1-4", "1-2-3")
WORDS = ("\u202eabc", "\U0001f600" * 9, "=1+1", "a\tb", "a\nb", "'; DROP", "é" * 200, ";;;;", " ")
NUMBERS = ("lat", "lon", "max_km", "radius_km", "priority", "places", "minutes", "child_age")
COUNTS = ("capacity", "load", "reliability", "acceptance")
DAYS = ("from", "until", "opened_at", "closes_at", "vetted_until")


def _written(table: Table, **how: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, **how).writerows(table)  # type: ignore[arg-type]
    return file.getvalue().encode("utf-8", "surrogatepass")


def _cell(columns: tuple[str, ...], values: tuple[str, ...]) -> Spoil:
    """One cell of one of the columns gets one of the values."""

    def spoil(table: Table, draw: random.Random) -> bytes:
        at = table[0].index(draw.choice([name for name in columns if name in table[0]]))
        table[draw.randrange(1, len(table))][at] = draw.choice(values)
        return _written(table)

    return spoil


def _any_cell(table: Table, draw: random.Random) -> bytes:
    value = draw.choice((*NOT_NUMBERS, *HUGE, *NOT_DAYS, *NOT_SLOTS, *NOT_AGES, *WORDS))
    draw.choice(table)[draw.randrange(len(table[0]))] = value
    return _written(table)


def _double_id(table: Table, draw: random.Random) -> bytes:
    first, second = draw.sample(range(1, len(table)), 2)
    table[second][0] = table[first][0]
    return _written(table)


def _long_cell(table: Table, draw: random.Random) -> bytes:
    table[draw.randrange(1, len(table))][draw.randrange(len(table[0]))] = "x,\n"[
        : draw.choice((1, 2, 3))
    ] * (10 << 20)
    return _written(table)


def _raw(change: Callable[[bytes, random.Random], bytes]) -> Spoil:
    return lambda table, draw: change(_written(table), draw)


def _put(piece: bytes) -> Spoil:
    def change(raw: bytes, draw: random.Random) -> bytes:
        at = draw.randrange(len(raw))
        return raw[:at] + piece + raw[at + draw.choice((0, len(piece))) :]

    return _raw(change)


def _encoded(encoding: str) -> Spoil:
    return _raw(lambda raw, _: raw.decode().encode(encoding, "replace"))


def _unreadable_word(table: Table, draw: random.Random) -> bytes:
    table[draw.randrange(1, len(table))][table[0].index("text")] = "\ud83d\udc80"
    return _written(table)


def _flipped(raw: bytes, draw: random.Random) -> bytes:
    kept = bytearray(raw)
    for _ in range(draw.randrange(1, 30)):
        kept[draw.randrange(len(kept))] = draw.randrange(256)
    return bytes(kept)


def _wide(table: Table, _: random.Random) -> bytes:
    return _written([[*row, *map(str, range(10_000))] for row in table])


SPOILS: dict[str, Spoil] = {
    "not a number": _cell(NUMBERS + COUNTS, NOT_NUMBERS),
    "a huge number": _cell(NUMBERS + COUNTS, HUGE),
    "a number below nothing": _cell(COUNTS, ("-1", "-0.5", "-1000000000")),
    "30 February": _cell(DAYS, NOT_DAYS),
    "the ends of time": _cell(DAYS, FAR_DAYS),
    "no slot": _cell(("slots",), NOT_SLOTS),
    "many slots": _cell(("slots",), (";".join(["mon 09:00-10:00"] * 5000), ";" * 90_000)),
    "no ages": _cell(("ages", "child_age"), NOT_AGES),
    "neither yes nor no": _cell(("direct_contact",), ("perhaps", "2", "Y E S")),
    "strange words": _cell(("id", "category", "categories", "text", "modes"), WORDS),
    "an unknown kind": _cell(("kind", "kinds", "transport"), ("rocket", "Volunteer", "goods;x")),
    "any cell": _any_cell,
    "the same id twice": _double_id,
    "half a place": _cell(("lat", "lon"), ("",)),
    "a cell of ten megabytes": _long_cell,
    "an empty file": lambda _, draw: draw.choice((b"", b"\n", b"\n\n\n", b"\xef\xbb\xbf", b" ")),
    "one column": lambda table, _: _written([row[:1] for row in table]),
    "no id": lambda table, _: _written([row[1:] for row in table]),
    "ten thousand columns": _wide,
    "a column twice": lambda table, _: _written([[*row, row[2]] for row in table]),
    "a header alone": lambda table, _: _written(table[:1]),
    "no header": lambda table, _: _written(table[1:]),
    "the header twice": lambda table, _: _written([table[0], *table]),
    "the header at the end": lambda table, _: _written([*table, table[0]]),
    "empty rows": lambda table, _: _written([*table, [], [""] * len(table[0]), [], [" "]]),
    "columns in another order": lambda table, _: _written([row[::-1] for row in table]),
    "more cells than columns": lambda table, _: _written([*table[:-1], [*table[-1], "", "x"]]),
    "semicolons": lambda table, _: _written(table, delimiter=";"),
    "tabs": lambda table, _: _written(table, delimiter="\t"),
    "Excel's first line": lambda table, _: b"sep=,\r\n" + _written(table),
    "lines of a Mac": lambda table, _: _written(table, lineterminator="\r"),
    "lines of Unix": lambda table, _: _written(table, lineterminator="\n"),
    "a NUL": _put(b"\0"),
    "a quote": _put(b'"'),
    "a quote too many": _put(b',"x"y,'),
    "a lone surrogate": _put(b"\xed\xa0\x80"),
    "a word of surrogates": _unreadable_word,
    "half a letter": _put("学".encode()[:2]),
    "binary": _put(bytes(range(256))),
    "an archive": lambda _, draw: b"PK\x03\x04" + draw.randbytes(4000),
    "noise": lambda _, draw: draw.randbytes(draw.randrange(1, 5000)),
    "flipped bytes": _raw(_flipped),
    "cut short": _raw(lambda raw, draw: raw[: draw.randrange(len(raw))]),
    "cut in a quote": _raw(lambda raw, draw: raw[: draw.randrange(len(raw))] + b',"x'),
    "GB18030": _encoded("gb18030"),
    "UTF-16": _encoded("utf-16"),
    "UTF-16 without a mark": _encoded("utf-16-le"),
    "UTF-32": _encoded("utf-32"),
    "Big5": _encoded("big5"),
    "Latin-1": _raw(lambda raw, _: raw + "é,é\n".encode("latin-1")),
    "a mark in the middle": _put(codecs.BOM_UTF8),
}


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    """Good files of six needs and six supplies."""
    needs, supplies = county(6, 6, seed=5)
    for name, columns, rows in (
        ("needs", NEED_COLUMNS, needs),
        ("supplies", SUPPLY_COLUMNS, supplies),
    ):
        (tmp_path / f"{name}.csv").write_bytes(_written(cells_of(columns, rows)))
    return {name: tmp_path / f"{name}.csv" for name in ("needs", "supplies")}


def _told(err: str) -> list[str]:
    return [line for line in err.splitlines() if not NOTICE.fullmatch(line)]


@pytest.mark.parametrize("seed", range(FILES))
def test_a_spoilt_file_is_used_or_every_fault_is_named(
    tmp_path: Path, tables: dict[str, Path], seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = random.Random(seed)
    name = list(SPOILS)[seed % len(SPOILS)]
    victim = "supplies" if name == "a number below nothing" else draw.choice(list(tables))
    with tables[victim].open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    tables[victim].write_bytes(SPOILS[name](table, draw))
    ask = ["round", *map(str, tables.values()), "--out", str(tmp_path / "out"), "--on", DAY]
    code, lines = main(ask), _told(capsys.readouterr().err)
    assert code in (0, 2)
    assert bool(lines) == (code == 2)
    assert all(LINE.fullmatch(line) for line in lines), lines
    assert (tmp_path / "out").exists() == (code == 0)
    code, lines = main([*ask, "--skip-bad"]), _told(capsys.readouterr().err)
    assert code in (0, 2)
    assert all(LINE.fullmatch(line) for line in lines), lines
    assert all(line.startswith("left out: ") == (code == 0) for line in lines)


@pytest.mark.parametrize("what", ["needs", "supplies", "--settings", "--scorecard"])
@pytest.mark.parametrize("there", ["nothing", "a directory", "a loop"])
def test_what_is_no_file_is_named(
    tmp_path: Path,
    tables: dict[str, Path],
    what: str,
    there: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "other"
    if there == "a directory":
        path.mkdir()
    if there == "a loop":
        path.symlink_to(path)
    given = [str(path if name == what else own) for name, own in tables.items()]
    options = [what, str(path)] if what.startswith("--") else []
    assert main(["why", *given, "--need", "n000000", *options]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{path}: ")
    assert len(told.splitlines()) == 1


def test_results_that_cannot_be_written_are_named(
    tmp_path: Path, tables: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("a file where a folder should be")
    ask = ["round", *map(str, tables.values()), "--on", DAY]
    assert main([*ask, "--out", str(tmp_path / "out")]) == 2
    assert main([*ask, "--out", str(tmp_path / "out" / "deeper")]) == 2
    lines = _told(capsys.readouterr().err)
    assert len(lines) == 2
    assert all(line.startswith(str(tmp_path)) for line in lines)


SETTINGS = (
    ("road_factor = 0.5", "road_factor must be at least 1"),
    ("road_factor = inf", "road_factor must be a number"),
    ("road_factor = 'far'", "road_factor must be a number, not 'far'"),
    ("road_factor = true", "road_factor must be a number"),
    ("road_factors = 1.5", "road_factors must be a table of numbers, not '1.5'"),
    ("[road_factors]\nhills = 0.9", "road_factors must be at least 1; that of 'hills' is 0.9"),
    ("[road_factors]\nhills = nan", "road_factors must be a table of numbers"),
    ("[road_factors]\nhills = 'long'", "road_factors must be a table of numbers"),
    ("[mode_km]\nhome = 0", "mode_km must be above 0; that of 'home' is 0"),
    ("[mode_km]\nhome = -1.5", "mode_km must be above 0; that of 'home' is -1.5"),
    ("[mode_km]\nhome = true", "mode_km must be a table of numbers"),
    ("mode_km = ['home']", "mode_km must be a table of numbers"),
    ("stay_bonus = 35", "stay_bonus must be from 0 to 34, not 35"),
    ("commute_minutes = 0", "commute_minutes must be above 0, not 0"),
    ("commute_minutes = 'short'", "commute_minutes must be a number, not 'short'"),
    ("vetting_days = 1.5", "vetting_days must be a whole number"),
    ("vetting_days = 99999999999999999999", "vetting_days must be a whole number"),
    ("alternatives = -1", "alternatives must be at least 0"),
    ("window = 'wide'", "window must be overlap or inside"),
    ("window = 1", "window must be a text"),
    ("remote_modes = 'online'", "remote_modes must be a list of texts"),
    ("remote_modes = [1]", "remote_modes must be a list of texts"),
    ("transport = 'rocket'", "transport 'rocket' has no speed"),
    ("speeds = 3", "speeds must be a table of numbers"),
    ("[speeds]\nebike = 0", "speeds must be above 0"),
    ("[speeds]\nebike = 'fast'", "speeds must be a table of numbers"),
    ("nonsense = 1", "there is no setting 'nonsense'; there are alternatives, "),
    ("= =", "line 1, column 1"),
    ("a = 1\na = 2", "Cannot overwrite a value"),
    ("\0", "line 1, column 1"),
    ("x = " + "[" * 20_000, "too deeply"),
)
CARDS = (
    ("", "line 1 column 1"),
    ("[]", "it holds something else"),
    ('{"$": "Settings"}', "it holds something else"),
    ("{", "line 1 column 2"),
    ('{"$": "Scorecard"}', "missing"),
    ('{"$": "rocket"}', "nothing here is called 'rocket'"),
    ('{"$": "date"}', "'day'"),
    ('{"$": ["Scorecard"]}', "unhashable"),
    ("[" * 100_000, "too deeply"),
    ("NaN", "it holds something else"),
)


@pytest.mark.parametrize(
    ("option", "words", "wrong"),
    [*(("--settings", *one) for one in SETTINGS), *(("--scorecard", *one) for one in CARDS)],
)
def test_what_is_wrong_with_settings_and_cards_is_said_in_a_line(
    tmp_path: Path,
    tables: dict[str, Path],
    option: str,
    words: str,
    wrong: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "given").write_text(words, encoding="utf-8")
    ask = ["why", *map(str, tables.values()), "--need", "n000000", option]
    assert main([*ask, str(tmp_path / "given")]) == 2
    told = capsys.readouterr().err
    assert told.startswith("given: ")
    assert wrong in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("seed", range(60))
def test_a_spoilt_card_is_used_or_refused_in_a_line(
    tmp_path: Path, tables: dict[str, Path], seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = random.Random(seed)
    words = to_json(expert())
    pieces = ("null", "NaN", "Infinity", "-1", '"x"', "[]", "{}", "1e999", "true", '"', "]", "é")
    at = draw.choice([spot.span() for spot in re.finditer(r"[\d.]+|\"[^\"]+\"", words)])
    (tmp_path / "card.json").write_text(
        words[: at[0]] + draw.choice(pieces) + words[at[1] :], encoding="utf-8"
    )
    ask = ["why", *map(str, tables.values()), "--need", "n000000", "--on", DAY]
    code = main([*ask, "--scorecard", str(tmp_path / "card.json")])
    told = capsys.readouterr().err.splitlines()
    assert (code, len(told)) in ((0, 0), (2, 1))
    assert all(line.startswith("card.json: this is not a scorecard: ") for line in told)
