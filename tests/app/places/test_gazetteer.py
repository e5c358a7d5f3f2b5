"""The gazetteer: names as people write them, codes, look-alikes, and the way back from a point."""

from __future__ import annotations

import pytest
from geopy.geocoders.base import Geocoder

from app.places.datum import Point
from app.places.distance import km_between
from app.places.divisions import read_divisions
from app.places.gazetteer import AmbiguousPlace, Gazetteer

MINHE = "330483100214"

# Six pairs that differ only by 社区 or 村, some of them in two towns.
LOOK_ALIKES = {
    "庆丰": {"梧桐街道庆丰社区", "梧桐街道庆丰村"},
    "环南": {"梧桐街道环南社区", "凤鸣街道环南村"},
    "灵安": {"凤鸣街道灵安社区", "凤鸣街道灵安村"},
    "高桥": {"高桥街道", "高桥街道高桥社区", "高桥街道高桥村"},
    "永安": {"高桥街道永安村", "濮院镇永安社区"},
    "河山": {"河山镇", "河山镇河山社区", "河山镇河山村"},
}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def code_of(gazetteer: Gazetteer, query: str) -> str | None:
    found = gazetteer.geocode(query)
    return None if found is None else str(found.raw["code"])


def test_it_stands_behind_geopys_own_interface(gazetteer: Gazetteer) -> None:
    assert isinstance(gazetteer, Geocoder)
    found = gazetteer.geocode("民合村")
    assert found is not None
    assert found.address == "乌镇镇民合村"
    assert found.raw["kind"] == "village"
    assert found.raw["town"] == "乌镇镇"
    assert found.raw["town_code"] == "330483100"
    assert (found.latitude, found.longitude) == (found.point.latitude, found.point.longitude)


@pytest.mark.parametrize(
    "query",
    [
        "民合村",
        "民合",
        "民合村村委会",
        "民合村村民委员会",
        "乌镇镇民合村",
        "乌镇镇民合",
        "乌镇民合村",
        "乌镇 民合",
        "乌镇\u3000民合",
        " 乌镇镇 民合村 ",
        "桐乡市乌镇镇民合村",
        "桐乡乌镇民合",
        "浙江省嘉兴市桐乡市乌镇镇民合村",
        "330483100214",
        "３３０４８３１００２１４",
    ],
)
def test_a_village_is_found_however_it_is_written(gazetteer: Gazetteer, query: str) -> None:
    assert code_of(gazetteer, query) == MINHE


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("330483", "330483"),
        ("桐乡市", "330483"),
        ("桐乡", "330483"),
        ("浙江省桐乡市", "330483"),
        ("330483003", "330483003"),
        ("乌镇", "330483100"),
        ("乌镇镇", "330483100"),
        ("濮院", "330483101"),
        ("石门镇", "330483103"),
        ("凤鸣街道", "330483003"),
        ("凤鸣社区", "330483001008"),
        ("晚村", "330483105205"),
        ("晚村村", "330483105205"),
        ("学前社区居民委员会", "330483001005"),
    ],
)
def test_towns_the_county_and_awkward_names_are_found(
    gazetteer: Gazetteer, query: str, code: str
) -> None:
    assert code_of(gazetteer, query) == code


@pytest.mark.parametrize(
    "query", ["", "  ", "不存在村", "330483002", "330483100999", "乌镇镇墅丰村"]
)
def test_what_is_not_on_the_list_is_nowhere(gazetteer: Gazetteer, query: str) -> None:
    assert gazetteer.geocode(query) is None
    assert gazetteer.geocode(query, exactly_one=False) is None


@pytest.mark.parametrize("query", LOOK_ALIKES)
def test_a_look_alike_asks_which_is_meant(gazetteer: Gazetteer, query: str) -> None:
    with pytest.raises(AmbiguousPlace) as refusal:
        gazetteer.geocode(query)
    assert {candidate.address for candidate in refusal.value.candidates} == LOOK_ALIKES[query]
    assert refusal.value.query == query


@pytest.mark.parametrize("query", LOOK_ALIKES)
def test_all_of_the_look_alikes_are_given_to_who_wants_all(
    gazetteer: Gazetteer, query: str
) -> None:
    found = gazetteer.geocode(query, exactly_one=False)
    assert found is not None
    assert {candidate.address for candidate in found} == LOOK_ALIKES[query]


@pytest.mark.parametrize("address", sorted(set().union(*LOOK_ALIKES.values())))
def test_a_look_alike_written_out_is_found_at_once(gazetteer: Gazetteer, address: str) -> None:
    found = gazetteer.geocode(address)
    assert found is not None
    assert found.address == address


def test_the_town_in_front_settles_a_name_shared_by_two_towns(gazetteer: Gazetteer) -> None:
    assert code_of(gazetteer, "濮院 永安") == "330483101024"
    assert code_of(gazetteer, "高桥 永安") == "330483004204"


def test_every_division_is_found_by_its_code_and_by_town_and_name(gazetteer: Gazetteer) -> None:
    towns = {division.code: division.short_name for division in read_divisions()}
    for division in read_divisions():
        assert code_of(gazetteer, division.code) == division.code
        above = towns[division.parent_code] if division.is_village else ""
        assert code_of(gazetteer, above + division.short_name) == division.code
        assert code_of(gazetteer, above + division.official_name) == division.code


def test_every_villages_own_point_leads_back_to_it(gazetteer: Gazetteer) -> None:
    for division in read_divisions():
        if division.is_village:
            found = gazetteer.reverse((division.point.lat, division.point.lon))
            assert found is not None
            assert found.raw["code"] == division.code


def test_the_way_back_lists_neighbours_nearest_first(gazetteer: Gazetteer) -> None:
    found = gazetteer.reverse("30.63287, 120.56081", exactly_one=False)
    assert found is not None
    assert found[0].raw["code"] == "330483001001"
    assert len(found) > 20
    assert len({neighbour.raw["code"] for neighbour in found}) == len(found)


def test_a_point_out_of_reach_is_nowhere(gazetteer: Gazetteer) -> None:
    assert gazetteer.reverse((30.25, 120.15)) is None
    assert gazetteer.reverse((30.25, 120.15), exactly_one=False) is None
    assert Gazetteer(reach_km=0.5).reverse((30.63287, 120.56081)) is None


def test_a_village_just_beyond_the_reach_is_left_out() -> None:
    here = Point(30.63287, 120.56081)
    minan = next(d for d in read_divisions() if d.short_name == "民安村")
    away = km_between(here, minan.point)
    for reach_km, is_found in ((away + 0.001, True), (away - 0.001, False)):
        found = Gazetteer(reach_km=reach_km).reverse((here.lat, here.lon), exactly_one=False)
        assert found is not None
        assert (minan.code in {one.raw["code"] for one in found}) == is_found


def test_an_empty_gazetteer_knows_nothing() -> None:
    nothing = Gazetteer([])
    assert nothing.geocode("民合村") is None
    assert nothing.reverse((30.6, 120.5)) is None


def test_it_cannot_reach_a_network(gazetteer: Gazetteer) -> None:
    with pytest.raises(RuntimeError, match="works offline"):
        gazetteer.adapter.get_text("http://example.org", timeout=1, headers={})
    with pytest.raises(RuntimeError, match="works offline"):
        gazetteer.adapter.get_json("http://example.org", timeout=1, headers={})
