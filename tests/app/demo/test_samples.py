"""The samples' published expectations: who passes, who must fail and by which rule, who stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.demo.cast import make_cast
from app.demo.seeds import Cast
from app.demo.texts import samples
from tests.app.demo.hard_rules import (
    Help,
    first_broken,
    first_broken_by_job,
    from_offer,
    from_volunteer,
)

PASSES = {
    "N01": {"O03"},
    "N02": {"O08"},
    "N03": {"O02"},
    "N04": {"O06"},
    "N05": {"O01"},
    "N07": {"O12"},
    "N08": {"O18"},
    "N09": {"O03"},
    "N10": {"O01"},
    "N12": {"O07"},
    "N13": {"O27"},
    "N15": {"O16", "O23", "O30"},
    "N16": {"O17"},
    "N18": {"O25"},
    "N24": {"O12", "O21"},
    "N26": {"O29"},
    "N28": {"O11"},
}
# Pairs of one category that must fail, with the first rule they break.
FAILS = {
    ("N01", "O04"): "mode",
    ("N02", "O22"): "area",
    ("N03", "O25"): "area",
    ("N06", "O29"): "mode",
    ("N07", "O21"): "area",
    ("N07", "O26"): "qualification",
    ("N09", "O04"): "time",
    ("N15", "O09"): "dates",
    ("N15", "O28"): "area",
    ("N17", "O15"): "qualification",
    ("N18", "O02"): "area",
    ("N19", "O05"): "items",
    ("N19", "O24"): "items",
    ("N20", "O14"): "area",
    ("N21", "O10"): "area",
    ("N22", "O03"): "area",
    ("N22", "O04"): "mode",
    ("N23", "O13"): "area",
    ("N24", "O26"): "mode",
    ("N25", "O18"): "qualification",
    ("N28", "O20"): "qualification",
}
NOBODY_IN_CATEGORY = {"N11", "N14", "N27", "N29", "N30"}
STAY_UNMET = {"N20", "N23", "N27", "N29", "N30"}
DAYS = [date(2025, 11, 23), date(2026, 7, 1), date(2028, 2, 29)]


def all_help(cast: Cast) -> dict[str, Help]:
    helpers = [from_offer(offer) for offer in cast.offers]
    helpers += [from_volunteer(v) for v in cast.volunteers if v.state == "active"]
    return {helper.key: helper for helper in helpers}


def sample_verdicts(cast: Cast) -> dict[tuple[str, str], str | None]:
    sexes = {child.key: child.sex for child in cast.children}
    helpers = all_help(cast)
    return {
        (need.key, row["no"]): first_broken(need, helpers[row["no"]], sexes[need.child_key])
        for need in cast.needs[:30]
        for row in samples("offers")
    }


@pytest.fixture(scope="module", params=DAYS, ids=str)
def dated_cast(request: pytest.FixtureRequest) -> Cast:
    return make_cast(request.param)


def test_exactly_the_expected_pairs_pass_every_rule(dated_cast: Cast) -> None:
    passing: dict[str, set[str]] = {}
    for (need, offer), broken in sample_verdicts(dated_cast).items():
        if broken is None:
            passing.setdefault(need, set()).add(offer)
    assert passing == PASSES


@pytest.mark.parametrize(("pair", "rule"), FAILS.items(), ids=lambda value: str(value))
def test_a_pair_that_must_fail_fails_by_the_rule_it_should(
    cast: Cast, pair: tuple[str, str], rule: str
) -> None:
    assert sample_verdicts(cast)[pair] == rule


def test_every_pair_of_one_category_is_either_expected_to_pass_or_to_fail(cast: Cast) -> None:
    same = {pair for pair, rule in sample_verdicts(cast).items() if rule != "category"}
    assert same == set(FAILS) | {(need, offer) for need in PASSES for offer in PASSES[need]}


def test_some_needs_have_nobody_in_their_category_among_the_samples(cast: Cast) -> None:
    verdicts = sample_verdicts(cast)
    for need in NOBODY_IN_CATEGORY:
        assert {verdicts[need, row["no"]] for row in samples("offers")} == {"category"}


@pytest.mark.parametrize("window", ["starts_on", "ends_on"])
def test_who_passes_is_there_from_the_first_day_to_the_last(cast: Cast, window: str) -> None:
    needs = {need.key: need for need in cast.needs}
    offers = {offer.key: offer for offer in cast.offers}
    for key, passing in PASSES.items():
        for offer in (offers[number] for number in passing if number in offers):
            day = getattr(needs[key], window)
            assert offer.ends_on is not None
            assert offer.starts_on <= day <= offer.ends_on, (key, offer.key)


def test_the_unmet_five_are_served_by_nobody_in_the_whole_county(dated_cast: Cast) -> None:
    sexes = {child.key: child.sex for child in dated_cast.children}
    for need in dated_cast.needs:
        if need.key in STAY_UNMET:
            fitting = [
                helper.key
                for helper in all_help(dated_cast).values()
                if first_broken(need, helper, sexes[need.child_key]) is None
            ]
            assert fitting == []


def test_winter_clothes_in_the_right_sizes_are_to_be_had_elsewhere(cast: Cast) -> None:
    need = next(need for need in cast.needs if need.key == "N19")
    fitting = [h.key for h in all_help(cast).values() if first_broken(need, h, "female") is None]
    assert fitting
    assert not {"O05", "O24"} & set(fitting)


def test_of_the_sample_jobs_only_the_seated_one_in_dama_suits_the_father(
    dated_cast: Cast,
) -> None:
    need = next(need for need in dated_cast.needs if need.key == "N21")
    verdicts = {job.key: first_broken_by_job(need, job) for job in dated_cast.jobs[:20]}
    assert {key for key, broken in verdicts.items() if broken is None} == {"J03"}
    assert set(verdicts.values()) == {None, "radius"}


def test_shifts_into_the_night_fail_even_next_door(cast: Cast) -> None:
    need = next(need for need in cast.needs if need.key == "N21")
    next_door = [replace(job, point=need.point) for job in cast.jobs[:20]]
    by_shift = {job.key for job in next_door if first_broken_by_job(need, job) == "shift"}
    assert {"J04", "J05", "J08", "J13"} <= by_shift
    assert {"J02", "J03", "J11", "J17"}.isdisjoint(by_shift)


def test_the_samples_texts_stand_word_for_word(cast: Cast) -> None:
    needs = {need.sample_no: need for need in cast.needs if need.sample_no}
    for row in samples("needs"):
        need = needs[row["no"]]
        assert (need.title, need.summary, need.note) == (
            row["title"],
            row["public_summary"],
            row["internal_note"],
        )
        assert need.qualifications == tuple(row["qualification"])
        assert (need.urgency, need.visibility) == (row["urgency"], row["visibility"])
        assert need.state == "open"
    given = {offer.sample_no: (offer.title, offer.description) for offer in cast.offers}
    given |= {v.sample_no: (v.title, v.about) for v in cast.volunteers}
    for row in samples("offers"):
        assert given[row["no"]] == (row["title"], row["description"])
    jobs = {job.sample_no: job for job in cast.jobs}
    for row in samples("jobs"):
        assert (jobs[row["no"]].title, jobs[row["no"]].pay) == (row["title"], row["wage"])
        assert jobs[row["no"]].capacity == row["headcount"]


def test_a_samples_child_is_the_child_its_text_speaks_of(cast: Cast) -> None:
    children = {child.sample_no: child for child in cast.children}
    for row in samples("needs"):
        child = children[row["no"]]
        assert child.sex == {"男": "male", "女": "female"}[row["child"]["sex"]]
        assert child.risk_level == row["child"]["risk"]
        code = {"low_income": "poverty"}.get(row["child"]["cat"], row["child"]["cat"])
        assert code in child.categories


def test_the_individuals_among_the_samples_are_volunteers(cast: Cast) -> None:
    numbers = [v.sample_no for v in cast.volunteers if v.sample_no]
    assert numbers == ["O04", "O11", "O14", "O23", "O26", "O29"]
    assert not set(numbers) & {offer.key for offer in cast.offers}
