"""The words of letters: every event, every way it reads, both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from jinja2 import UndefinedError

from app.kernel import words
from app.places import queries as places
from app.post.letters import Where, render
from tests.app.post.samples import LETTERS, MATCH, NEED, REASON_LISTS


def every_way() -> Iterator[Any]:
    for event, ways in LETTERS.items():
        for number, values in enumerate(ways):
            for language in words.LANGUAGES:
                yield pytest.param(event, values, language, id=f"{event}-{number}-{language}")


def spelt_out(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The values once for each code of the list that their reason stands for."""
    reason = values.get("reason")
    if reason not in REASON_LISTS:
        yield values
        return
    for code in words.codes(reason):
        yield {**values, "reason": code}


@pytest.mark.parametrize(("event", "values", "language"), list(every_way()))
def test_a_letter_says_everything_in_the_language_of_its_reader(
    app: Flask, event: str, values: dict[str, Any], language: str
):
    for way in spelt_out(values):
        said = render(event, way, language=language)
        assert said.subject
        assert said.paragraphs
        whole = f"{said.subject}\n{said.body}"
        assert "None" not in whole
        assert "{" not in whole
        assert "\n\n\n" not in whole
        assert len(said.subject) <= 90
        is_chinese = re.search(r"[，。]", said.body) is not None
        assert is_chinese == (language == words.CHINESE)


def test_a_missing_value_is_an_error_and_not_a_gap(app: Flask):
    with pytest.raises(UndefinedError):
        render("consent_refused_staff", MATCH, language=words.CHINESE)


def test_a_letter_to_a_provider_that_lapsed_blames_nobody(app: Flask):
    said = render("invitation_lapsed", LETTERS["invitation_lapsed"][0], language=words.ENGLISH)
    assert "nothing is held against you" in said.subject


def test_days_and_moments_are_written_as_the_reader_writes_them(app: Flask):
    values = LETTERS["consent_given"][0]
    assert "2026年9月12日" in render("consent_given", values, language=words.CHINESE).body
    assert "12 September 2026" in render("consent_given", values, language=words.ENGLISH).body or (
        "September 12, 2026" in render("consent_given", values, language=words.ENGLISH).body
    )


def test_a_moment_is_told_on_a_chinese_clock(app: Flask):
    values = LETTERS["match_invited"][0]
    assert "2026年3月17日 18:00" in render("match_invited", values, language=words.CHINESE).body


@pytest.mark.parametrize(("event", "values", "language"), list(every_way()))
def test_no_letter_names_a_village_or_a_category_and_no_mail_the_title_of_a_need(
    app: Flask, event: str, values: dict[str, Any], language: str
):
    villages = {one.name for town in places.towns() for one in places.villages(town.code)}
    kinds = {
        words.label("service_category", code, language=language)
        for code in words.codes("service_category")
    }
    for way in spelt_out(values):
        mailed = render(event, way, language=language, where=Where.MAIL)
        inside = render(event, {**way, "title": "—"}, language=language)
        for said in (mailed, inside):
            whole = f"{said.subject}\n{said.body}"
            of_posting = way["title"] if "posting_code" in way else ""
            told = whole.replace(of_posting, "") if of_posting else whole
            told = told.replace(way.get("posting") or "—", "")
            assert not [name for name in villages if name in told]
            assert not [name for name in kinds if name in told]
        if "posting_code" not in way:
            assert NEED["title"] not in f"{mailed.subject}\n{mailed.body}"


def test_a_mail_calls_a_need_by_its_number_and_the_inbox_by_its_title(app: Flask):
    mailed = render("need_returned", NEED, language=words.CHINESE, where=Where.MAIL)
    assert mailed.subject == "需求退回修改：X2026-00001"
    assert NEED["title"] in render("need_returned", NEED, language=words.CHINESE).subject
