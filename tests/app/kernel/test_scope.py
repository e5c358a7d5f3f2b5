"""Rows of somebody else do not exist, for reading and for writing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased, selectinload

from app.children.models import Child, Guardian
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound
from app.kernel.scope import act_as, find, unscoped
from app.needs.models import Need
from tests import builders


def _two_villages() -> tuple[int, int]:
    return builders.child(), builders.child(village=builders.OTHER_VILLAGE)


def test_a_director_reads_the_children_of_her_own_village_only(app: Flask) -> None:
    own, _other = _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    assert db.session.scalars(select(Child.id)).all() == [own]


def test_a_child_of_another_village_is_not_found_like_a_missing_one(app: Flask) -> None:
    _own, other = _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    with pytest.raises(NotFound):
        find(Child, other)
    with pytest.raises(NotFound):
        find(Child, 999_999)


def test_counting_joining_and_aliases_are_scoped_too(app: Flask) -> None:
    _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    other = aliased(Child)
    assert db.session.scalar(select(func.count(Child.id))) == 1
    assert db.session.scalar(select(func.count()).select_from(select(Child).subquery())) == 1
    assert db.session.scalar(select(func.count(other.id))) == 1
    assert len(db.session.execute(select(Guardian, Child).join(Child.guardian)).all()) == 1


def test_a_row_reached_through_a_relationship_is_scoped_too(app: Flask) -> None:
    family = builders.guardian()
    builders.child(guardian_id=family)
    builders.child(guardian_id=family, village=builders.OTHER_VILLAGE)
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    lazily = find(Guardian, family)
    assert len(lazily.children) == 1
    db.session.expunge_all()
    eagerly = db.session.scalars(select(Guardian).options(selectinload(Guardian.children))).one()
    assert len(eagerly.children) == 1


def test_nobody_sees_nothing(app: Flask) -> None:
    _two_villages()
    assert db.session.scalars(select(Child)).all() == []


@pytest.mark.parametrize(
    "role", [Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.VOLUNTEER, Role.EMPLOYER, Role.VISITOR]
)
def test_a_role_without_children_sees_no_child(app: Flask, role: Role) -> None:
    _two_villages()
    act_as(builders.actor(role))
    assert db.session.scalars(select(Child)).all() == []
    assert db.session.scalars(select(Guardian)).all() == []


def test_a_change_to_a_row_outside_the_scope_is_refused_and_not_written(app: Flask) -> None:
    _own, other = _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    with unscoped("the test holds a row it may not change"):
        row = find(Child, other)
    row.risk_level = "high"
    with pytest.raises(Forbidden):
        db.session.flush()
    db.session.rollback()
    with unscoped("the test looks"):
        assert find(Child, other).risk_level == "low"


def test_a_new_row_outside_the_scope_is_refused(app: Flask) -> None:
    family = builders.guardian(village=builders.OTHER_VILLAGE)
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    with unscoped("the test copies a row"):
        row = find(Guardian, family)
        db.session.expunge(row)
    db.session.add(
        Guardian(full_name="周某", village_code=row.village_code, town_code=row.town_code)
    )
    with pytest.raises(Forbidden):
        db.session.flush()


def test_a_bulk_update_stays_within_the_scope(app: Flask) -> None:
    own, other = _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    db.session.execute(update(Child).values(risk_level="high"))
    with unscoped("the test looks"):
        levels = dict(db.session.execute(select(Child.id, Child.risk_level)).all())
    assert levels == {own: "high", other: "low"}


def test_a_session_keeps_one_actor(app: Flask) -> None:
    first, second = builders.actor(Role.CHILD_DIRECTOR), builders.actor(Role.CIVIL_AFFAIRS)
    act_as(first)
    with pytest.raises(RuntimeError, match="one actor"):
        act_as(second)


def test_leaving_the_scope_needs_a_reason(app: Flask) -> None:
    with pytest.raises(ValueError, match="why"), unscoped(""):
        pass


def test_a_restricted_need_is_invisible_to_a_vetted_volunteer(app: Flask) -> None:
    public = builders.need()
    vetted = builders.need(visibility="vetted_partner")
    builders.need(visibility="restricted")
    act_as(builders.volunteer())
    assert sorted(db.session.scalars(select(Need.id)).all()) == sorted([public, vetted])
