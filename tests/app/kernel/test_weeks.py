"""Weekly hours: one way past midnight, one way to say them."""

from __future__ import annotations

from datetime import time

import pytest
from flask import Flask

from app.kernel import weeks
from app.kernel.errors import Refused
from app.kernel.weeks import WeeklyTime

NIGHT = [[6, 1320, 1440], [0, 0, 360]]
EVERY_NIGHT = [piece for day in range(7) for piece in ([day, 0, 360], [day, 1320, 1440])]


@pytest.mark.parametrize(
    ("starts", "ends", "read"),
    [
        (time(16, 30), time(17, 30), (990, 1050)),
        (time(18), time(0), (1080, 1440)),
        (time(0), time(0), (0, 1440)),
        (time(6), time(22), (360, 1320)),
        (time(22), time(6), (1320, 1800)),
    ],
)
def test_hours_are_read_from_the_clock(starts: time, ends: time, read: tuple[int, int]) -> None:
    one = WeeklyTime.between(3, starts, ends)
    assert (one.start, one.end) == read


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (time(17, 30), time(16, 30), "weeks.ends_before_start"),
        (time(22), time(6, 1), "weeks.ends_before_start"),
        (time(8), time(8), "weeks.nothing_between"),
    ],
)
def test_a_slip_of_the_pen_is_no_night(starts: time, ends: time, code: str) -> None:
    with pytest.raises(Refused) as refused:
        WeeklyTime.between(3, starts, ends)
    assert (refused.value.code, refused.value.field) == (code, "ends")


def test_a_night_is_stored_in_two_pieces_and_known_as_one() -> None:
    night = WeeklyTime.between(6, time(22), time(6))
    assert weeks.stored([night]) == ((0, 0, 360), (6, 1320, 1440))
    assert weeks.times_of(NIGHT) == [night]


def test_two_nights_come_back_as_two() -> None:
    nights = [WeeklyTime.between(day, time(22), time(6)) for day in (1, 2)]
    assert weeks.times_of(weeks.stored(nights)) == nights
    assert [row["days"] for row in weeks.rows(weeks.stored(nights))] == [["1", "2"]]


def test_what_is_stored_is_what_was_meant() -> None:
    for slots in (NIGHT, EVERY_NIGHT, [[0, 0, 1440], [1, 0, 1440]], [[2, 1320, 1440], [3, 0, 480]]):
        assert weeks.stored(weeks.times_of(slots)) == tuple(sorted(map(tuple, slots)))


def test_hours_that_touch_are_one() -> None:
    halves = [WeeklyTime(0, 480, 720), WeeklyTime(0, 720, 1020), WeeklyTime(0, 600, 660)]
    assert weeks.stored(halves) == ((0, 480, 1020),)


def test_days_that_share_their_hours_are_asked_for_together() -> None:
    rows = weeks.rows([[0, 480, 1020], [1, 480, 1020], [5, 480, 720]])
    assert [row["days"] for row in rows] == [["0", "1"], ["5"]]
    assert (rows[0]["starts"], rows[0]["ends"]) == (time(8), time(17))


SAID: list[tuple[list[list[int]], list[str], list[str]]] = [
    (
        [[0, 480, 1020], [1, 480, 1020], [2, 480, 1020]],
        ["周一至周三 08:00—17:00"],
        ["Monday to Wednesday 08:00–17:00"],
    ),
    (
        [[1, 990, 1050], [3, 990, 1050]],
        ["周二、周四 16:30—17:30"],
        ["Tuesday, Thursday 16:30–17:30"],
    ),
    (
        [[5, 510, 690], [6, 510, 690]],
        ["周六、周日 08:30—11:30"],
        ["Saturday, Sunday 08:30–11:30"],
    ),
    ([[2, 0, 1440]], ["周三 00:00—24:00"], ["Wednesday 00:00–24:00"]),
    (NIGHT, ["周日 22:00—次日 06:00"], ["Sunday 22:00–06:00 the next day"]),
    (
        EVERY_NIGHT,
        ["周一至周日 22:00—次日 06:00"],
        ["Monday to Sunday 22:00–06:00 the next day"],
    ),
    ([], [], []),
]


@pytest.mark.parametrize(("slots", "chinese", "_english"), SAID)
def test_weekly_hours_are_said_in_one_way(
    app: Flask, slots: list[list[int]], chinese: list[str], _english: list[str]
) -> None:
    with app.test_request_context("/"):
        assert weeks.weekly(slots) == chinese
        assert weeks.in_one_line(slots) == "；".join(chinese)


@pytest.mark.parametrize(("slots", "_chinese", "english"), SAID)
def test_and_the_same_in_english(
    app: Flask, slots: list[list[int]], _chinese: list[str], english: list[str]
) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert weeks.weekly(slots) == english
