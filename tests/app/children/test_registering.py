"""Registering a child and changing its file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.children import actions
from app.children.inputs import GuardianInput
from app.children.models import Child, Guardian
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import AuditLine
from app.kernel.scope import unscoped
from app.kernel.secrets import unseal
from tests import builders
from tests.app.children.samples import child_input

NUMBER = "330499201605040023"
GIRL = {"id_number": NUMBER}


def _register(app: Flask, who: Actor, village: str = builders.VILLAGE, **changed: Any) -> int:
    with app.app_context():
        event = actions.register_child(who, village, given=child_input(**changed), is_demo=True)
        return event.child_id


def _child(child_id: int) -> Child:
    db.session.rollback()
    with unscoped("a test looks at the row"):
        return db.session.scalars(select(Child).where(Child.id == child_id)).one()


def _count(model: Any) -> int:
    with unscoped("a test counts rows"):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_director_registers_a_child_with_a_new_guardian(app: Flask) -> None:
    child = _child(_register(app, builders.actor(Role.CHILD_DIRECTOR)))
    assert unseal(child.given_name) == "念念"
    assert (child.village_code, child.town_code) == (builders.VILLAGE, builders.VILLAGE[:9])
    assert child.code == "C2026-00001"
    with unscoped("a test looks at the row"):
        guardian = db.session.scalars(select(Guardian)).one()
    assert unseal(guardian.full_name) == "钱桂香"
    assert child.guardian_id == guardian.id


def test_the_event_holds_ids_and_no_name(app: Flask) -> None:
    child_id = _register(app, builders.actor(Role.CHILD_DIRECTOR))
    line = db.session.scalars(
        select(AuditLine).where(AuditLine.event == "children.registered")
    ).one()
    assert line.payload == {"child_id": child_id, "village_code": builders.VILLAGE}
    assert line.child_id == child_id


def test_brothers_and_sisters_share_one_guardian(app: Flask) -> None:
    director, adult = builders.actor(Role.CHILD_DIRECTOR), builders.guardian()
    first = _register(app, director, guardian_id=adult)
    second = _register(app, director, guardian_id=adult, full_name="周一诺")
    assert _child(first).guardian_id == _child(second).guardian_id == adult


def test_a_guardian_of_another_village_cannot_be_chosen(app: Flask) -> None:
    elsewhere = builders.guardian(village=builders.OTHER_VILLAGE)
    with pytest.raises(Refused, match="guardian_unknown"):
        _register(app, builders.actor(Role.CHILD_DIRECTOR), guardian_id=elsewhere)


def test_a_new_guardian_needs_a_name(app: Flask) -> None:
    nameless = GuardianInput(full_name="", mobile=None)
    with pytest.raises(Refused, match="guardian_name_missing"):
        _register(app, builders.actor(Role.CHILD_DIRECTOR), guardian=nameless)


def test_one_child_is_never_registered_twice_in_a_village(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    _register(app, director, **GIRL)
    with pytest.raises(Refused) as refused:
        _register(app, director, full_name="周一诺", **GIRL)
    assert (refused.value.code, refused.value.field) == ("child.already_here", "id_number")
    assert (_count(Child), _count(Guardian)) == (1, 1)


def test_a_child_of_another_village_is_refused_without_telling_where(app: Flask) -> None:
    other = builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE)
    _register(app, other, builders.OTHER_VILLAGE, **GIRL)
    with pytest.raises(Refused) as refused:
        _register(app, builders.actor(Role.CHILD_DIRECTOR), **GIRL)
    assert refused.value.code == "child.already_elsewhere"
    assert refused.value.values == {}


def test_a_lower_case_x_is_the_same_child(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    born = {"born_on": date(2016, 5, 4), "is_checked": True}
    _register(app, director, id_number="33049920160504004X", **born)
    with pytest.raises(Refused, match="already_here"):
        _register(app, director, id_number="33049920160504004x", full_name="周一诺", **born)


def test_a_birthday_that_differs_from_the_number_is_asked_about(app: Flask) -> None:
    director, other_day = builders.actor(Role.CHILD_DIRECTOR), date(2016, 5, 5)
    with pytest.raises(Refused) as refused:
        _register(app, director, born_on=other_day, **GIRL)
    assert (refused.value.code, refused.value.field) == ("child.birth_differs", "born_on")
    adopted = _register(app, director, born_on=other_day, is_checked=True, **GIRL)
    assert _child(adopted).born_on == other_day


def test_a_sex_that_differs_from_the_number_is_asked_about(app: Flask) -> None:
    with pytest.raises(Refused, match="sex_differs"):
        _register(app, builders.actor(Role.CHILD_DIRECTOR), sex="male", **GIRL)


def test_the_same_name_and_birthday_is_asked_about(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    _register(app, director)
    with pytest.raises(Refused, match="same_name_and_birthday"):
        _register(app, director)
    assert _register(app, director, is_another=True)


@pytest.mark.parametrize("spelling", ["周 念念", "周\u200b念念", "周·念念", "周年年", "邹念念"])
def test_the_same_child_in_another_spelling_is_asked_about(app: Flask, spelling: str) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    _register(app, director)
    with pytest.raises(Refused, match="same_name_and_birthday"):
        _register(app, director, full_name=spelling)
    assert _count(Child) == 1
    assert _register(app, director, full_name=spelling, is_another=True)


def test_another_birthday_is_another_child(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    _register(app, director)
    assert _register(app, director, born_on=date(2016, 5, 5))


def test_a_supervisor_is_asked_about_a_child_of_another_village_of_the_town(app: Flask) -> None:
    builders.child(village="330483100201", full_name="周念念", born_on=date(2016, 5, 4))
    with pytest.raises(Refused, match="same_name_and_birthday"):
        _register(app, builders.actor(Role.CHILD_SUPERVISOR))


@pytest.mark.parametrize(
    ("full_name", "given_name"),
    [("买买提.艾力", "买买提"), ("周·小禾", "小禾"), ("欧阳 子墨", "子墨"), ("𬭎", "𬭎")],
)
def test_a_helper_is_never_told_the_fathers_name(
    app: Flask, full_name: str, given_name: str
) -> None:
    child_id = _register(app, builders.actor(Role.CHILD_DIRECTOR), full_name=full_name)
    assert unseal(_child(child_id).given_name) == given_name


@pytest.mark.parametrize("full_name", ["买买提艾力", "古丽米热", "周"])
def test_a_name_that_does_not_tell_its_given_part_is_asked_about(
    app: Flask, full_name: str
) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    with pytest.raises(Refused) as refused:
        _register(app, director, full_name=full_name)
    assert (refused.value.code, refused.value.field) == ("child.given_name_unsure", "given_name")


def test_a_given_name_may_be_written_by_itself(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    child_id = _register(app, director, full_name="买买提艾力", given_name="买买提")
    assert unseal(_child(child_id).given_name) == "买买提"


@pytest.mark.parametrize(
    ("full_name", "given_name"), [("买买提·艾力", "买买提·艾力"), ("周念念", "周念念")]
)
def test_a_whole_name_is_no_given_name(app: Flask, full_name: str, given_name: str) -> None:
    with pytest.raises(Refused, match="given_name_not_in_name"):
        _register(
            app,
            builders.actor(Role.CHILD_DIRECTOR),
            full_name=full_name,
            given_name=given_name,
        )


@pytest.mark.parametrize(
    ("born_on", "code"),
    [(date(2026, 3, 13), "child.not_born"), (date(2008, 3, 12), "child.grown_up")],
)
def test_only_children_are_registered(app: Flask, born_on: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        _register(app, builders.actor(Role.CHILD_DIRECTOR), born_on=born_on)
    assert (refused.value.code, refused.value.field) == (code, "born_on")


def test_the_day_before_eighteen_is_a_child(app: Flask) -> None:
    assert _register(app, builders.actor(Role.CHILD_DIRECTOR), born_on=date(2008, 3, 13))


def test_a_given_name_belongs_to_the_name(app: Flask) -> None:
    with pytest.raises(Refused, match="given_name_not_in_name"):
        _register(app, builders.actor(Role.CHILD_DIRECTOR), given_name="小明")


def test_a_director_registers_in_no_other_village(app: Flask) -> None:
    with pytest.raises(Refused, match="village_unknown"):
        _register(app, builders.actor(Role.CHILD_DIRECTOR), builders.OTHER_VILLAGE)
    assert _count(Child) == 0


def test_a_supervisor_registers_in_a_village_of_the_town(app: Flask) -> None:
    supervisor = builders.actor(Role.CHILD_SUPERVISOR)
    assert _register(app, supervisor)
    with pytest.raises(Refused, match="village_unknown"):
        _register(app, supervisor, builders.OTHER_VILLAGE)
    with pytest.raises(Refused, match="village_unknown"):
        _register(app, supervisor, builders.VILLAGE[:9])


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR}), ids=str
)
def test_nobody_else_registers(app: Flask, role: Role) -> None:
    with pytest.raises(Forbidden, match="children:register"):
        _register(app, Actor(role=role, account_id=1))


def test_a_change_says_which_fields(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    child_id = _register(app, director, **GIRL)
    adult = _child(child_id).guardian_id
    with app.app_context():
        event = actions.edit_child(
            director,
            child_id,
            given=child_input(risk_level="high", guardian_id=adult),
            version=1,
            is_demo=True,
        )
    assert event.fields == ("risk_level",)
    assert _child(child_id).risk_level == "high"


def test_a_change_without_a_number_keeps_the_number(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    child_id = _register(app, director, **GIRL)
    with app.app_context():
        actions.edit_child(director, child_id, given=child_input(), version=1, is_demo=True)
    number = _child(child_id).id_number
    assert number is not None
    assert unseal(number) == NUMBER


def test_two_who_change_at_once_meet(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    child_id = _register(app, director)
    with app.app_context():
        actions.edit_child(
            director, child_id, given=child_input(risk_level="high"), version=1, is_demo=True
        )
    with app.app_context(), pytest.raises(Refused, match="changed_meanwhile"):
        actions.edit_child(director, child_id, given=child_input(), version=1, is_demo=True)
    assert _child(child_id).risk_level == "high"


def test_a_child_of_another_village_cannot_be_changed(app: Flask) -> None:
    child_id = builders.child(village=builders.OTHER_VILLAGE)
    with app.app_context(), pytest.raises(NotFound):
        actions.edit_child(
            builders.actor(Role.CHILD_DIRECTOR),
            child_id,
            given=child_input(),
            version=1,
            is_demo=True,
        )


def test_a_guardians_number_can_be_changed_and_taken_away(app: Flask) -> None:
    director, child_id = builders.actor(Role.CHILD_DIRECTOR), builders.child()
    for mobile in ("14200000077", None):
        with app.app_context():
            actions.change_guardian_mobile(director, child_id, mobile=mobile)
    with unscoped("a test looks at the row"):
        guardian = db.session.scalars(select(Guardian)).one()
    assert (guardian.mobile, guardian.mobile_index) == (None, None)
