"""Distances: one at a time and by the thousand, on WGS-84 only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.places.datum import Datum, DatumMismatch, Point
from app.places.distance import (
    ROAD_FACTOR,
    haversine_km,
    km_between,
    km_matrix,
    road_km_between,
)

WUTONG = Point(30.63287, 120.56081)
WUZHEN = Point(30.74536, 120.48510)

nearby = st.builds(
    Point,
    st.floats(min_value=28.0, max_value=32.0),
    st.floats(min_value=118.0, max_value=123.0),
)


def test_a_degree_of_latitude_has_its_known_length() -> None:
    assert km_between(Point(30.0, 120.0), Point(31.0, 120.0)) == pytest.approx(110.861, abs=0.01)


def test_the_county_seat_is_fourteen_kilometres_from_wuzhen() -> None:
    assert km_between(WUTONG, WUZHEN) == pytest.approx(14.42, abs=0.05)


@given(nearby, nearby)
def test_the_fast_distance_is_within_six_in_a_thousand_of_the_exact(
    one: Point, other: Point
) -> None:
    fast = float(haversine_km(one.lat, one.lon, other_lat=other.lat, other_lon=other.lon))
    assert fast == pytest.approx(km_between(one, other), rel=0.006, abs=1e-6)


@given(nearby, nearby)
def test_the_way_back_is_as_long(one: Point, other: Point) -> None:
    assert km_between(one, other) == pytest.approx(km_between(other, one), abs=1e-9)


def test_opposite_ends_of_the_earth_are_half_its_girth_apart() -> None:
    half_girth = np.pi * 6371.0088
    assert float(haversine_km(90, 0, other_lat=-90, other_lon=0)) == pytest.approx(half_girth)


def test_a_matrix_has_a_row_for_each_row_and_a_column_for_each_column() -> None:
    matrix = km_matrix([WUTONG, WUZHEN], [WUZHEN, WUTONG, WUZHEN])
    assert matrix.shape == (2, 3)
    assert matrix[0, 1] == matrix[1, 0] == 0.0
    assert matrix[0, 0] == matrix[1, 1] == pytest.approx(km_between(WUTONG, WUZHEN), rel=0.006)


def test_a_matrix_of_nothing_is_empty() -> None:
    assert km_matrix([], [WUTONG]).shape == (0, 1)


def test_roads_are_longer_than_the_straight_line_by_the_factor() -> None:
    assert road_km_between(WUTONG, WUZHEN) == km_between(WUTONG, WUZHEN) * ROAD_FACTOR
    assert road_km_between(WUTONG, WUZHEN, road_factor=2.0) == km_between(WUTONG, WUZHEN) * 2.0


def test_a_distance_between_datums_is_refused() -> None:
    foreign = Point(30.74310, 120.48953, Datum.GCJ02)
    with pytest.raises(DatumMismatch):
        km_between(WUTONG, foreign)
    with pytest.raises(DatumMismatch):
        km_between(foreign, WUTONG)
    with pytest.raises(DatumMismatch):
        km_matrix([WUTONG], [foreign])
