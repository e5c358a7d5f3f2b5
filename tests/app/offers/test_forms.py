"""Weekly times as they are typed, stored and said."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.offers.forms import JobForm, JobsAsked, OfferForm
from app.offers.wording import said
from tests.app.offers.samples import JOB, OFFER


def typed(values: dict[str, object], **changes: object) -> MultiDict[str, object]:
    return MultiDict({**values, **changes})


def offer_form(app: Flask, **changes: object) -> OfferForm:
    with app.test_request_context("/", method="POST"):
        form = OfferForm(typed(OFFER, **changes))
        form.validate()
        return form


def job_form(app: Flask, **changes: object) -> JobForm:
    with app.test_request_context("/", method="POST"):
        form = JobForm(typed(JOB, **changes))
        form.validate()
        return form


def test_hours_are_stored_for_each_day(app: Flask):
    form = offer_form(app)
    assert not form.errors
    assert form.times.slots() == ((1, 960, 1050), (3, 960, 1050))


def test_hours_past_midnight_belong_to_the_next_day(app: Flask):
    late = {"times-0-days": ["6"], "times-0-starts": "22:00", "times-0-ends": "06:00"}
    assert job_form(app, **late).times.slots() == ((0, 0, 360), (6, 1320, 1440))


def test_midnight_ends_a_day(app: Flask):
    late = {"times-0-days": ["2"], "times-0-starts": "18:00", "times-0-ends": "00:00"}
    assert job_form(app, **late).times.slots() == ((2, 1080, 1440),)


def test_half_given_hours_are_asked_for_again(app: Flask):
    form = offer_form(app, **{"times-0-ends": ""})
    assert form.times[0].form.days.errors


@pytest.mark.parametrize(("starts", "ends"), [("17:30", "16:30"), ("08:00", "08:00")])
def test_a_slip_of_the_pen_is_not_a_day_and_a_night(app: Flask, starts: str, ends: str):
    slip = {"times-0-starts": starts, "times-0-ends": ends}
    assert offer_form(app, **slip).times[0].form.ends.errors
    assert job_form(app, **slip).times[0].form.ends.errors


def test_a_job_has_as_many_different_hours_as_it_has(app: Flask):
    more = {}
    for number in range(1, 4):
        more[f"times-{number}-days"] = str(number)
        more[f"times-{number}-starts"] = f"{17 + number}:00"
        more[f"times-{number}-ends"] = f"{18 + number}:00"
    form = job_form(app, **more)
    assert not form.errors
    assert len(form.times.slots()) == 8


def test_a_job_without_hours_is_asked_for_them(app: Flask):
    empty = {"times-0-days": [], "times-0-starts": "", "times-0-ends": ""}
    assert job_form(app, **empty).times.errors


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "长" * 61}),
        ("capacity", {"capacity": "十"}),
        ("capacity", {"capacity": "0"}),
        ("category", {"category": "guardian_employment"}),
        ("ends_on", {"ends_on": "2026-02-01"}),
        ("starts_on", {"starts_on": "明天"}),
        ("age_high", {"age_high": "5"}),
        ("age_low", {"age_low": "18", "age_high": ""}),
        ("modes", {"modes": []}),
        ("areas", {"areas": ["110101001"]}),
    ],
)
def test_a_field_that_is_wrong_says_so_itself(app: Flask, field: str, changes: dict[str, object]):
    assert list(offer_form(app, **changes).errors) == [field]


def test_own_words_stand_beside_the_codes(app: Flask):
    draft = job_form(app, more_kindnesses="可带老人同岗，午休可接孩子").given()
    assert draft.kindnesses == ("home_work", "可带老人同岗", "午休可接孩子")


def test_codes_are_said_and_own_words_repeated(app: Flask):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert (
            said("kindness", ["swap_shift", "可带老人同岗"])
            == "Shifts may be swapped, 可带老人同岗"
        )


@pytest.mark.parametrize("query", ["lat=x&lon=y", "lat=1", "lat=900&lon=0", "shift=nonsense", ""])
def test_an_address_that_makes_no_sense_asks_nothing(app: Flask, query: str):
    with app.test_request_context(f"/jobs?{query}"):
        from flask import request

        wanted = JobsAsked(request.args).wanted()
        assert (wanted.near, wanted.shift, wanted.sort) == (None, None, "new")
