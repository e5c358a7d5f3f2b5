"""No notice could mean fewer than five children, or those of one village."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from random import Random

import pytest

from app.needs.gate import (
    LEAST,
    LEAST_VILLAGES,
    NARROW,
    Ages,
    Counted,
    Rung,
    ages_of,
    area_of,
    band_of,
    first_rung,
    shared,
)
from app.places import areas
from app.places import queries as places

TOWNS = [town.code for town in places.towns()]


def _registry(chance: Random) -> list[tuple[str, int]]:
    """Villages and ages of a county in which children are few, and unevenly spread."""
    villages = [one.code for town in TOWNS for one in places.villages(town)]
    some = chance.sample(villages, chance.randint(1, 60))
    return [(chance.choice(some), chance.randint(0, 17)) for _ in range(chance.randint(1, 300))]


def _counted(children: list[tuple[str, int]]) -> Counted:
    return Counter((village, band_of(age)) for village, age in children)


def test_whatever_the_file_holds_a_notice_could_mean_five_in_two_villages() -> None:
    reached = set()
    for seed in range(1000):
        chance = Random(seed)
        children = _registry(chance)
        village, age = chance.choice(children)
        rung = first_rung(village[:9], age, shared(_counted(children)))
        reached.add(rung)
        towns = {town.code for town in area_of(rung, village[:9]).towns}
        low, high = ages_of(rung, age) or (0, 17)
        meant = [one for one, years in children if one[:9] in towns and low <= years <= high]
        is_shared = len(meant) >= LEAST and len(set(meant)) >= LEAST_VILLAGES
        assert is_shared or rung is Rung.NOBODY, f"registry {seed}"
    assert reached == set(Rung)


def test_who_knows_the_rules_still_finds_five_whom_a_notice_could_mean() -> None:
    for seed in range(200):
        children = _registry(Random(seed))
        enough = shared(_counted(children))
        told: defaultdict[tuple[Rung, str, Ages | None], list[str]] = defaultdict(list)
        for village, age in children:
            rung = first_rung(village[:9], age, enough)
            where = area_of(rung, village[:9]).code
            told[rung, where, ages_of(rung, age)].append(village)
        for (rung, *_said), villages in told.items():
            is_shared = len(villages) >= LEAST and len(set(villages)) >= LEAST_VILLAGES
            assert is_shared or rung is Rung.NOBODY, f"registry {seed}"


def test_a_town_that_was_told_without_ages_is_not_told_with_them_later() -> None:
    village, *_others = (one.code for one in places.villages(TOWNS[0]))
    grown = [one.code for town in areas.wider(TOWNS[0]).towns for one in places.villages(town.code)]
    enough = shared(Counter({(village, 3): 4, **{(one, 3): 1 for one in grown[-4:]}}))
    assert first_rung(TOWNS[0], 10, enough, least=Rung.TOWN_WIDE) is Rung.AREA_WIDE
    assert first_rung(TOWNS[0], 10, enough, least=Rung.TOWN) is Rung.COUNTY


@pytest.mark.parametrize(
    ("here", "there", "rung"),
    [
        (3, 2, Rung.TOWN_NARROW),
        (3, 1, Rung.NOBODY),
        (5, 0, Rung.NOBODY),
        (1, 4, Rung.TOWN_NARROW),
    ],
)
def test_four_or_five_in_one_village_are_too_few(here: int, there: int, rung: Rung) -> None:
    first, second, *_others = places.villages(TOWNS[0])
    counted: Counted = Counter({(first.code, 3): here, (second.code, 3): there})
    assert first_rung(TOWNS[0], 10, shared(counted)) is rung


def test_a_notice_is_no_finer_than_it_was() -> None:
    first, second, *_others = places.villages(TOWNS[0])
    counted: Counted = Counter({(first.code, 3): 50, (second.code, 3): 50})
    for least in Rung:
        assert first_rung(TOWNS[0], 10, shared(counted), least=least) is least


def test_each_rung_tells_less_than_the_one_before() -> None:
    for town in TOWNS:
        for age in range(18):
            told = [(area_of(rung, town), ages_of(rung, age) or (0, 17)) for rung in Rung]
            for (area, ages), (wider, other) in pairwise(told):
                here, there = ({one.code for one in each.towns} for each in (area, wider))
                assert here < there or (
                    here == there and other[0] <= ages[0] <= ages[1] <= other[1]
                )


def test_every_town_lies_in_one_neighbourhood_of_three_or_four() -> None:
    grouped = [town.code for area in areas.areas() for town in area.towns]
    assert sorted(grouped) == sorted(TOWNS)
    assert {len(area.towns) for area in areas.areas()} <= {3, 4}


def test_ages_of_one_band_are_neighbours() -> None:
    assert [band_of(age) for age in range(18)] == [
        at for at in range(len(NARROW)) for _ in range(3)
    ]
