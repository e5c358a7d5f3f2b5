"""Opening pages of needs as somebody, and what is noted of it."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import LOOKED, fields_of
from app.kernel.events import AuditLine
from tests import builders

PRIVATE = ("小禾", "爷爷奶奶不识字", "民合村儿童之家", "隔代照护人")


def signed_in(client: FlaskClient, role: Role, **hat: Any) -> FlaskClient:
    return builders.sign_in(client, builders.actor(role, **hat))


def far_director() -> Actor:
    return builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE)


def reads() -> set[tuple[str, str]]:
    db.session.rollback()
    lines = db.session.scalars(select(AuditLine).where(AuditLine.event == LOOKED))
    return {(line.payload["of"], name) for line in lines for name in fields_of(line)}


def new(child_id: int, category: str = "tutoring") -> str:
    return f"/needs/new?child={child_id}&category={category}"
