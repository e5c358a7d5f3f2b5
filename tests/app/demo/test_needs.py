"""Needs: states, categories, and public words that give nobody away."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from app.demo.arithmetic import age_on
from app.demo.seeds import Cast, NeedSeed
from app.demo.towns import by_code, villages_of

MODES = {
    "home", "child_home_center", "school", "outing", "online", "goods_drop", "workplace",
}  # fmt: skip

SIZES = {
    4: 110, 5: 120, 6: 120, 7: 130, 8: 130, 9: 140, 10: 140, 11: 150, 12: 150, 13: 160, 14: 160,
    15: 170,
}  # fmt: skip


def generated(cast: Cast) -> list[NeedSeed]:
    return [need for need in cast.needs if need.sample_no is None]


def test_320_needs_cover_the_24_categories_and_are_mostly_open(cast: Cast) -> None:
    assert len({need.key for need in cast.needs}) == 320
    assert len({need.category for need in cast.needs}) == 24
    assert Counter(need.state for need in cast.needs) == {
        "open": 246, "submitted": 24, "endorsed": 22, "draft": 16, "returned": 6,
        "withdrawn": 4, "expired": 2,
    }  # fmt: skip


def test_only_what_was_returned_withdrawn_or_expired_says_why(cast: Cast) -> None:
    for need in cast.needs:
        is_explained = need.state in ("returned", "withdrawn", "expired")
        assert (need.state_reason is not None) == is_explained
        assert (need.opened_on is not None) == (need.state in ("open", "expired"))


def test_a_need_belongs_to_its_childs_village_guardian_and_director(cast: Cast) -> None:
    children = {child.key: child for child in cast.children}
    directors = {person.key: person.place_code for person in cast.staff}
    for need in cast.needs:
        child = children[need.child_key]
        assert need.guardian_key == child.guardian_key
        assert need.village_code == child.village_code == directors[need.director_key]
        age = age_on(child.born_on, cast.today)
        assert need.age_low <= age <= need.age_high


def test_public_words_name_no_child_guardian_village_or_number(cast: Cast) -> None:
    children = {child.key: child for child in cast.children}
    guardians = {guardian.key: guardian for guardian in cast.guardians}
    for need in cast.needs:
        words = need.title + need.summary
        secret = {children[need.child_key].full_name, guardians[need.guardian_key].full_name}
        secret |= {village.short_name for village in villages_of(need.town_code)}
        assert not [name for name in secret if name in words]
        assert not re.search(r"\d{5,}", words)


def test_a_generated_summary_opens_with_town_and_age_band(cast: Cast) -> None:
    for need in generated(cast):
        town = by_code()[need.town_code].short_name
        assert need.summary.startswith(f"{town}，{need.age_low}—{need.age_high}岁，")
        assert need.age_high - need.age_low == 2


def test_times_are_structured_and_long_enough_for_the_meetings_asked_for(cast: Cast) -> None:
    for need in cast.needs:
        assert set(need.modes) <= MODES
        assert need.ends_on is None or need.starts_on < need.ends_on
        per_week, minutes, weeks = need.frequency
        if need.modes == ("goods_drop",):
            assert (per_week, minutes, weeks) == (None, None, None)
        if per_week and minutes and weeks:
            roomy = {s.weekday for s in need.slots if s.end - s.start >= minutes}
            assert len(roomy) >= per_week, need.key


def test_whoever_meets_a_child_must_be_vetted(cast: Cast) -> None:
    for need in generated(cast):
        if set(need.modes) & {"child_home_center", "school", "outing", "online"}:
            assert need.direct_contact
        if need.modes in (("goods_drop",), ("workplace",)):
            assert not need.direct_contact


def test_a_restricted_need_is_designated_to_its_own_category(cast: Cast) -> None:
    offers = {offer.key: offer for offer in cast.offers}
    restricted = [need for need in generated(cast) if need.visibility == "restricted"]
    assert len(restricted) >= 10
    for need in restricted:
        assert need.designated is not None
        assert {offers[key].category for key in need.designated} <= {need.category}
    for need in generated(cast):
        assert (need.designated is None) == (need.visibility != "restricted")


def test_guardians_needs_for_work_say_how_far(cast: Cast) -> None:
    work = [need for need in cast.needs if need.category == "guardian_employment"]
    assert len(work) >= 20
    for need in work:
        assert need.max_km is not None
        assert need.aid_form == "job"
        assert "workplace" in need.modes


def test_a_need_has_waited_60_days_and_one_has_a_note_of_2000_characters(cast: Cast) -> None:
    needs = {need.key: need for need in cast.needs}
    waiting = needs[cast.edge_cases["need_open_for_60_days"]].opened_on
    assert waiting is not None
    assert waiting <= cast.today - timedelta(days=60)
    assert len(needs[cast.edge_cases["need_with_long_note"]].note) == 2000


def test_clothes_are_asked_for_in_the_childs_size(cast: Cast) -> None:
    children = {child.key: child for child in cast.children}
    coats = [(need, item) for need in generated(cast) for item in need.items if "coat" in item]
    assert coats
    for need, item in coats:
        age = age_on(children[need.child_key].born_on, cast.today)
        assert item == f"winter_coat_{SIZES[age]}"
