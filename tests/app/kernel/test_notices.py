"""An announcement is read as it is printed, and a mistake in it is named."""

from __future__ import annotations

from datetime import date

import pytest

from app.kernel import calendar, words
from app.kernel.errors import Refused
from app.kernel.notices import read_notice

PRINTED = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
国务院办公厅
2025年11月4日
"""


def test_a_printed_announcement_gives_the_year_as_it_is_known() -> None:
    read = {one.day: one.is_working for one in read_notice(PRINTED, 2026)}
    known = calendar._seeded(2026).public
    assert read == {day: kind == "working_day" for day, kind in known.items()}


def test_a_holiday_keeps_the_name_it_was_announced_with() -> None:
    names = {one.day: one.name for one in read_notice(PRINTED, 2026)}
    assert (names[date(2026, 10, 1)], names[date(2026, 2, 14)]) == ("国庆节", "春节")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2027-01-01 元旦", "元旦"),
        ("2027/1/1 元旦", "元旦"),
        ("２０２７年１月１日　元旦", "元旦"),
        ("元旦：1月1日放假", "元旦"),
        ("元旦: 1月1日 (周五) 放假", "元旦"),
        ("2027-01-01", ""),
    ],
)
def test_one_day_is_read_however_it_is_written(text: str, name: str) -> None:
    (one,) = read_notice(text, 2027)
    assert (one.day, one.is_working, one.name) == (date(2027, 1, 1), False, name)


def test_a_day_of_work_is_told_from_a_free_one() -> None:
    (one,) = read_notice("2027-02-14 春节上班", 2027)
    assert (one.is_working, one.name) == (True, "春节")


def test_a_holiday_may_begin_in_the_year_before() -> None:
    text = "元旦：2026年12月31日至2027年1月2日放假"
    assert [one.day for one in read_notice(text, 2027)] == [
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 1, 2),
    ]


@pytest.mark.parametrize("joint", ["至", "到", "-", "—", "~", "～", "–"])
def test_a_stretch_is_joined_by_any_of_its_signs(joint: str) -> None:
    assert len(read_notice(f"5月1日{joint}5日放假", 2026)) == 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "notice.no_day"),
        ("   \n。，", "notice.no_day"),
        ("明年放假安排", "notice.no_day"),
        ("共7天", "notice.no_day"),
        ("2025年11月4日", "notice.no_day"),
        ("2月30日放假", "notice.unknown_day"),
        ("13月1日放假", "notice.unknown_day"),
        ("5日放假", "notice.unknown_day"),
        ("0月0日放假", "notice.unknown_day"),
        ("0年1月1日放假", "notice.unknown_day"),
        ("1月1日（周三）放假", "notice.other_weekday"),
        ("10月7日至1日放假", "notice.stretch"),
        ("5月1日至6月30日放假", "notice.stretch"),
        ("1月3日放假。1月3日上班", "notice.twice"),
        ("1月4日上班。1月4日放假", "notice.twice"),
        ("1月5日上班", "notice.ordinary_day"),
        ("2016年1月1日放假", "notice.other_year"),
    ],
)
def test_a_mistake_in_an_announcement_is_named(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_notice(text, 2026)
    assert (refused.value.code, refused.value.field) == (code, "notice")
    assert words.say(refused.value, language="en")
