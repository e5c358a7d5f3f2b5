"""The children and guardians follow the county's distributions and hold the edge cases."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from app.demo.arithmetic import age_on, months_after, years_before
from app.demo.cast import make_cast
from app.demo.children import CHILD_FLAGS, HOUSEHOLD_FLAGS
from app.demo.seeds import Cast, ChildSeed
from app.demo.towns import by_code

DAYS = [date(2025, 11, 23), date(2026, 1, 31), date(2026, 2, 28), date(2028, 2, 29)]


def child_of(cast: Cast, edge: str) -> ChildSeed:
    return next(child for child in cast.children if child.key == cast.edge_cases[edge])


@pytest.fixture(scope="module", params=DAYS, ids=str)
def dated(request: pytest.FixtureRequest) -> Cast:
    return make_cast(request.param)


def test_the_same_day_and_seed_give_the_same_cast(cast: Cast) -> None:
    assert make_cast(cast.today) == cast
    assert make_cast(cast.today, 7) != cast


def test_520_children_by_town_as_in_the_county(cast: Cast) -> None:
    towns = Counter(by_code()[child.town_code].short_name for child in cast.children)
    assert towns == {
        "梧桐街道": 83, "濮院镇": 73, "崇福镇": 66, "乌镇镇": 57, "洲泉镇": 45, "石门镇": 42,
        "凤鸣街道": 40, "高桥街道": 35, "屠甸镇": 29, "河山镇": 26, "大麻镇": 24,
    }  # fmt: skip


def test_categories_come_as_often_as_they_do(dated: Cast) -> None:
    primary = Counter(child.categories[0] for child in dated.children)
    assert primary == {
        "left_behind": 130, "disabled": 118, "poverty": 170, "other_difficulty": 28,
        "de_facto_unattended": 26, "seriously_ill": 22, "guardianship_absent": 9,
        "guardianship_improper": 9, "orphan": 8,
    }  # fmt: skip
    assert sum(len(child.categories) > 1 for child in dated.children) == 94
    households = Counter(c.household_type for c in dated.children if c.categories[0] == "poverty")
    assert households == {"minimum_living": 112, "marginal": 54, "extreme_poverty": 4}


def test_risk_sex_and_age_come_as_often_as_they_do(dated: Cast) -> None:
    children = dated.children
    risks = Counter(child.risk_level for child in children)
    assert risks == {"low": 346, "medium": 126, "high": 39, "critical": 9}
    assert Counter(child.sex for child in children) == {"male": 281, "female": 239}
    bands = Counter(age_on(child.born_on, dated.today) // 3 for child in children)
    assert bands == {0: 26, 1: 62, 2: 104, 3: 125, 4: 120, 5: 83}


def test_flags_come_as_often_as_they_do(cast: Cast) -> None:
    flags = Counter(flag for child in cast.children for flag in child.flags)
    for flag, quota in HOUSEHOLD_FLAGS.items():
        assert quota - 1 <= flags[flag] <= quota
    for flag, (quota, _) in CHILD_FLAGS.items():
        assert flags[flag] == quota
    assert all(len(set(child.flags)) == len(child.flags) for child in cast.children)


def test_nobody_is_left_behind_after_the_sixteenth_birthday(dated: Cast) -> None:
    for child in dated.children:
        if "left_behind" in child.categories and child != child_of(dated, "turns_16_this_month"):
            assert age_on(child.born_on, dated.today) < 16


def test_every_child_is_under_18_and_born(dated: Cast) -> None:
    for child in dated.children:
        assert child.born_on <= dated.today
        assert 0 <= age_on(child.born_on, dated.today) <= 17


def test_three_villages_have_exactly_30_31_and_41_children(cast: Cast) -> None:
    villages = Counter(child.village_code for child in cast.children)
    for count in (30, 31, 41):
        assert villages[cast.edge_cases[f"village_of_{count}"]] == count
    assert cast.edge_cases["village_of_30"] == "330483103205"
    assert cast.edge_cases["village_of_31"] == "330483101202"
    assert sorted(villages.values())[-4] < 30


def test_two_children_share_name_and_birthday_and_no_others_do(cast: Cast) -> None:
    first = child_of(cast, "same_name_and_birthday_1")
    second = child_of(cast, "same_name_and_birthday_2")
    assert (first.full_name, first.born_on) == (second.full_name, second.born_on)
    assert first.id_number != second.id_number
    pairs = Counter((child.full_name, child.born_on) for child in cast.children)
    assert sum(count > 1 for count in pairs.values()) == 1


def test_rare_characters_and_a_surname_of_two_characters_occur(cast: Cast) -> None:
    assert child_of(cast, "rare_character_1").full_name == "陆㛃"
    assert child_of(cast, "rare_character_2").full_name == "钟𬭎"
    compound = child_of(cast, "compound_surname")
    assert (compound.full_name, compound.given_name) == ("欧阳若溪", "若溪")


def test_one_turns_16_this_month_and_one_18_in_five_months(dated: Cast) -> None:
    sixteen = child_of(dated, "turns_16_this_month")
    turns = years_before(sixteen.born_on, -16)
    assert (turns.year, turns.month) == (dated.today.year, dated.today.month)
    assert turns >= dated.today
    assert "left_behind" in sixteen.categories
    grown = child_of(dated, "turns_18_in_5_months")
    assert years_before(grown.born_on, -18) == months_after(dated.today, 5)


def test_one_was_born_on_a_leap_day_and_one_number_ends_in_x(dated: Cast) -> None:
    leap = child_of(dated, "leap_day")
    assert (leap.born_on.month, leap.born_on.day) == (2, 29)
    assert child_of(dated, "id_ends_in_x").id_number.endswith("X")


def test_a_guardian_has_no_phone_and_few_others_have_none(cast: Cast) -> None:
    guardians = {guardian.key: guardian for guardian in cast.guardians}
    child = child_of(cast, "guardian_without_phone")
    assert guardians[child.guardian_key].mobile is None
    assert 2 <= sum(guardian.mobile is None for guardian in cast.guardians) <= 24


def test_siblings_share_guardian_surname_home_and_family_circumstances(cast: Cast) -> None:
    guardians = {guardian.key: guardian for guardian in cast.guardians}
    families: dict[str, list[ChildSeed]] = {}
    for child in cast.children:
        families.setdefault(child.guardian_key, []).append(child)
    siblings = [members for members in families.values() if len(members) > 1]
    assert len(siblings) == 43
    assert len(families[cast.edge_cases["siblings_share_this_guardian"]]) == 3
    for members in siblings:
        for attribute in ("village_code", "address", "relation", "care_arrangement"):
            assert len({getattr(member, attribute) for member in members}) == 1
        assert len({member.full_name[0] for member in members}) == 1
        births = sorted(member.born_on for member in members)
        assert all((later - born).days > 300 for born, later in pairwise(births))
        guardian = guardians[members[0].guardian_key]
        assert guardian.village_code == members[0].village_code


def test_guardians_are_old_enough(cast: Cast) -> None:
    guardians = {guardian.key: guardian for guardian in cast.guardians}
    assert {child.guardian_key for child in cast.children} == set(guardians)
    for child in cast.children:
        guardian = guardians[child.guardian_key]
        least = 40 if child.relation.startswith("grand") else 20
        assert child.born_on.year - guardian.born_on.year >= least
