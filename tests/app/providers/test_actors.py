"""Whether a signed-in provider is vetted, and what a volunteer is called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.scope import act_as
from app.providers.models import ProviderState, Volunteer
from app.providers.names import called, surname_of
from app.providers.queries import accounts_of, complete_actor, held_qualifications
from tests import builders
from tests.app.providers.samples import row

LAST_DAY, OVER = date(2026, 3, 12), date(2026, 3, 11)


def _bare(who: Actor) -> Actor:
    return Actor(
        role=who.role,
        account_id=who.account_id,
        volunteer_id=who.volunteer_id,
        organization_id=who.organization_id,
    )


@pytest.mark.parametrize(
    ("fields", "is_vetted"),
    [
        ({}, True),
        ({"record_check_until": LAST_DAY}, True),
        ({"record_check_until": OVER}, False),
        ({"record_check_until": None}, False),
        ({"pledge_signed_at": None}, False),
        ({"state": ProviderState.SUSPENDED}, False),
        ({"state": ProviderState.APPLIED}, False),
    ],
)
def test_a_volunteer_is_vetted_when_active_pledged_and_checked(
    app: Flask, fields: dict[str, Any], is_vetted: bool
) -> None:
    assert complete_actor(_bare(builders.volunteer(**fields))).is_vetted is is_vetted


@pytest.mark.parametrize(
    ("fields", "is_vetted"),
    [
        ({}, True),
        ({"record_check_until": LAST_DAY}, True),
        ({"record_check_until": OVER}, False),
        ({"record_check_until": None}, False),
        ({"state": ProviderState.APPLIED}, False),
    ],
)
def test_a_member_is_vetted_when_the_house_is_active_and_its_staff_checked(
    app: Flask, fields: dict[str, Any], is_vetted: bool
) -> None:
    who = builders.member(builders.organization(**fields))
    assert complete_actor(_bare(who)).is_vetted is is_vetted


def test_other_roles_stay_as_they_are(app: Flask) -> None:
    who = builders.actor(Role.CIVIL_AFFAIRS)
    assert complete_actor(who) is who


def test_only_confirmed_and_valid_certificates_are_held(app: Flask) -> None:
    who = builders.volunteer(held=("nurse", "driver", "lawyer"))
    with builders.world():
        one, other, _third = row(Volunteer, who.volunteer_id).qualifications
        one.state, other.valid_until = "claimed", OVER
    assert held_qualifications(row(Volunteer, who.volunteer_id), LAST_DAY) == {"lawyer"}


def test_letters_go_to_all_people_of_an_organisation(app: Flask) -> None:
    house = builders.organization()
    people = [builders.member(house).account_id for _ in range(2)]
    builders.member(builders.organization())
    act_as(SYSTEM)
    assert list(accounts_of(organization_id=house)) == people


@pytest.mark.parametrize(
    ("full_name", "surname"),
    [
        ("周兰", "周"),
        ("欧阳兰", "欧阳"),
        ("欧阳", "欧"),
        ("Ann Lee", "Lee"),
        ("仉", "仉"),
        ("", ""),
    ],
)
def test_a_surname_is_one_character_or_a_compound_one(full_name: str, surname: str) -> None:
    assert surname_of(full_name) == surname


@pytest.mark.parametrize(
    ("full_name", "occupation", "chinese", "english"),
    [
        ("周兰", "退休教师", "周老师", "Teacher Zhou"),
        ("吕宁", "在校大学生", "吕同学", "Student Lü"),
        ("欧阳兰", "电工", "欧阳志愿者", "Volunteer Ouyang"),
        ("仉山", "", "仉志愿者", "Volunteer 仉"),
    ],
)
def test_a_volunteer_is_called_by_surname_and_work(
    full_name: str, occupation: str, chinese: str, english: str
) -> None:
    assert called(full_name, occupation, language="zh_Hans_CN") == chinese
    assert called(full_name, occupation, language="en") == english
