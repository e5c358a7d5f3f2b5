"""Opening pages and sending forms as somebody."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from app.kernel.access import Actor, Role
from tests import builders
from tests.app.matches import steps


def page(client: FlaskClient, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def sent(client: FlaskClient, path: str, *, status: int = 303, **values: Any) -> str:
    """Send a form; where it leads, or the page that asks again."""
    answer = client.post(path, data=values)
    assert answer.status_code == status, path
    return answer.location if status == 303 else answer.get_data(as_text=True)


def as_(client: FlaskClient, who: Actor) -> FlaskClient:
    return builders.sign_in(client, who)


def guardian_of(at: steps.Scene) -> Actor:
    return builders.actor(Role.GUARDIAN, guardian_id=at.guardian_id)
