"""Fields of every form: cleaned before a form sees them, what was typed kept beside a no."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, Optional

from app.kernel import fields


class Everything(fields.FormWithHours):
    line = fields.Line("Line", most=10, is_needed=True)
    text = fields.Text("Text")
    name = fields.Name("Name")
    phone = fields.Phone("Phone")
    mobile = fields.Mobile("Mobile")
    day = fields.Day("Day", validators=[Optional()])
    last = fields.Day("Last", validators=[Optional(), fields.last_day_not_before("day")])
    number = fields.Whole("Number", validators=[InputRequired(), fields.between(0, 20)])
    sought = fields.Sought("Sought")
    version = fields.Version()
    times = fields.WeeklyHours("Times")


def _form(app: Flask, **typed: Any) -> Everything:
    with app.test_request_context("/", method="POST"):
        form = Everything(MultiDict({"line": "x", "number": "0", **typed}))
        form.validate()
        return form


def _hours(number: int, day: int = 0, starts: str = "08:00", ends: str = "09:00") -> dict[str, str]:
    return {
        f"times-{number}-days": str(day),
        f"times-{number}-starts": starts,
        f"times-{number}-ends": ends,
    }


def test_what_is_typed_arrives_clean(app: Flask) -> None:
    form = _form(
        app,
        line=" 一\u200b行 ",
        text="一\r\n二",
        name="买买提.艾力",
        phone="0573 8812 0000",
        mobile="+86 138 0000 0000",
        day="2026/9/1",
        number="１２",
        version="3",
    )
    assert form.errors == {}
    assert (form.line.data, form.text.data, form.name.data) == ("一行", "一\n二", "买买提·艾力")
    assert (form.phone.data, form.mobile.data) == ("0573-88120000", "13800000000")
    assert (form.day.data, form.number.data, form.version.number) == (date(2026, 9, 1), 12, 3)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("line", ""),
        ("line", "\u200b"),
        ("line", "长" * 11),
        ("line", "\ue000"),
        ("text", "\ue000"),
        ("name", "周\ue000"),
        ("phone", "12345"),
        ("mobile", "0573-88120000"),
        ("day", "9999-12-31"),
        ("number", "9223372036854775808"),
        ("number", "21"),
        ("number", ""),
    ],
)
def test_what_is_refused_is_kept_as_it_was_typed(app: Flask, field: str, typed: str) -> None:
    form = _form(app, **{field: typed})
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    assert form[field]._value() == typed or typed == "\u200b"


def test_a_last_day_lies_not_before_the_first(app: Flask) -> None:
    assert list(_form(app, day="2026-09-02", last="2026-09-01").errors) == ["last"]
    assert not _form(app, day="2026-09-01", last="2026-09-01").errors
    assert list(_form(app, day="x", last="2026-09-01").errors) == ["day"]


@pytest.mark.parametrize("typed", ["", "x", "-1", "²", "9" * 5000])
def test_a_version_that_was_tampered_with_is_nobodys(app: Flask, typed: str) -> None:
    assert _form(app, version=typed).version.number == 0


def test_a_search_that_cannot_be_read_looks_for_nothing(app: Flask) -> None:
    assert _form(app, sought="\ue000").sought.words == ""
    assert _form(app, sought=" 周\u200b ").sought.words == "周"
    assert len(_form(app, sought="长" * 100).sought.words) <= 60


def test_hours_of_many_kinds_are_read(app: Flask) -> None:
    form = _form(
        app, **_hours(0), **_hours(1, 1, "10:00", "11:00"), **_hours(2, 2, "22:00", "06:00")
    )
    assert form.errors == {}
    assert form.times.slots() == ((0, 480, 540), (1, 600, 660), (2, 1320, 1440), (3, 0, 360))


@pytest.mark.parametrize(
    "typed",
    [
        _hours(0, starts="17:30", ends="16:30"),
        _hours(0, starts="08:00", ends="08:00"),
        _hours(0, starts="08:00", ends=""),
        _hours(0, day=7),
        _hours(0, starts="noon"),
    ],
)
def test_hours_that_make_no_sense_are_refused(app: Flask, typed: dict[str, str]) -> None:
    form = _form(app, **typed)
    assert list(form.errors) == ["times"]


def test_one_row_more_is_given_and_nothing_judged(app: Flask) -> None:
    form = _form(app, line="", **_hours(0), **{"times-add": "1"})
    assert form.errors == {}
    assert len(form.times) == 3
    assert not form.validate()


def test_fourteen_rows_are_enough_and_more_are_refused_in_words(app: Flask) -> None:
    full = {name: text for number in range(14) for name, text in _hours(number).items()}
    assert _form(app, **full).errors == {}
    more = _form(app, **full, **{"times-add": "1"})
    assert len(more.times) == 14
    assert more.times.errors
    beyond = _form(app, **full, **_hours(14))
    assert list(beyond.errors) == ["times"]
    assert len(beyond.times) == 15


def test_stored_hours_of_many_kinds_are_all_shown(app: Flask) -> None:
    many = [[number % 7, number * 60, number * 60 + 30] for number in range(20)]
    with app.test_request_context("/"):
        assert len(Everything(formdata=None, data={"times": many}).times) == 20


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "-1", "x"])
def test_rows_that_no_page_sends_break_nothing(app: Flask, number: str) -> None:
    _form(app, **{f"times-{number}-starts": "08:00"})
