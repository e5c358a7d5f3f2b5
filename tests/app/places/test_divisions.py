"""The committed list of divisions is whole and every point of it is plausible."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from app.places.datum import check_bounds
from app.places.distance import km_between
from app.places.divisions import DivisionKind, read_divisions

VILLAGES_PER_TOWN = {
    "梧桐街道": 37,
    "乌镇镇": 30,
    "崇福镇": 31,
    "濮院镇": 21,
    "洲泉镇": 20,
    "石门镇": 19,
    "凤鸣街道": 16,
    "高桥街道": 16,
    "大麻镇": 12,
    "河山镇": 10,
    "屠甸镇": 9,
}
BY_CODE = {division.code: division for division in read_divisions()}
VILLAGES = [division for division in read_divisions() if division.is_village]
TOWNS = [division for division in read_divisions() if division.is_town]


def test_there_are_221_villages_and_communities_in_11_towns_of_one_county() -> None:
    assert Counter(division.kind for division in read_divisions()) == {
        DivisionKind.COUNTY: 1,
        DivisionKind.STREET: 3,
        DivisionKind.TOWN: 8,
        DivisionKind.VILLAGE: 176,
        DivisionKind.COMMUNITY: 45,
    }


def test_each_town_has_as_many_villages_as_the_register_says() -> None:
    counted = Counter(BY_CODE[village.parent_code].short_name for village in VILLAGES)
    assert counted == VILLAGES_PER_TOWN


def test_a_code_starts_with_its_parents_code_and_is_not_used_twice() -> None:
    assert len(BY_CODE) == 233
    for division in (*VILLAGES, *TOWNS):
        assert division.code.startswith(division.parent_code)
        assert division.parent_code in BY_CODE
    assert {len(village.code) for village in VILLAGES} == {12}
    assert {len(town.code) for town in TOWNS} == {9}


def test_every_point_lies_in_the_countys_box() -> None:
    for division in read_divisions():
        check_bounds(division.point)
        assert 30.472785 < division.point.lat < 30.798015, division.short_name
        assert 120.293452 < division.point.lon < 120.663677, division.short_name


def test_a_village_is_within_five_kilometres_of_its_town_and_shares_its_point_with_none() -> None:
    for village in VILLAGES:
        assert km_between(village.point, BY_CODE[village.parent_code].point) < 5.05
    assert len({village.point for village in VILLAGES}) == 221


def test_what_is_not_a_surveyed_point_says_so() -> None:
    approximate = {division.short_name for division in TOWNS if division.is_approximate}
    assert approximate == {"凤鸣街道"}
    assert all(village.is_approximate for village in VILLAGES)
    assert {division.source for division in TOWNS} == {"geonames", "geonames_proxy"}


def test_the_credit_is_given_beside_the_file() -> None:
    readme = Path(__file__).parents[3] / "app" / "places" / "data" / "README.md"
    text = readme.read_text(encoding="utf-8")
    assert "GeoNames" in text
    assert "CC BY 4.0" in text
    assert "National Bureau of Statistics" in text


def test_a_village_moves_back_toward_its_town_rather_than_leave_the_county() -> None:
    puyuan = BY_CODE["330483101"]
    easternmost = max(
        (village for village in VILLAGES if village.parent_code == puyuan.code),
        key=lambda village: village.point.lon,
    )
    assert puyuan.point.lon < easternmost.point.lon < 120.65969
