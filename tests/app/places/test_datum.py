"""Datums: the field's own figures, and properties that hold everywhere in the bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.places.datum import Datum, DatumMismatch, OutOfBounds, Point, check_bounds, convert
from app.places.distance import km_between

# name: (WGS-84, GCJ-02, BD-09), each as longitude and latitude to five decimals.
TOWNS = {
    "梧桐街道": ((120.56081, 30.63287), (120.56497, 30.63036), (120.57152, 30.63627)),
    "凤鸣街道": ((120.52500, 30.60500), (120.52927, 30.60256), (120.53585, 30.60825)),
    "高桥街道": ((120.54368, 30.52486), (120.54788, 30.52234), (120.55448, 30.52801)),
    "乌镇镇": ((120.48510, 30.74536), (120.48953, 30.74310), (120.49597, 30.74942)),
    "濮院镇": ((120.62912, 30.68022), (120.63326, 30.67772), (120.63976, 30.68366)),
    "屠甸镇": ((120.61392, 30.58040), (120.61804, 30.57784), (120.62446, 30.58405)),
    "石门镇": ((120.44249, 30.62747), (120.44705, 30.62526), (120.45358, 30.63121)),
    "河山镇": ((120.35613, 30.63530), (120.36073, 30.63309), (120.36716, 30.63945)),
    "洲泉镇": ((120.34748, 30.57926), (120.35206, 30.57701), (120.35846, 30.58333)),
    "大麻镇": ((120.34111, 30.50233), (120.34568, 30.50004), (120.35213, 30.50631)),
    "崇福镇": ((120.43090, 30.53113), (120.43548, 30.52890), (120.44205, 30.53465)),
}
LAST_DECIMAL = 1.01e-5

inside_the_bounds = st.builds(
    Point,
    st.floats(min_value=28.05, max_value=31.95),
    st.floats(min_value=118.05, max_value=122.95),
)
in_tongxiang = st.builds(
    Point,
    st.floats(min_value=30.472785, max_value=30.798015),
    st.floats(min_value=120.293452, max_value=120.663677),
)
shifted = st.sampled_from([Datum.GCJ02, Datum.BD09])


def metres_as_if_alike(one: Point, other: Point) -> float:
    return km_between(Point(one.lat, one.lon), Point(other.lat, other.lon)) * 1000


@pytest.mark.parametrize("name", TOWNS)
@pytest.mark.parametrize(("column", "datum"), [(1, Datum.GCJ02), (2, Datum.BD09)])
def test_a_town_is_where_the_published_table_puts_it(name: str, column: int, datum: Datum) -> None:
    lon, lat = TOWNS[name][0]
    expected_lon, expected_lat = TOWNS[name][column]
    there = convert(Point(lat, lon), Datum.WGS84, datum)
    assert there.lon == pytest.approx(expected_lon, abs=LAST_DECIMAL)
    assert there.lat == pytest.approx(expected_lat, abs=LAST_DECIMAL)
    assert there.datum is datum


@given(inside_the_bounds, shifted)
def test_there_and_back_ends_within_a_millimetre(point: Point, datum: Datum) -> None:
    back = convert(convert(point, Datum.WGS84, datum), datum, Datum.WGS84)
    assert metres_as_if_alike(point, back) < 0.001


@given(in_tongxiang)
def test_gcj02_is_some_490_metres_off_everywhere_in_the_county(point: Point) -> None:
    offset = metres_as_if_alike(point, convert(point, Datum.WGS84, Datum.GCJ02))
    assert 475 < offset < 515


@pytest.mark.parametrize("name", TOWNS)
def test_gcj02_is_483_to_507_metres_off_at_every_town(name: str) -> None:
    lon, lat = TOWNS[name][0]
    offset = metres_as_if_alike(Point(lat, lon), convert(Point(lat, lon), Datum.WGS84, Datum.GCJ02))
    assert 483 < offset < 507


@given(inside_the_bounds)
def test_the_two_shifted_datums_agree_about_a_place(point: Point) -> None:
    gcj02 = convert(point, Datum.WGS84, Datum.GCJ02)
    bd09 = convert(gcj02, Datum.GCJ02, Datum.BD09)
    assert metres_as_if_alike(bd09, convert(point, Datum.WGS84, Datum.BD09)) < 0.001


@given(inside_the_bounds)
def test_a_point_already_in_the_datum_is_left_alone(point: Point) -> None:
    assert convert(point, Datum.WGS84, Datum.WGS84) is point


def test_a_point_of_another_datum_than_said_is_refused() -> None:
    with pytest.raises(DatumMismatch, match="expected a point in gcj02, found wgs84"):
        convert(Point(30.6, 120.5), Datum.GCJ02, Datum.WGS84)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (120.5, 30.6),
        (27.999, 120.5),
        (32.001, 120.5),
        (30.6, 117.999),
        (30.6, 123.001),
        (float("nan"), 120.5),
        (30.6, float("inf")),
    ],
)
def test_a_point_far_from_the_county_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(OutOfBounds, match="is outside 28–32 N, 118–123 E"):
        convert(Point(lat, lon), Datum.WGS84, Datum.GCJ02)


@pytest.mark.parametrize(("lat", "lon"), [(28.0, 118.0), (32.0, 123.0)])
def test_the_corners_of_the_bounds_are_inside(lat: float, lon: float) -> None:
    check_bounds(Point(lat, lon))
