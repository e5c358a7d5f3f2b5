"""What the field's reference expects of its thirty needs, thirty offers and twenty jobs."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from app.matches import bridge, wording
from tests.app.demo.test_samples import FAILS, NOBODY_IN_CATEGORY, PASSES, STAY_UNMET
from tests.app.matches.samples import Samples, store_samples

SERVED = {*PASSES, "N21"}


@pytest.fixture
def samples(app: Flask) -> Samples:
    return store_samples()


def test_everything_of_the_reference_is_looked_at(samples: Samples) -> None:
    assert len(samples.needs) == 30
    assert len(samples.supplies) == 50


def test_every_pair_that_should_pass_keeps_every_rule(samples: Samples) -> None:
    expected = {(need, supply) for need, many in PASSES.items() for supply in many}
    assert {pair: samples.rules(*pair) for pair in expected} == dict.fromkeys(expected, ())


def test_no_other_pair_passes_but_the_seated_job_for_the_father(samples: Samples) -> None:
    passing = {
        need: {supply for supply in samples.supplies if not samples.rules(need, supply)}
        for need in samples.needs
    }
    assert {need: many for need, many in passing.items() if many} == {**PASSES, "N21": {"J03"}}


def test_every_pair_that_must_fail_fails_by_the_right_rule(samples: Samples) -> None:
    wrong = {
        pair: samples.rules(*pair)
        for pair, rule in FAILS.items()
        if rule not in samples.rules(*pair)
    }
    assert wrong == {}


def test_a_boy_is_kept_from_an_offer_for_girls(samples: Samples) -> None:
    assert {"area", "sex"} <= set(samples.rules("N20", "O14"))


def test_every_need_that_can_be_served_is_offered_somebody(samples: Samples) -> None:
    held = bridge.hold(samples.market, vectors=samples.vectors())
    proposed = {
        samples.numbers[bridge.need_key(one.need_id)]: samples.numbers[one.fit.supply_key]
        for one in held.proposals
    }
    assert set(proposed) == SERVED
    for need, supply in proposed.items():
        assert supply in PASSES.get(need, {"J03"})


def test_the_five_unmet_stay_unmet_with_a_true_reason(samples: Samples) -> None:
    held = bridge.hold(samples.market, vectors=samples.vectors())
    unmet = {
        samples.numbers[bridge.need_key(one.need_id)]: (one.reason, one.feasible)
        for one in held.unmet
    }
    assert set(unmet) >= STAY_UNMET
    for need in NOBODY_IN_CATEGORY:
        assert unmet[need] == ("category", 0)
    assert unmet["N20"] == ("area", 0)
    assert unmet["N23"] == ("area", 0)
    assert unmet["N19"] == ("items", 0)
    assert unmet["N05"] == ("category", 1)


@pytest.mark.parametrize(
    ("language", "said"), [("zh_Hans_CN", "全县还没有人"), ("en", "Nobody in the county")]
)
def test_an_unmet_need_says_its_reason_in_words(samples: Samples, language: str, said: str) -> None:
    with force_locale(language):
        assert wording.unmet_words("category", 0).startswith(said)
