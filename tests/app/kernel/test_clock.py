"""Days begin in China, and working days skip the weekend."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.kernel import clock
from app.kernel.disclosure import age_band, age_on

FRIDAY = datetime(2026, 3, 13, 2, 0, tzinfo=UTC)


def test_a_day_in_china_begins_eight_hours_earlier() -> None:
    with clock.held(datetime(2026, 3, 12, 17, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 13)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.held(datetime(2026, 3, 12)):  # noqa: DTZ001 — the point
        pass


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2012, 3, 12), date(2026, 3, 11), 13),
        (date(2012, 3, 12), date(2026, 3, 12), 14),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
    ],
)
def test_a_birthday_itself_counts_as_reached(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("age", "band"), [(0, (0, 2)), (9, (9, 11)), (11, (9, 11)), (17, (15, 17))]
)
def test_ages_fall_into_the_bands_of_the_field(age: int, band: tuple[int, int]) -> None:
    assert age_band(age) == band
