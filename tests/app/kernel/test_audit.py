"""The chain proves itself whole, and names the line that was touched."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.children.models import Child
from app.kernel import audit, disclosure
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.disclosure import Audience, Why, reveal
from app.kernel.errors import Forbidden
from app.kernel.events import AuditLine
from app.kernel.scope import act_as, find
from tests import builders


def _look(app: Flask, times: int = 3) -> list[int]:
    """Three looks at a child's field, sealed."""
    director, child = builders.actor(Role.CHILD_DIRECTOR), builders.child()
    with app.app_context():
        act_as(director)
        row = find(Child, child)
        for _ in range(times):
            reveal(director, row, "full_name", audience=Audience.CHILD_DIRECTOR, why=Why.DUTY)
            disclosure.write_reads()
            row = find(Child, child)
    audit.seal()
    return list(db.session.scalars(select(AuditLine.id).order_by(AuditLine.position)))


def _change(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_chain_nobody_touched_is_whole(app: Flask) -> None:
    _look(app)
    verdict = audit.verify()
    assert verdict.is_whole
    assert (verdict.sealed, verdict.unsealed) == (3, 0)


def test_a_changed_line_is_named(app: Flask) -> None:
    lines = _look(app)
    _change(f"UPDATE audit_line SET account_id = account_id + 1 WHERE id = {lines[1]}")
    verdict = audit.verify()
    assert (verdict.broken_line, verdict.problem) == (lines[1], "changed")


def test_a_missing_line_is_noticed_at_the_next_one(app: Flask) -> None:
    lines = _look(app)
    _change(f"DELETE FROM audit_line WHERE id = {lines[1]}")
    assert audit.verify().broken_line == lines[2]


def test_a_missing_end_is_noticed(app: Flask) -> None:
    lines = _look(app)
    _change(f"DELETE FROM audit_line WHERE id = {lines[2]}")
    assert audit.verify().problem == "end_missing"


def test_the_command_fails_and_names_the_line_after_one_byte_was_changed(app: Flask) -> None:
    lines = _look(app)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    _change(f"UPDATE audit_line SET field = 'full_nama' WHERE id = {lines[0]}")
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert f"line {lines[0]}" in broken.output


def test_a_look_leaves_one_line_with_its_fields(app: Flask) -> None:
    director, child = builders.actor(Role.CHILD_DIRECTOR), builders.child()
    with app.app_context():
        act_as(director)
        seen = reveal(
            director,
            find(Child, child),
            "full_name",
            "born_on",
            audience=Audience.CHILD_DIRECTOR,
            why=Why.DUTY,
        )
        assert seen.full_name == "周小禾"
        reveal(
            director,
            find(Child, child),
            "full_name",
            audience=Audience.CHILD_DIRECTOR,
            why=Why.DUTY,
        )
        disclosure.write_reads()
    lines = db.session.scalars(select(AuditLine)).all()
    assert [(line.event, line.child_id, line.payload) for line in lines] == [
        ("child.looked", child, {"of": "Child", "fields": ["full_name", "born_on"], "why": "duty"})
    ]


def test_what_is_compared_with_what_is_sought_leaves_no_line(app: Flask) -> None:
    director, child = builders.actor(Role.CHILD_DIRECTOR), builders.child()
    with app.app_context():
        act_as(director)
        row = find(Child, child)
        director_sees = Audience.CHILD_DIRECTOR
        assert disclosure.opened_to_search(row, "full_name", audience=director_sees) == "周小禾"
        with pytest.raises(Forbidden):
            disclosure.opened_to_search(row, "full_name", audience=Audience.PROVIDER_AFTER_CONSENT)
        disclosure.write_reads()
    assert db.session.scalars(select(AuditLine)).all() == []


def test_an_older_look_is_read_like_a_new_one() -> None:
    older = AuditLine(field="full_name", payload={"of": "Child", "why": "duty"})
    newer = AuditLine(payload={"of": "Child", "fields": ["full_name", "sex"], "why": "duty"})
    assert disclosure.fields_of(older) == ("full_name",)
    assert disclosure.fields_of(newer) == ("full_name", "sex")


def test_a_field_the_table_does_not_give_is_refused(app: Flask) -> None:
    officer, child = builders.actor(Role.CIVIL_AFFAIRS), builders.child()
    act_as(officer)
    row = find(Child, child)
    with pytest.raises(Forbidden):
        reveal(officer, row, "full_name", audience=Audience.PROVIDER_AFTER_CONSENT, why=Why.SERVICE)


def test_an_identity_number_is_shown_by_its_last_four(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    child = builders.child(id_number="330499201501010014")
    with app.app_context():
        act_as(director)
        seen = reveal(
            director,
            find(Child, child),
            "id_number",
            audience=Audience.CHILD_DIRECTOR,
            why=Why.DUTY,
        )
        disclosure.write_reads()
    assert seen.id_number == "**************0014"


def test_looking_without_leaving_a_line_is_an_error(app: Flask) -> None:
    director, child = builders.actor(Role.CHILD_DIRECTOR), builders.child()

    def look() -> None:
        with app.app_context():
            act_as(director)
            row = find(Child, child)
            reveal(director, row, "full_name", audience=Audience.CHILD_DIRECTOR, why=Why.DUTY)

    with pytest.raises(RuntimeError, match="no line was written"):
        look()
