"""The auditor's trail: narrowed, paged, exported, verified, never changed."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from python_calamine import CalamineWorkbook
from sqlalchemy import event as sql_event
from sqlalchemy import select, update

from app.kernel import audit, clock
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.events import AuditLine
from app.system.actions import trail as actions
from tests import builders


def _line(**fields: Any) -> int:
    values = {
        "at": clock.now(),
        "account_id": 7,
        "role": "child_director",
        "event": "needs.raised",
        "payload": {"need_id": 1},
        **fields,
    }
    return builders._add(AuditLine(**values))


@pytest.fixture
def auditor(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return builders.sign_in(client, builders.actor(Role.AUDITOR))


def _shown(client: FlaskClient, **filters: Any) -> list[int]:
    answer = client.get("/audit", query_string=filters)
    assert answer.status_code == 200
    page = html.document_fromstring(answer.get_data(as_text=True))
    return [int(cell) for cell in page.xpath("//main//tbody/tr/td[1]/text()")]


@pytest.mark.parametrize(
    "role", [Role.CIVIL_AFFAIRS, Role.SYSTEM_ADMINISTRATOR, Role.CHILD_DIRECTOR]
)
def test_nobody_but_the_auditor_reads_the_trail(client: FlaskClient, role: Role) -> None:
    builders.sign_in(client, builders.actor(role))
    assert client.get("/audit").status_code == 403
    assert client.post("/audit/export").status_code == 403


def test_the_newest_line_stands_first(auditor: FlaskClient) -> None:
    first, second = _line(), _line()
    shown = _shown(auditor)
    assert shown.index(second) < shown.index(first)


@pytest.mark.parametrize(
    ("filters", "fields"),
    [
        ({"event": "needs.endorsed"}, {"event": "needs.endorsed"}),
        ({"role": "civil_affairs"}, {"role": "civil_affairs"}),
        ({"account": 99}, {"account_id": 99}),
        ({"child": 55}, {"child_id": 55}),
    ],
)
def test_the_trail_is_narrowed(
    auditor: FlaskClient, filters: dict[str, Any], fields: dict[str, Any]
) -> None:
    _line()
    wanted = _line(**fields)
    assert _shown(auditor, **filters) == [wanted]


def test_days_are_days_in_china(auditor: FlaskClient) -> None:
    _line(account_id=99, at=datetime(2026, 3, 9, 15, 59, tzinfo=UTC))
    first = _line(account_id=99, at=datetime(2026, 3, 9, 16, 0, tzinfo=UTC))
    last = _line(account_id=99, at=datetime(2026, 3, 10, 15, 59, tzinfo=UTC))
    _line(account_id=99, at=datetime(2026, 3, 10, 16, 0, tzinfo=UTC))
    found = _shown(auditor, account=99, since="2026-03-10", until="2026-03-10")
    assert found == [last, first]


def test_a_filter_that_makes_no_sense_is_said_beside_it(auditor: FlaskClient) -> None:
    text = auditor.get("/audit?since=yesterday").get_data(as_text=True)
    assert "field-error" in text
    assert 'value="yesterday"' in text


def test_the_trail_is_paged(auditor: FlaskClient) -> None:
    for _each in range(51):
        _line(account_id=99)
    assert len(_shown(auditor, account=99)) == 50
    assert len(_shown(auditor, account=99, page=2)) == 1


def test_the_trail_costs_the_same_however_long_it_is(app: Flask, auditor: FlaskClient) -> None:
    _line()
    asked: list[str] = []
    sql_event.listen(db.engine, "before_cursor_execute", lambda *values: asked.append(values[2]))
    auditor.get("/audit")
    few = len(asked)
    for _each in range(30):
        _line()
    asked.clear()
    auditor.get("/audit")
    assert len(asked) == few


def test_a_childs_name_is_never_in_the_trail(auditor: FlaskClient) -> None:
    child = builders.child(full_name="周小禾", given_name="小禾")
    _line(event="child.field_read", child_id=child, field="full_name", payload={"of": "Child"})
    text = auditor.get("/audit").get_data(as_text=True)
    assert "full_name" in text
    assert "小禾" not in text


def _export(client: FlaskClient, **filters: Any) -> list[dict[str, Any]]:
    answer = client.post("/audit/export", data=filters)
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(answer.get_data()))
    answer.close()
    _made, heads, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_export_holds_what_is_filtered(auditor: FlaskClient) -> None:
    _line()
    wanted = _line(account_id=99, child_id=5, field="sex")
    rows = _export(auditor, account=99)
    assert [row["Line"] for row in rows] == [wanted]
    assert rows[0]["Details"] == '{"need_id": 1}'


def test_moments_of_the_export_are_those_of_a_clock_in_china(auditor: FlaskClient) -> None:
    _line(account_id=99, at=datetime(2026, 3, 9, 16, 30, tzinfo=UTC))
    (row,) = _export(auditor, account=99)
    assert row["When"].isoformat() == "2026-03-10T00:30:00"


def test_the_export_is_itself_in_the_trail(auditor: FlaskClient) -> None:
    _line(account_id=99)
    _export(auditor, account=99)
    line = db.session.scalars(
        select(AuditLine).where(AuditLine.event == "system.trail_exported")
    ).one()
    assert line.payload["filters"] == {"account": "99"}
    assert line.payload["lines"] == 1


def test_an_export_does_not_hold_its_own_line(auditor: FlaskClient) -> None:
    _line()
    assert "system.trail_exported" not in {row["Event"] for row in _export(auditor)}


def test_an_empty_export_is_refused_and_leaves_no_line(auditor: FlaskClient) -> None:
    answer = auditor.post("/audit/export", data={"account": 12345})
    assert answer.status_code == 303
    assert "No line fits these filters" in auditor.get("/audit").get_data(as_text=True)
    assert _shown(auditor, event="system.trail_exported") == []


def test_an_export_that_is_too_long_is_refused(
    auditor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_LINES", 1)
    _line(account_id=99)
    _line(account_id=99)
    assert auditor.post("/audit/export", data={"account": 99}).status_code == 303
    assert "at most 1" in auditor.get("/audit").get_data(as_text=True)


def test_a_whole_chain_is_found_whole(auditor: FlaskClient) -> None:
    _line()
    assert auditor.post("/audit/verify").location == "/audit/verdict"
    assert "The chain is whole" in auditor.get("/audit/verdict").get_data(as_text=True)


def test_a_changed_line_breaks_the_chain_and_is_named(auditor: FlaskClient) -> None:
    line = _line()
    audit.seal()
    db.session.execute(update(AuditLine).where(AuditLine.id == line).values(account_id=8))
    db.session.commit()
    auditor.post("/audit/verify")
    text = auditor.get("/audit/verdict").get_data(as_text=True)
    assert "The chain is broken" in text
    assert f"line {line}" in text


def test_before_the_first_verification_the_page_says_so(auditor: FlaskClient) -> None:
    assert "has not been verified here yet" in auditor.get("/audit/verdict").get_data(as_text=True)


def test_the_trail_says_how_far_the_chain_has_come(auditor: FlaskClient) -> None:
    _line()
    audit.seal()
    _line()
    page = html.document_fromstring(auditor.get("/audit").get_data(as_text=True))
    answers = page.xpath("//section[@id='chain']//dd/text()")
    assert int(answers[0]) >= 1
    assert answers[1] == "1"
