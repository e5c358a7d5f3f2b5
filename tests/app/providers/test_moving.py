"""Starting from another town: slowly, so that nobody finds a family by moving about."""

from __future__ import annotations

from itertools import permutations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.places import areas
from app.places import queries as places
from app.places.queries import Place
from app.providers.models import HomeMove, ProviderState, Volunteer
from tests import builders
from tests.app.providers.samples import row, same_person

REACH = {"radius_km": "12", "modes": ["home"], "languages": ["mandarin"], "capacity": "2"}
FAR = "330483104"


def _moves() -> list[tuple[str, str]]:
    db.session.rollback()
    with unscoped("a test looks at moves"):
        found = db.session.scalars(select(HomeMove).order_by(HomeMove.id))
        return [(one.to_town, one.state) for one in found]


def _start_from(client: FlaskClient, town: str) -> None:
    assert client.post("/profile/reach", data={**REACH, "town_code": town}).location == "/profile"


def _town(volunteer_id: int | None) -> str:
    return str(row(Volunteer, volunteer_id).town_code)


def _apart(towns: tuple[Place, Place]) -> float:
    here, there = towns
    return areas.town_area(here.code).km_from(there.lat, there.lon)


def test_before_anybody_is_vetted_the_town_is_changed_as_one_likes(client: FlaskClient) -> None:
    who = builders.volunteer(state=ProviderState.APPLIED)
    builders.sign_in(client, who)
    _start_from(client, FAR)
    assert _town(who.volunteer_id) == FAR
    assert _moves() == []


def test_a_near_town_counts_at_once_and_the_next_change_waits_for_an_officer(
    client: FlaskClient,
) -> None:
    here, near = min(permutations(places.towns(), 2), key=_apart)
    who = builders.volunteer(town_code=here.code)
    builders.sign_in(client, who)
    _start_from(client, near.code)
    assert _town(who.volunteer_id) == near.code
    _start_from(client, here.code)
    assert _town(who.volunteer_id) == near.code
    assert _moves() == [(near.code, "made"), (here.code, "asked")]


@pytest.mark.parametrize(("answer", "state"), [("yes", "made"), ("no", "refused")])
def test_a_far_town_counts_once_an_officer_has_looked(
    client: FlaskClient, answer: str, state: str
) -> None:
    who = builders.volunteer()
    builders.sign_in(client, who)
    _start_from(client, FAR)
    assert places.name(FAR) in client.get("/profile").text
    assert _town(who.volunteer_id) == builders.VILLAGE[:9]
    builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert f"/vetting/moves/1/{answer}" in client.get("/vetting").text
    client.post(f"/vetting/moves/1/{answer}")
    assert _moves() == [(FAR, state)]
    assert _town(who.volunteer_id) == (FAR if answer == "yes" else builders.VILLAGE[:9])
    client.post("/vetting/moves/1/yes")
    assert _moves() == [(FAR, state)]


def test_who_takes_a_move_back_leaves_nothing_to_look_at(client: FlaskClient) -> None:
    builders.sign_in(client, builders.volunteer())
    _start_from(client, FAR)
    _start_from(client, builders.VILLAGE[:9])
    assert _moves() == []


def test_an_officer_does_not_look_at_the_own_move(client: FlaskClient) -> None:
    who = builders.volunteer()
    builders.sign_in(client, who)
    _start_from(client, FAR)
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    same_person(officer, volunteer_id=who.volunteer_id or 0)
    builders.sign_in(client, officer)
    client.post("/vetting/moves/1/yes")
    assert _moves() == [(FAR, "asked")]
