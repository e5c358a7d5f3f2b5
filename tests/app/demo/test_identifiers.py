"""Numbers that check out and belong to nobody."""

from __future__ import annotations

import re
from datetime import date

import pytest
from stdnum.cn import uscc

from app.demo.identifiers import (
    IdNumbers,
    demo_mobile,
    demo_uscc,
    id_check_digit,
    uscc_check_character,
)
from app.demo.seeds import Cast


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "330499201501010014",
        "330499201206080028",
        "330499198803150034",
        "330499197509201043",
    ],
)
def test_known_identity_numbers_have_the_check_digit_we_compute(number: str) -> None:
    assert id_check_digit(number[:17]) == number[17]


@pytest.mark.parametrize("code", ["91350100M000100Y43", "11330483002558307Q"])
def test_known_credit_codes_have_the_check_character_we_compute(code: str) -> None:
    assert uscc_check_character(code[:17]) == code[17]


def test_credit_codes_satisfy_an_independent_checker() -> None:
    codes = {demo_uscc(prefix, n) for prefix in ("51", "52", "91") for n in range(200)}
    assert len(codes) == 600
    assert all(uscc.is_valid(code) for code in codes)


def test_no_identity_number_is_given_twice_and_its_order_tells_the_sex() -> None:
    ids, day = IdNumbers(), date(2000, 2, 29)
    boys = [ids.issue(day, "male") for _ in range(20)]
    girls = [ids.issue(day, "female") for _ in range(20)]
    assert len({*boys, *girls}) == 40
    assert all(int(number[16]) % 2 == 1 for number in boys)
    assert all(int(number[16]) % 2 == 0 for number in girls)


def test_a_number_ending_in_x_can_be_asked_for() -> None:
    ids = IdNumbers()
    first = ids.issue_ending_in_x(date(2015, 5, 1), "female")
    second = ids.issue_ending_in_x(date(2015, 5, 1), "female")
    assert first != second
    assert first[17] == second[17] == "X"
    assert id_check_digit(first[:17]) == "X"


def test_phones_are_of_a_range_that_is_not_issued() -> None:
    assert demo_mobile(1, 7) == "14210000007"


def test_everybodys_number_says_their_birthday_and_sex_and_is_nobody_elses(cast: Cast) -> None:
    people = [*cast.children, *cast.guardians, *cast.volunteers]
    for person in people:
        number = person.id_number
        assert number.startswith(f"330499{person.born_on:%Y%m%d}")
        assert id_check_digit(number[:17]) == number[17]
        assert (int(number[16]) % 2 == 1) == (person.sex == "male")
    assert len({person.id_number for person in people}) == len(people)


def test_no_phone_is_shared_and_all_begin_with_142(cast: Cast) -> None:
    phones = [guardian.mobile for guardian in cast.guardians if guardian.mobile]
    phones += [person.mobile for person in (*cast.staff, *cast.volunteers, *cast.members)]
    assert all(re.fullmatch(r"142\d{8}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)


def test_bodies_are_marked_as_examples_and_have_codes_of_their_own(cast: Cast) -> None:
    bodies = [*cast.organizations, *cast.employers]
    for body in bodies:
        assert body.name.endswith("（示例）")
        assert body.uscc[2:8] == "330499"
        assert uscc.is_valid(body.uscc)
    assert len({body.uscc for body in bodies}) == len(bodies)
    assert len({body.name for body in bodies}) == len(bodies)
