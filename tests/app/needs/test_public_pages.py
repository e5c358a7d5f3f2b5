"""What everyone may read: the list, the map, and a need."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.kernel.access import Role
from app.needs.gate import Rung
from app.needs.models import NeedState
from app.places import areas
from app.places import queries as places
from tests import builders
from tests.app.needs.builders import in_state, need
from tests.app.needs.pages import PRIVATE, far_director, reads, signed_in


def test_the_public_list_tells_the_town_and_never_the_village(client: FlaskClient) -> None:
    builders.need()
    page = client.get("/needs").text
    assert "学业辅导 · 每周 1 次" in page
    assert "小学三年级数学、语文作业辅导" not in page
    assert places.name(builders.VILLAGE[:9]) in page
    assert places.name(builders.VILLAGE) not in page
    assert not any(word in page for word in PRIVATE)
    assert reads() == set()


def test_the_public_page_of_a_need_invites_a_visitor_and_keeps_the_child(
    client: FlaskClient,
) -> None:
    need_id = builders.need()
    page = client.get(f"/needs/{need_id}").text
    assert "/join" in page
    assert f"/needs/{need_id}/apply" not in page
    assert places.name(builders.VILLAGE) not in page
    assert not any(word in page for word in PRIVATE)
    assert reads() == set()


@pytest.mark.parametrize("state", sorted(set(NeedState) - {NeedState.OPEN, NeedState.MATCHED}))
def test_what_is_not_listed_looks_missing_to_strangers(
    client: FlaskClient, state: NeedState
) -> None:
    need_id = in_state(state)
    assert client.get(f"/needs/{need_id}").status_code == 404
    builders.sign_in(client, far_director())
    for address in (f"/needs/{need_id}", f"/needs/{need_id}/edit", "/needs/9999"):
        assert client.get(address).status_code == 404
    assert client.post(f"/needs/{need_id}/withdraw", data={"reason": "x"}).status_code == 404
    assert need(need_id).state == state


def test_a_restricted_need_looks_missing_to_strangers(client: FlaskClient) -> None:
    need_id = builders.need(visibility="restricted")
    assert client.get(f"/needs/{need_id}").status_code == 404


def test_a_vetted_volunteer_may_say_that_she_can(client: FlaskClient) -> None:
    need_id = builders.need()
    builders.sign_in(client, builders.volunteer())
    page = client.get(f"/needs/{need_id}").text
    assert f"/needs/{need_id}/apply" in page
    assert not any(word in page for word in PRIVATE)


def test_a_volunteer_who_is_not_vetted_may_not(client: FlaskClient) -> None:
    need_id = builders.need()
    builders.sign_in(client, builders.volunteer(record_check_until=None))
    assert f"/needs/{need_id}/apply" not in client.get(f"/needs/{need_id}").text


def test_nobody_applies_to_a_parents_wish_for_work(client: FlaskClient) -> None:
    need_id = builders.need(category="guardian_employment", modes=["workplace"])
    builders.sign_in(client, builders.volunteer())
    assert f"/needs/{need_id}/apply" not in client.get(f"/needs/{need_id}").text


def test_a_volunteer_sees_distances_and_only_fitting_kinds(client: FlaskClient) -> None:
    builders.need()
    other = builders.need(category="legal_support")
    builders.sign_in(client, builders.volunteer())
    page = client.get("/needs?fits=y").text
    assert "6 公里以内" in page
    assert f"/needs/{other}" not in page


def test_near_me_and_a_chosen_town_sort_the_list(client: FlaskClient) -> None:
    here = f"/needs/{builders.need()}"
    there = f"/needs/{builders.need(child_id=builders.child(village=builders.OTHER_VILLAGE))}"
    near = client.get("/needs?lat=30.7451&lon=120.4851").text
    assert near.index(here) < near.index(there)
    assert "30.75" in near
    chosen = client.get(f"/needs?origin={builders.OTHER_VILLAGE[:9]}").text
    assert chosen.index(there) < chosen.index(here)


def test_nonsense_in_the_address_asks_nothing(client: FlaskClient) -> None:
    builders.need()
    address = (
        "/needs?category=x&town=9&mode=%00&held=y&free=8-noon&sort=up&lat=a&lon=999&page=-4&q="
    )
    assert "学业辅导 · 每周 1 次" in client.get(address).text


def test_the_map_tells_in_steps_and_wider_areas_by_themselves(client: FlaskClient) -> None:
    for _ in range(6):
        builders.need()
    for _ in range(3):
        builders.need(child_id=builders.child(village=builders.OTHER_VILLAGE))
    builders.need(rung=Rung.AREA_WIDE)
    page = client.get("/needs/map").text
    assert '<td class="figure">5–9</td>' in page
    assert '<td class="figure">1–4</td>' in page
    assert '<td class="figure">6</td>' not in page
    assert areas.name(areas.wider(builders.VILLAGE[:9]).code) in page


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR], ids=str)
def test_staff_of_elsewhere_read_no_more_than_the_public_words(
    client: FlaskClient, role: Role
) -> None:
    need_id = builders.need()
    place = builders.OTHER_VILLAGE if role is Role.CHILD_DIRECTOR else builders.OTHER_VILLAGE[:9]
    page = signed_in(client, role, place=place).get(f"/needs/{need_id}").text
    assert "学业辅导 · 每周 1 次" in page
    assert places.name(builders.VILLAGE) not in page
    assert not any(word in page for word in PRIVATE)
    assert client.get(f"/needs/{need_id}/edit").status_code == 404
    assert reads() == set()
