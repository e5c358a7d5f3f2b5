"""What people type, made plain: names, numbers, days and texts, each in one way."""

from __future__ import annotations

from datetime import date, time

import pytest

from app.kernel import cleaning
from app.kernel.errors import Refused


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("周小禾", "周小禾"),
        ("周 小禾", "周小禾"),
        ("　周小禾　", "周小禾"),
        ("周\u200b小禾", "周小禾"),
        ("周小\ufe00禾", "周小禾"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提‧艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("买买提 艾力", "买买提·艾力"),
        ("欧阳 子墨", "欧阳子墨"),
        ("Anna  Zhou", "Anna Zhou"),
        ("Ａｎｎａ", "Anna"),
        ("José  García", "José García"),
        ("\u200b", ""),
        (None, ""),
    ],
)
def test_a_name_is_written_in_one_way(typed: str | None, name: str) -> None:
    assert cleaning.name(typed) == name
    assert cleaning.name(name) == name


@pytest.mark.parametrize(
    ("full_name", "given_name"),
    [
        ("周小禾", "小禾"),
        ("周㛃", "㛃"),
        ("欧阳子墨", "子墨"),
        ("欧阳", "阳"),
        ("尉迟明", "明"),
        ("𬭎", "𬭎"),
        ("周", None),
        ("阿依古丽·买买提", "阿依古丽"),
        ("买买提.艾力", "买买提"),
        ("买买提．艾力", "买买提"),
        ("买买提 艾力", "买买提"),
        ("周·小禾", "小禾"),
        ("买买提艾力", None),
        ("古丽米热", None),
        ("Anna Zhou", "Anna"),
        ("Anna Smith", "Anna"),
        ("Zhou Xiaohe", "Xiaohe"),
        ("Anna", "Anna"),
        ("José García", "José"),
        ("", None),
    ],
)
def test_a_given_name_never_holds_the_fathers_name(full_name: str, given_name: str | None) -> None:
    assert cleaning.given_name_of(full_name) == given_name


@pytest.mark.parametrize(
    ("full_name", "surname"),
    [
        ("周兰", "周"),
        ("欧阳兰", "欧阳"),
        ("欧阳 兰", "欧阳"),
        ("Anna Zhou", "Zhou"),
        ("Zhou Lan", "Zhou"),
        ("Anna Smith", "Smith"),
        ("", ""),
    ],
)
def test_a_surname_is_found(full_name: str, surname: str) -> None:
    assert cleaning.surname_of(full_name) == surname


@pytest.mark.parametrize(
    "typed",
    [
        "13800000000",
        "138 0000 0000",
        "138-0000-0000",
        "+86 138 0000 0000",
        "8613800000000",
        "0086 138 0000 0000",
        "１３８００００００００",
        "138\u200b0000\u206f0000",
        "（+86）13800000000",
        "\u202d13800000000\u202c",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(typed: str) -> None:
    assert cleaning.mobile(typed) == cleaning.phone(typed) == "13800000000"
    assert cleaning.sought_phone(typed) == cleaning.sign_in_name(typed) == "13800000000"


@pytest.mark.parametrize(
    "typed", ["0573-88120000", "(0573) 8812 0000", "057388120000", "+86 573 88120000"]
)
def test_a_landline_may_be_rung_and_not_texted(typed: str) -> None:
    assert cleaning.phone(typed) == "0573-88120000"
    assert not cleaning.is_mobile(cleaning.phone(typed))
    with pytest.raises(Refused, match=r"cleaning\.landline"):
        cleaning.mobile(typed)


@pytest.mark.parametrize("typed", ["", "12345", "88120000", "1380000000", "12800000000", "阿婆"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert cleaning.sought_phone(typed) is None
    with pytest.raises(Refused, match=r"cleaning\.phone"):
        cleaning.phone(typed)
    with pytest.raises(Refused, match=r"cleaning\.mobile"):
        cleaning.mobile(typed)


@pytest.mark.parametrize(
    "typed",
    ["", None, " \u3000", "\u200b", "\u200b\u2060\ufeff", "\u3164", "\u2800", "\u00ad", "\x00"],
)
def test_a_text_of_nothing_that_can_be_seen_is_empty(typed: str | None) -> None:
    assert cleaning.text(typed) == cleaning.line(typed) == ""


def test_a_text_keeps_its_lines_and_loses_what_cannot_be_seen() -> None:
    assert cleaning.text(" 一\u200b行 \r\n\r\n二\t行\x07 ") == "一行\n\n二\t行"
    assert cleaning.line("一\n 行") == "一 行"
    assert cleaning.text("e\u0301") == "\u00e9"


@pytest.mark.parametrize("sign", ["\ue000", "\U000f0000", "\ud800", "\ufdd0", "\uffff"])
def test_a_sign_that_only_one_machine_shows_is_refused(sign: str) -> None:
    for clean in (cleaning.text, cleaning.line, cleaning.name, cleaning.phone, cleaning.whole):
        with pytest.raises(Refused, match=r"cleaning\.private_sign"):
            clean(f"周{sign}")


def test_a_rare_sign_of_a_name_is_kept() -> None:
    assert cleaning.name("周𬭎㛃") == "周𬭎㛃"
    assert cleaning.name("周\U0003106c") == "周\U0003106c"


@pytest.mark.parametrize(
    "typed",
    ["2026-09-01", "2026/9/1", "2026.9.1", "2026年9月1日", "２０２６-９-１", " 2026 年 9 月 1 日"],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert cleaning.day(typed) == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("明天", "cleaning.day"),
        ("2026-02-30", "cleaning.day"),
        ("2026-13-01", "cleaning.day"),
        ("0001-01-01", "cleaning.day_far"),
        ("1899-12-31", "cleaning.day_far"),
        ("9999-12-31", "cleaning.day_far"),
    ],
)
def test_a_day_beyond_all_files_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        cleaning.day(typed)
    assert refused.value.code == code


@pytest.mark.parametrize("typed", ["16:30", "16：30", "16点30", "16时30分", "16:30:00"])
def test_a_time_is_read_however_it_is_written(typed: str) -> None:
    assert cleaning.clock(typed) == time(16, 30)


@pytest.mark.parametrize(("typed", "read"), [("24:00", time()), ("0:00", time()), ("8点", time(8))])
def test_midnight_has_two_names(typed: str, read: time) -> None:
    assert cleaning.clock(typed) == read


@pytest.mark.parametrize("typed", ["25:00", "24:01", "16:60", "1630", "noon", ""])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"cleaning\.clock"):
        cleaning.clock(typed)


@pytest.mark.parametrize(("typed", "read"), [("5", 5), ("１，０００", 1000), (" -3 ", -3)])
def test_a_whole_number_is_read(typed: str, read: int) -> None:
    assert cleaning.whole(typed) == read


@pytest.mark.parametrize("typed", ["many", "5.5", "", "9" * 30, "1e3"])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"cleaning\.whole\b"):
        cleaning.whole(typed)


@pytest.mark.parametrize("typed", ["2147483648", "9223372036854775808", "-99999999999999"])
def test_a_number_that_no_database_holds_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"cleaning\.whole_large"):
        cleaning.whole(typed)


@pytest.mark.parametrize("typed", ["", "-1", "x", "²", "2147483648", "9" * 5000])
def test_what_can_be_no_id_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\A" + typed[:20]):
        cleaning.key(typed)
    assert cleaning.key("2147483647") == cleaning.LARGEST
