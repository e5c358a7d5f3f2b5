"""The steps of a profile: each kept at once, changeable later, handed in with a promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.access import SIGNED_IN, Role
from app.kernel.secrets import unseal
from app.providers.models import ProviderState, Qualification, Volunteer
from tests import builders
from tests.app.people.builders import ledger
from tests.app.people.builders import row as account_row
from tests.app.providers.samples import person, row, rows

SKILLS = {
    "categories": ["tutoring", "companionship"],
    "occupation": "退休小学教师",
    "about": "数学",
}
REACH = {
    "town_code": "330483107",
    "radius_km": "12",
    "modes": ["home", "online"],
    "languages": ["mandarin", "local_dialect"],
    "capacity": "2",
}
TIMES = {"times-0-days": ["1", "3"], "times-0-starts": "16:00", "times-0-ends": "18:00"}


def _joined(client: FlaskClient) -> None:
    client.post("/join/volunteer", data=person())


def _filled(client: FlaskClient) -> None:
    _joined(client)
    client.post("/profile/skills", data=SKILLS)
    client.post("/profile/times", data=TIMES)
    client.post("/profile/reach", data=REACH)


def test_each_step_leads_to_the_next_and_the_last_hands_in(client: FlaskClient) -> None:
    _joined(client)
    assert client.post("/profile/skills", data=SKILLS).location == "/profile/certificates"
    assert client.post("/profile/times", data=TIMES).location == "/profile/reach"
    assert client.post("/profile/reach", data=REACH).location == "/profile/pledge"
    assert client.post("/profile/pledge", data={"agree": "y"}).location == "/profile"
    own = rows(Volunteer)[0]
    assert own.pledge_signed_at is not None
    assert own.slots == [[1, 960, 1080], [3, 960, 1080]]
    assert (own.town_code, own.radius_km, own.capacity) == ("330483107", 12.0, 2)
    assert ledger()[-1][0] == "providers.volunteer_registered"


def test_what_was_done_before_a_break_is_still_there(client: FlaskClient) -> None:
    _joined(client)
    client.post("/profile/skills", data=SKILLS)
    client.post("/sign-out")
    builders.sign_in(client, builders.Actor(role=Role.VOLUNTEER, account_id=1))
    page = client.get("/profile").get_data(as_text=True)
    assert "学业辅导" in page
    assert "/profile/times" in page
    assert "资料还没有提交" in page


@pytest.mark.parametrize("left_out", ["skills", "times", "reach"])
def test_an_open_step_cannot_be_skipped(client: FlaskClient, left_out: str) -> None:
    _joined(client)
    for step, answers in (("skills", SKILLS), ("times", TIMES), ("reach", REACH)):
        if step != left_out:
            client.post(f"/profile/{step}", data=answers)
    answer = client.post("/profile/pledge", data={"agree": "y"})
    assert answer.status_code == 422
    assert "还有一步没有填完" in answer.get_data(as_text=True)
    assert rows(Volunteer)[0].pledge_signed_at is None


def test_without_the_promise_nothing_is_handed_in(client: FlaskClient) -> None:
    _filled(client)
    assert client.post("/profile/pledge", data={}).status_code == 422
    assert rows(Volunteer)[0].pledge_signed_at is None


def test_the_promise_is_signed_once(client: FlaskClient) -> None:
    _filled(client)
    client.post("/profile/pledge", data={"agree": "y"})
    assert client.post("/profile/pledge", data={"agree": "y"}).status_code == 422


def test_a_change_after_handing_in_comes_back_to_the_profile(client: FlaskClient) -> None:
    who = builders.volunteer()
    builders.sign_in(client, who)
    assert client.post("/profile/skills", data=SKILLS).location == "/profile"
    assert row(Volunteer, who.volunteer_id).categories == ["tutoring", "companionship"]
    assert ledger()[-1][0] == "providers.profile_changed"


def test_the_account_is_called_by_surname_and_work_never_by_the_full_name(
    client: FlaskClient,
) -> None:
    _joined(client)
    client.set_cookie("language", "en")
    client.post("/profile/skills", data=SKILLS)
    shown = account_row(builders.Actor(role=Role.VOLUNTEER, account_id=1)).display_name
    assert shown == "周老师"


def test_a_new_number_is_kept_for_the_profile_and_the_account(client: FlaskClient) -> None:
    who = builders.volunteer()
    builders.sign_in(client, who)
    client.post("/profile/person", data={"full_name": "周小兰", "mobile": "14200000077"})
    own = row(Volunteer, who.volunteer_id)
    assert (unseal(own.full_name), unseal(own.mobile)) == ("周小兰", "14200000077")
    account = account_row(who)
    assert account.mobile is not None
    assert unseal(account.mobile) == "14200000077"


@pytest.mark.parametrize(
    ("step", "answers"),
    [
        ("skills", {}),
        ("skills", {"categories": ["guardian_employment"]}),
        ("skills", {"categories": ["tutoring"], "about": "长" * 601}),
        ("times", {}),
        ("times", {"times-0-days": ["1"], "times-0-starts": "16:00"}),
        ("times", {"times-0-starts": "16:00", "times-0-ends": "18:00"}),
        ("times", {"times-0-days": ["1"], "times-0-starts": "18:00", "times-0-ends": "16:00"}),
        ("times", {"times-0-days": ["7"], "times-0-starts": "16:00", "times-0-ends": "18:00"}),
        ("times", {"times-0-days": ["1"], "times-0-starts": "noon", "times-0-ends": "18:00"}),
        ("reach", {**REACH, "radius_km": "0"}),
        ("reach", {**REACH, "radius_km": "nan"}),
        ("reach", {**REACH, "radius_km": "1e9"}),
        ("reach", {**REACH, "capacity": "11"}),
        ("reach", {**REACH, "modes": []}),
        ("reach", {**REACH, "modes": ["workplace"]}),
        ("reach", {**REACH, "town_code": builders.VILLAGE}),
        ("person", {"full_name": "", "mobile": "14200000077"}),
    ],
)
def test_an_answer_that_does_not_do_changes_nothing(
    client: FlaskClient, step: str, answers: dict[str, Any]
) -> None:
    who = builders.volunteer()
    builders.sign_in(client, who)
    before = row(Volunteer, who.volunteer_id).version
    answer = client.post(f"/profile/{step}", data=answers)
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.get_data(as_text=True)
    assert row(Volunteer, who.volunteer_id).version == before


@pytest.mark.parametrize(
    ("typed", "slots"),
    [
        ([("1", "16:00", "18:00"), ("1", "17:00", "19:00")], [[1, 960, 1140]]),
        ([("6", "22:00", "00:00")], [[6, 1320, 1440]]),
        ([("5", "09:00", "10:00"), ("2", "09:00", "10:00")], [[2, 540, 600], [5, 540, 600]]),
    ],
)
def test_weekly_times_are_kept_in_order_and_joined(
    client: FlaskClient, typed: Sequence[tuple[str, str, str]], slots: list[list[int]]
) -> None:
    who = builders.volunteer()
    builders.sign_in(client, who)
    data: dict[str, Any] = {}
    for number, (day, starts, ends) in enumerate(typed):
        data |= {f"times-{number}-days": [day], f"times-{number}-starts": starts}
        data[f"times-{number}-ends"] = ends
    client.post("/profile/times", data=data)
    assert row(Volunteer, who.volunteer_id).slots == slots


def test_stored_times_come_back_into_the_form_as_they_were(client: FlaskClient) -> None:
    who = builders.volunteer(slots=[[1, 965, 1080], [3, 965, 1080]])
    builders.sign_in(client, who)
    page = client.get("/profile/times").get_data(as_text=True)
    assert 'value="16:05"' in page
    assert page.count("checked") == 2


def test_nobody_takes_fewer_children_than_they_help_now(client: FlaskClient) -> None:
    who = builders.volunteer(load=2, capacity=3)
    builders.sign_in(client, who)
    answer = client.post("/profile/reach", data={**REACH, "capacity": "1"})
    assert answer.status_code == 422
    assert "正帮着 2 个孩子" in answer.get_data(as_text=True)


def test_a_certificate_is_claimed_and_taken_out(client: FlaskClient) -> None:
    who = builders.volunteer()
    builders.sign_in(client, who)
    data = {"kind": "teacher_cert", "issuer": "教育局", "number": "2021-1", "valid_until": ""}
    assert client.post("/profile/certificates", data=data).status_code == 303
    held = row(Volunteer, who.volunteer_id).qualifications[0]
    held_id = held.id
    assert (held.kind, held.state) == ("teacher_cert", "claimed")
    assert "2021-1" not in client.get("/profile/certificates").get_data(as_text=True)
    assert client.post("/profile/certificates", data=data).status_code == 422
    client.post(f"/profile/certificates/{held_id}/drop")
    assert row(Volunteer, who.volunteer_id).qualifications == []
    assert [event for event, _ in ledger()][-2:] == [
        "providers.qualification_claimed",
        "providers.qualification_dropped",
    ]


def test_a_certificate_that_has_run_out_is_refused(client: FlaskClient) -> None:
    builders.sign_in(client, builders.volunteer())
    data = {"kind": "nurse", "issuer": "卫生局", "valid_until": "2026-03-11"}
    answer = client.post("/profile/certificates", data=data)
    assert answer.status_code == 422
    assert 'id="valid_until-error"' in answer.get_data(as_text=True)


def test_the_certificate_of_somebody_else_does_not_exist(client: FlaskClient) -> None:
    other = builders.volunteer(held=("nurse",))
    key = row(Volunteer, other.volunteer_id).qualifications[0].id
    builders.sign_in(client, builders.volunteer())
    assert client.post(f"/profile/certificates/{key}/drop").status_code == 404
    assert len(row(Volunteer, other.volunteer_id).qualifications) == 1


def test_who_leaves_is_not_asked_any_more_and_changes_nothing_after(client: FlaskClient) -> None:
    who = builders.volunteer()
    builders.sign_in(client, who)
    client.post("/profile/leave")
    assert row(Volunteer, who.volunteer_id).state == ProviderState.LEFT
    page = client.get("/profile").get_data(as_text=True)
    assert "您已退出" in page
    assert client.post("/profile/skills", data=SKILLS).status_code == 422
    assert row(Volunteer, who.volunteer_id).categories == ["tutoring"]


def test_who_still_helps_a_child_hands_over_before_leaving(client: FlaskClient) -> None:
    who = builders.volunteer(load=1)
    builders.sign_in(client, who)
    answer = client.post("/profile/leave", follow_redirects=True)
    assert "还在帮着 1 个孩子" in answer.get_data(as_text=True)
    assert row(Volunteer, who.volunteer_id).state == ProviderState.ACTIVE


@pytest.mark.parametrize("role", sorted(SIGNED_IN - {Role.VOLUNTEER}), ids=str)
def test_a_profile_is_for_volunteers(client: FlaskClient, role: Role) -> None:
    builders.sign_in(client, builders.actor(role))
    for path in ("", "/person", "/skills", "/certificates", "/times", "/reach", "/pledge"):
        assert client.get(f"/profile{path}").status_code == 403
    assert client.post("/profile/leave").status_code == 403


@pytest.mark.parametrize("state", list(ProviderState))
@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_the_profile_says_where_it_stands(
    app: Flask, client: FlaskClient, state: ProviderState, language: str
) -> None:
    client.set_cookie("language", language)
    who = builders.volunteer(state=state, held=("nurse",))
    builders.sign_in(client, who)
    assert client.get("/profile").status_code == 200


def test_a_certificate_counts_to_its_last_day() -> None:
    held = Qualification(state="confirmed", valid_until=date(2026, 3, 12))
    assert held.is_held(date(2026, 3, 12))
    assert not held.is_held(date(2026, 3, 13))
