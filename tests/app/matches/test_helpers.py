"""Who could help: the nearest and whom the last round ranked, by the rules of today."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.db import db
from app.matches.queries import helpers as queries
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps
from tests.counting import questions


def shown(at: steps.Scene) -> list[str]:
    found = steps.act(lambda _actor: queries.helpers(at.need_id), at.officer)
    return [one.key for one in found.others]


def key(who: object) -> str:
    return f"v{who.volunteer_id}"  # type: ignore[attr-defined]


def test_everybody_who_serves_the_kind_is_looked_at_while_they_are_few(
    app: Flask, client: FlaskClient
) -> None:
    at = steps.scene()
    far = builders.volunteer(lat=30.73)
    builders.volunteer(categories=["legal_support"])
    assert set(shown(at)) == {key(at.volunteer), key(far)}
    page = builders.sign_in(client, at.officer).get(f"/needs/{at.need_id}/helpers").text
    assert "距离最近" not in page


def test_of_many_the_nearest_are_looked_at_and_whom_the_round_ranked(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = steps.scene()
    ranked = builders.volunteer(lat=30.70)
    steps.hold_round()
    late = builders.volunteer(lat=30.69)
    monkeypatch.setattr(queries, "NEAREST", 1)
    assert set(shown(at)) == {key(at.volunteer), key(ranked)}
    assert key(late) not in shown(at)
    page = builders.sign_in(client, at.officer).get(f"/needs/{at.need_id}/helpers").text
    assert "那一轮为这项需求排过名次" in page


def test_whom_the_round_ranked_is_asked_the_rules_of_today(app: Flask) -> None:
    at = steps.scene()
    steps.hold_round()
    with builders.world():
        row = db.session.get_one(Volunteer, at.volunteer.volunteer_id)
        row.load = row.capacity
    assert shown(at) == []


def test_a_county_of_many_is_asked_no_more_questions(app: Flask) -> None:
    at = steps.scene()
    shown(at)
    with questions() as few:
        shown(at)
    for _ in range(5):
        builders.volunteer()
    with questions() as many:
        shown(at)
    assert len(many) == len(few)
