"""Lists, queues, counts, and a need's way."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask

from app.kernel import clock
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.scope import act_as, unscoped
from app.needs import queries
from app.needs.models import NeedState
from app.needs.progress import need_steps
from app.needs.queries import Desk, Near, NeedFilter
from app.needs.queries.desk import DESK_ORDER, MINE_ORDER
from app.needs.wording import named_by
from app.places import areas
from app.places import queries as places
from tests import builders
from tests.app.needs.builders import in_state, need

FAR = {"village": builders.OTHER_VILLAGE}


def _listed(app: Flask, who: Actor = VISITOR, **asked: Any) -> list[int]:
    with app.app_context():
        act_as(who)
        return [one.notice.need_id for one in queries.listed(NeedFilter(**asked), 1).items]


def _far_need(**fields: Any) -> int:
    return builders.need(child_id=builders.child(**FAR), **fields)


def test_strangers_list_open_public_needs_only(app: Flask) -> None:
    shown = builders.need()
    for state in set(NeedState) - {NeedState.OPEN}:
        in_state(state)
    builders.need(visibility="restricted")
    builders.need(visibility="vetted_partner")
    assert _listed(app) == [shown]


def test_vetted_helpers_also_list_what_is_for_them(app: Flask) -> None:
    shown = {builders.need(), builders.need(visibility="vetted_partner")}
    builders.need(visibility="restricted")
    assert set(_listed(app, builders.volunteer())) == shown


def test_staff_list_no_restricted_need_either(app: Flask) -> None:
    builders.need(visibility="restricted")
    for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS):
        assert _listed(app, builders.actor(role)) == []


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"category": "rehabilitation"}, {"category": "rehabilitation"}),
        ({"categories": ("rehabilitation", "tutoring")}, {"category": "rehabilitation"}),
        ({"mode": "online"}, {"modes": ["online", "home"]}),
        ({"held": "nurse"}, {"qualifications": ["nurse"]}),
        ({"held": "none"}, {"qualifications": []}),
        ({"free": ("3-evening",)}, {"slots": [[2, 1140, 1200]]}),
    ],
)
def test_the_list_is_narrowed(app: Flask, asked: dict[str, Any], fields: dict[str, Any]) -> None:
    other = {"category": "legal_support", "qualifications": ["lawyer"], "modes": ["school"]}
    builders.need(**other)
    wanted = builders.need(**{**other, "qualifications": ["lawyer"], **fields})
    assert _listed(app, **asked) == [wanted]


@pytest.mark.parametrize(
    ("slots", "free", "fits"),
    [
        ([], ("1-morning",), True),
        ([[0, 700, 750]], ("1-morning",), False),
        ([[0, 700, 750]], ("1-afternoon",), True),
        ([[0, 690, 720]], ("1-morning",), True),
        ([[0, 690, 721]], ("1-afternoon",), False),
        ([[0, 700, 715]], ("1-morning",), True),
        ([[0, 600, 1200]], ("1-evening",), True),
        ([[0, 600, 1200]], ("2-evening",), False),
        ([[5, 600, 620], [6, 600, 700]], ("6-morning", "7-morning"), True),
    ],
)
def test_a_free_part_of_the_week_holds_half_an_hour_of_the_asked_time_or_most_of_it(
    app: Flask, slots: list[list[int]], free: tuple[str, ...], fits: bool
) -> None:
    wanted = builders.need(slots=slots)
    assert _listed(app, free=free) == ([wanted] if fits else [])


@pytest.mark.parametrize(
    ("held", "fits"), [("lawyer", False), ("nurse", False), ("none", False), (None, True)]
)
def test_one_certificate_is_not_two(app: Flask, held: str | None, fits: bool) -> None:
    wanted = builders.need(qualifications=["lawyer", "nurse"])
    assert _listed(app, held=held) == ([wanted] if fits else [])


@pytest.mark.parametrize("asked", ["辅具", "Assistive devices", "辅具 适配"])
def test_words_name_kinds_of_help_in_either_language(app: Flask, asked: str) -> None:
    builders.need()
    wanted = builders.need(category="assistive_device")
    assert _listed(app, categories=named_by(asked)) == [wanted]
    assert _listed(app, categories=named_by("%")) == []


def test_the_list_is_narrowed_by_town(app: Flask) -> None:
    builders.need()
    wanted = _far_need()
    assert _listed(app, town=builders.OTHER_VILLAGE[:9]) == [wanted]


def test_newest_first_or_longest_waiting_first(app: Flask) -> None:
    old = builders.need(opened_at=builders.days_ago(9))
    new = builders.need(opened_at=builders.days_ago(0))
    assert _listed(app) == [new, old]
    assert _listed(app, sort="waiting") == [old, new]


def test_nearest_first(app: Flask) -> None:
    near, far = builders.need(), _far_need()
    at, away = (places.place(village[:9]) for village in (builders.VILLAGE, builders.OTHER_VILLAGE))
    assert _listed(app, sort="near", near=Near(lat=at.lat, lon=at.lon)) == [near, far]
    assert _listed(app, sort="near", near=Near(lat=away.lat, lon=away.lon)) == [far, near]


def test_the_order_is_that_of_the_area_then_of_the_week_then_by_lot(app: Flask) -> None:
    town = places.place(builders.VILLAGE[:9])
    for _ in range(20):
        lat, lon = (at + Random(7).uniform(-0.05, 0.05) for at in (town.lat, town.lon))
        builders.need(lat=lat, lon=lon, opened_at=builders.days_ago(Random(8).randint(1, 30)))
        _far_need()
    with app.app_context():
        act_as(VISITOR)
        asked = NeedFilter(sort="near", near=Near(lat=town.lat, lon=town.lon))
        found = [one.notice for number in (1, 2) for one in queries.listed(asked, number).items]
    keys = [(one.area != town.code, one.opened_week, one.tie) for one in found]
    assert len(found) == 40
    assert keys == sorted(keys)
    assert [one.need_id for one in found] != sorted(one.need_id for one in found)


@pytest.mark.parametrize("who", ["visitor", "volunteer"])
def test_nobody_measures_to_a_village(app: Flask, who: str) -> None:
    town = places.place(builders.VILLAGE[:9])
    builders.need()
    builders.need(lat=town.lat + 0.08, lon=town.lon)
    reader = VISITOR if who == "visitor" else builders.volunteer()
    with app.app_context():
        act_as(reader)
        page = queries.listed(NeedFilter(near=Near(lat=town.lat, lon=town.lon)), 1)
        assert {one.band for one in page.items} == {
            areas.area(town.code).band_from(town.lat, town.lon)
        }


def test_pages_of_the_list_hold_everything_once(app: Flask) -> None:
    ids = {builders.need() for _ in range(43)}
    with app.app_context():
        act_as(VISITOR)
        pages = [queries.listed(NeedFilter(), number) for number in (1, 2, 3, 99)]
    assert [len(page.items) for page in pages] == [20, 20, 3, 3]
    assert {one.notice.need_id for page in pages for one in page.items} == ids


def test_counts_by_area(app: Flask) -> None:
    builders.need()
    builders.need()
    _far_need()
    with app.app_context():
        act_as(VISITOR)
        assert queries.open_by_area() == {builders.VILLAGE[:9]: 2, builders.OTHER_VILLAGE[:9]: 1}
        assert queries.open_count() == 3


def test_the_latest_public_needs(app: Flask) -> None:
    builders.need(opened_at=builders.days_ago(9))
    newest = builders.need(opened_at=builders.days_ago(1))
    builders.need(visibility="vetted_partner", opened_at=clock.now())
    with app.app_context():
        act_as(builders.actor(Role.CIVIL_AFFAIRS))
        assert [one.need_id for one in queries.latest_public(1)] == [newest]


@pytest.mark.parametrize(
    ("role", "state"),
    [
        (Role.CHILD_DIRECTOR, NeedState.RETURNED),
        (Role.CHILD_SUPERVISOR, NeedState.SUBMITTED),
        (Role.CIVIL_AFFAIRS, NeedState.ENDORSED),
    ],
)
def test_what_waits_for_each(app: Flask, role: Role, state: NeedState) -> None:
    for one in NeedState:
        in_state(one)
    who = builders.actor(role)
    with app.app_context():
        act_as(who)
        assert queries.awaiting(who) == 1
    assert state in NeedState


def test_nothing_waits_for_a_volunteer(app: Flask) -> None:
    builders.need()
    with app.app_context():
        assert queries.awaiting(builders.volunteer()) == 0


def test_the_desk_shows_the_most_urgent_first_then_the_longest_waiting(app: Flask) -> None:
    late = in_state(NeedState.ENDORSED, endorsed_at=builders.days_ago(1))
    early = in_state(NeedState.ENDORSED, endorsed_at=builders.days_ago(9))
    urgent = in_state(NeedState.ENDORSED, endorsed_at=clock.now(), urgency="urgent")
    emergency = in_state(NeedState.ENDORSED, endorsed_at=clock.now(), urgency="emergency")
    with app.app_context():
        act_as(builders.actor(Role.CIVIL_AFFAIRS))
        rows = queries.desk(Desk(state=NeedState.ENDORSED)).order_by(*DESK_ORDER)
        found = [one.id for one in db.session.scalars(rows)]
    assert found == [emergency, urgent, early, late]


def test_a_directors_needs_leave_out_public_ones_of_elsewhere(app: Flask) -> None:
    _far_need()
    fresh = builders.need(created_at=clock.now())
    returned = in_state(NeedState.RETURNED, created_at=clock.now() - timedelta(days=30))
    director = builders.actor(Role.CHILD_DIRECTOR)
    with app.app_context():
        act_as(director)
        rows = queries.mine(director).order_by(*MINE_ORDER)
        assert [one.id for one in db.session.scalars(rows)] == [returned, fresh]


def test_a_round_reads_every_open_need(app: Flask) -> None:
    ids = [builders.need(), builders.need(visibility="restricted")]
    in_state(NeedState.MATCHED, filled=1)
    with app.app_context(), unscoped("a round looks at every open need"):
        assert [one.id for one in queries.open_needs()] == ids


@pytest.mark.parametrize(
    ("state", "match_state", "present", "colour"),
    [
        (NeedState.DRAFT, None, "提交", "mine"),
        (NeedState.RETURNED, None, "提交", "mine"),
        (NeedState.SUBMITTED, None, "镇街核实", "now"),
        (NeedState.ENDORSED, None, "民政审批", "now"),
        (NeedState.OPEN, None, "有人接", "now"),
        (NeedState.OPEN, "proposed", "有人接", "now"),
        (NeedState.MATCHED, "invited", "有人接", "now"),
        (NeedState.MATCHED, "accepted", "家庭同意", "now"),
        (NeedState.MATCHED, "consented", "开始服务", "now"),
        (NeedState.IN_SERVICE, None, "开始服务", "now"),
        (NeedState.REJECTED, None, "未通过", "stopped"),
        (NeedState.EXPIRED, None, "到期无人对接", "stopped"),
        (NeedState.COVERED_BY_BENEFIT, None, "已由政府救助解决", "stopped"),
    ],
)
def test_the_way_of_a_need(
    app: Flask, state: NeedState, match_state: str | None, present: str, colour: str
) -> None:
    row = need(in_state(state))
    steps = need_steps(row, match_state)
    (here,) = [step for step in steps if step["state"] not in ("done", "todo")]
    assert (here["text"], here["state"]) == (present, colour)


def test_the_way_of_a_fulfilled_need_is_all_done(app: Flask) -> None:
    steps = need_steps(need(in_state(NeedState.FULFILLED)))
    assert {step["state"] for step in steps} == {"done"}


def test_a_returned_need_says_why_on_its_way(app: Flask) -> None:
    steps = need_steps(need(in_state(NeedState.RETURNED, state_reason="请写时间")))
    assert steps[0]["note"] == "请写时间"
