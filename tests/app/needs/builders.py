"""Needs in each state, and drafts, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.needs.inputs import Approval, NeedInput, WorkInput
from app.needs.models import Need, NeedState
from tests import builders


def need_input(**changed: Any) -> NeedInput:
    values: dict[str, Any] = {
        "title": "课后作业辅导",
        "summary": "乌镇镇，9—11岁，希望有人每周辅导作业。",
        "note": "爷爷奶奶不识字。",
        "meeting_place": "儿童之家",
        "qualifications": ("teacher_cert",),
        "modes": ("child_home_center",),
        "slots": ((1, 990, 1050),),
        "per_week": 1,
        "minutes": 60,
        "weeks": 16,
        "starts_on": None,
        "ends_on": None,
        "need_by": None,
        "helper_sex": None,
        "languages": (),
        "items": (),
        "urgency": "normal",
        "visibility": "public",
        "openings": 1,
        **changed,
    }
    return NeedInput(**values)


def work(**changed: Any) -> WorkInput:
    values: dict[str, Any] = {
        "title": "为家长找一份离家近的工作",
        "summary": "乌镇镇，会用缝纫机；希望在离家5公里内。",
        "slots": ((0, 480, 1020),),
        "max_km": 5.0,
        "wishes": ("seated",),
        **changed,
    }
    return WorkInput(**values)


def approval(**changed: Any) -> Approval:
    values: dict[str, Any] = {
        "title": "课后作业辅导",
        "summary": "乌镇镇，9—11岁，希望有人每周辅导作业。",
        "visibility": "public",
        "designated": (),
        "benefit": "none",
        **changed,
    }
    return Approval(**values)


def typed(**changed: Any) -> dict[str, Any]:
    """A need as a browser sends it."""
    return {
        "note": "爷爷奶奶不识字。",
        "title": "课后作业辅导",
        "summary": "乌镇镇，9—11岁，希望有人每周辅导作业。",
        "urgency": "normal",
        "times-0-days": "1",
        "times-0-starts": "16:30",
        "times-0-ends": "17:30",
        "per_week": "1",
        "minutes": "60",
        "weeks": "16",
        "modes": ["child_home_center"],
        "openings": "1",
        "visibility": "public",
        "then": "submit",
        **changed,
    }


def in_state(state: NeedState, **fields: Any) -> int:
    """A need that has come as far as this state, and no farther."""
    values: dict[str, Any] = {"state": state, "opened_at": None}
    if state in (NeedState.DRAFT, NeedState.SUBMITTED, NeedState.RETURNED):
        values["endorsed_at"] = None
    if state == NeedState.DRAFT:
        values["submitted_at"] = None
    if state in (NeedState.OPEN, NeedState.MATCHED, NeedState.EXPIRED, NeedState.IN_SERVICE):
        values["opened_at"] = clock.now() - timedelta(days=10)
    return builders.need(**{**values, **fields})


def need(need_id: int) -> Need:
    """The row as it is now, whoever the test acts as."""
    db.session.rollback()
    with unscoped("a test looks at the row"):
        return db.session.scalars(select(Need).where(Need.id == need_id)).one()


def guardian_of(guardian_id: int) -> Actor:
    return builders.actor(Role.GUARDIAN, guardian_id=guardian_id)
