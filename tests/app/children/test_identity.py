"""What an identity number says, and which numbers are refused."""

from __future__ import annotations

from datetime import date

import pytest

from app.children.identity import read_identity
from app.kernel.errors import Refused


def test_a_demo_number_says_birthday_and_sex() -> None:
    girl = read_identity("330499201206080028", is_demo=True)
    assert (girl.born_on, girl.sex) == (date(2012, 6, 8), "female")
    assert read_identity("330499201501010014", is_demo=True).sex == "male"


def test_a_lower_case_x_is_stored_in_upper_case() -> None:
    assert read_identity("11010519491231002x", is_demo=False).number == "11010519491231002X"


def test_full_width_digits_and_spaces_are_read() -> None:
    typed = "３３０４９９ ２０１５０１０１ ００１４"
    assert read_identity(typed, is_demo=True).number == "330499201501010014"


def test_a_leap_day_is_a_birthday() -> None:
    assert read_identity(_checked("33049920000229001"), is_demo=True).born_on == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("33049920150101001", "child.id_length"),
        ("330499150101001", "child.id_length"),
        ("3304992015O1010014", "child.id_characters"),
        ("33049920150101001A", "child.id_characters"),
        ("330499201501010015", "child.id_check_digit"),
    ],
)
def test_what_cannot_be_a_number_is_refused_beside_its_field(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_identity(typed, is_demo=True)
    assert (refused.value.code, refused.value.field) == (code, "id_number")


def test_a_birthday_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match="id_birth_date"):
        read_identity(_checked("33049920150230001"), is_demo=True)


def test_a_demo_number_is_refused_on_a_real_site() -> None:
    with pytest.raises(Refused, match="id_demo_area"):
        read_identity("330499201501010014", is_demo=False)


def test_an_area_the_register_does_not_know_asks_only_for_a_second_look() -> None:
    early = read_identity(_checked("33048319900101001"), is_demo=False)
    assert not early.is_area_known
    assert read_identity("11010519491231002X", is_demo=False).is_area_known


def _checked(first: str) -> str:
    """The number that begins with these 17 digits, by the weights of the standard."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return first + "10X98765432"[total % 11]
