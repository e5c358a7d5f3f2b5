"""Given: what somebody types who joins, each answer changeable by name."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.people.models import Appointment
from app.providers.models import Organization, Volunteer
from tests import builders

GOOD = "three quiet bridges"
CREDIT_CODE = "91350100M000100Y43"


def person(**answers: Any) -> dict[str, Any]:
    return {
        "full_name": "周兰",
        "sex": "female",
        "birth_year": "1960",
        "mobile": "142 0000 0009",
        "town_code": builders.VILLAGE[:9],
        "name": "zhou.lan",
        "password": GOOD,
        **answers,
    }


def organization(**answers: Any) -> dict[str, Any]:
    return {
        "organization": "桐光社会工作服务中心（示例）",
        "kind": "social_org",
        "uscc": CREDIT_CODE,
        "town_code": builders.VILLAGE[:9],
        "contact_name": "徐某",
        "contact_mobile": "14200000003",
        "qualifications": ["social_worker"],
        "name": "tongguang",
        "password": GOOD,
        **answers,
    }


def rows(model: type[Volunteer] | type[Organization]) -> list[Any]:
    """Every volunteer or organisation as it stands in the database now."""
    db.session.rollback()
    with unscoped("a test looks at providers"):
        wanted = select(model).options(selectinload(model.qualifications)).order_by(model.id)
        return list(db.session.scalars(wanted))


def row(model: type[Volunteer] | type[Organization], key: int | None) -> Any:
    return next(one for one in rows(model) if one.id == key)


def same_person(officer: Actor, **hat: int) -> None:
    """Once the officer wore this hat as well."""
    with builders.world():
        db.session.add(
            Appointment(
                account_id=officer.account_id,
                role=Role.VOLUNTEER if "volunteer_id" in hat else Role.ORGANIZATION_MEMBER,
                from_on=date(2020, 1, 1),
                until_on=date(2021, 1, 1),
                **hat,
            )
        )
