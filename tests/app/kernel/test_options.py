"""A number of the bureau counts from its day on; what counted before stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask, g

from app.kernel import clock, options, words
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.options import OPTIONS, Risk
from tests.counting import questions

TODAY = date(2026, 3, 12)


def _set(number: int, from_on: date, name: str = "answer_working_days") -> None:
    options.store(name, number, from_on=from_on, set_by=1, second=None)
    db.session.commit()


def test_until_it_is_set_an_option_has_its_default(app: Flask) -> None:
    assert {name: options.value(name) for name in OPTIONS} == {
        name: one.default for name, one in OPTIONS.items()
    }


def test_a_value_counts_from_its_day_on(app: Flask) -> None:
    _set(5, TODAY + timedelta(days=10))
    assert options.value("answer_working_days") == 3
    assert options.value("answer_working_days", on=TODAY + timedelta(days=9)) == 3
    assert options.value("answer_working_days", on=TODAY + timedelta(days=10)) == 5
    with clock.held(clock.now() + timedelta(days=10)):
        assert options.value("answer_working_days") == 5


def test_of_two_values_from_one_day_the_later_set_counts(app: Flask) -> None:
    _set(5, TODAY)
    _set(4, TODAY)
    assert options.value("answer_working_days") == 4


def test_a_value_set_later_for_an_earlier_day_ends_where_the_next_begins(app: Flask) -> None:
    _set(9, TODAY + timedelta(days=5))
    _set(4, TODAY)
    assert options.value("answer_working_days") == 4
    assert options.value("answer_working_days", on=TODAY + timedelta(days=5)) == 9


def test_all_options_are_one_question_a_request(app: Flask) -> None:
    g.pop("options", None)
    with questions() as asked:
        for name in OPTIONS:
            options.value(name)
    assert len(asked) == 1


def test_an_unknown_option_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        options.option("no_such")


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_lies_in_its_bounds_and_has_its_words(name: str) -> None:
    one = OPTIONS[name]
    one.require(one.default)
    assert one.least < one.most
    for bad in (one.least - 1, one.most + 1, -1, 0, 2**63):
        with pytest.raises(Refused, match=r"option\.out_of_range"):
            one.require(bad)
    for language in words.LANGUAGES:
        assert words.label("option", name, language=language)
        assert words.label("option_hint", name, language=language)
        assert "{number}" in words.label("option_unit", one.unit, language=language)
        assert words.label("option_risk", one.risk, language=language)


@pytest.mark.parametrize(
    ("name", "before", "after", "second"),
    [
        ("idle_minutes", 30, 31, True),
        ("idle_minutes", 30, 29, False),
        ("public_cell_minimum", 5, 4, True),
        ("public_cell_minimum", 5, 6, False),
        ("answer_working_days", 3, 20, False),
    ],
)
def test_only_what_makes_children_less_safe_needs_a_second_person(
    name: str, before: int, after: int, second: bool
) -> None:
    assert OPTIONS[name].needs_second(before, after) is second
    assert OPTIONS[name].is_dangerous is (OPTIONS[name].risk != Risk.NONE)
