"""The log says what failed and where; it never quotes what somebody typed."""

from __future__ import annotations

import json
import logging
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.kernel import logs
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.people.models import Account
from app.settings import Settings
from tests.conftest import NOW

NAME = "周小禾"


@pytest.fixture
def lines(settings: Settings) -> Iterator[StringIO]:
    """What a real site writes, for the time of a test."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    logs.set_up(replace(settings, is_demo=False))
    stream = StringIO()
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    logs.requests.setLevel(logging.NOTSET)
    yield stream
    root.handlers[:] = kept
    root.setLevel(level)


@pytest.fixture
def failing(app: Flask, settings: Settings) -> FlaskClient:
    """A site whose page of privacy meets an error that quotes a person, and a database's error."""
    site = create_app(settings)

    def quote() -> str:
        raise ValueError(f"no such child: {NAME}")

    def ask() -> str:
        db.session.execute(text("SELECT :name FROM nowhere"), {"name": NAME})
        return ""

    site.view_functions["site.privacy"] = quote
    site.view_functions["site.how"] = ask
    return site.test_client()


def _entries(stream: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("path", ["/privacy", "/how"])
def test_a_page_that_fails_logs_no_parameter(
    failing: FlaskClient, lines: StringIO, path: str
) -> None:
    answer = failing.get(f"{path}?q={NAME}")
    assert answer.status_code == 500
    assert NAME not in lines.getvalue()
    assert "\\u5468" not in lines.getvalue()
    assert "q=" not in lines.getvalue()


def test_the_number_on_the_error_page_stands_in_the_log(
    failing: FlaskClient, lines: StringIO
) -> None:
    answer = failing.get("/privacy")
    number = answer.headers[logs.REQUEST_ID_HEADER]
    assert number in answer.get_data(as_text=True)
    failure, request = _entries(lines)
    assert failure["request"] == request["request"] == number
    assert failure["error"] == "ValueError"
    assert "test_logs.py" in str(failure["trace"])


def test_an_id_beyond_every_row_logs_no_parameter(client: FlaskClient, lines: StringIO) -> None:
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        client.get("/needs/98765432109876543210")
    finally:
        client.application.config["PROPAGATE_EXCEPTIONS"] = None
    assert "98765432109876543210" not in lines.getvalue()


def test_each_request_is_one_line_without_its_address(client: FlaskClient, lines: StringIO) -> None:
    client.get("/activate/a-token-of-somebody?next=/children")
    (entry,) = _entries(lines)
    assert (entry["endpoint"], entry["method"], entry["status"]) == (
        "people.activation",
        "GET",
        410,
    )
    assert "a-token-of-somebody" not in lines.getvalue()


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [("0123456789abcdef", True), ("short", False), ('"}\nforged', False), ("A" * 32, False)],
)
def test_a_number_from_the_proxy_is_kept_only_if_it_is_one(
    client: FlaskClient, given: str, is_kept: bool
) -> None:
    answer = client.get("/how", headers={logs.REQUEST_ID_HEADER: given.replace("\n", "")})
    assert (answer.headers[logs.REQUEST_ID_HEADER] == given) is is_kept


def test_a_page_that_does_not_exist_has_a_number_too(client: FlaskClient) -> None:
    assert client.get("/no-such-page").headers[logs.REQUEST_ID_HEADER]


def test_a_databases_complaint_is_told_without_the_row(app: Flask) -> None:
    def add() -> None:
        row = Account(
            name="zhou.lan", display_name=NAME, password_hash="x", stamp="s", created_at=NOW
        )
        db.session.add(row)
        db.session.flush()

    with unscoped("a test writes two accounts of one name"):
        add()
        with pytest.raises(IntegrityError) as met:
            add()
    db.session.rollback()
    said = logs.said_of(met.value)
    assert said.startswith("IntegrityError: ")
    assert NAME not in said
    assert "zhou.lan" not in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError(NAME), "KeyError"),
        (ValueError(NAME), "ValueError"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no")}), "SMTPRecipientsRefused"),
        (smtplib.SMTPDataError(554, b"a@example.org is unknown"), "SMTPDataError: 554"),
    ],
)
def test_an_error_is_said_in_our_words_only(error: Exception, said: str) -> None:
    assert said in logs.said_of(error)
    assert NAME not in logs.said_of(error)
    assert "example.org" not in logs.said_of(error)


def test_a_worker_says_which_job_failed_and_where(lines: StringIO) -> None:
    try:
        raise RuntimeError("no way out")
    except RuntimeError:
        logging.getLogger("app.kernel.jobs").exception("job %s failed", 7)
    (entry,) = _entries(lines)
    assert (entry["event"], entry["error"]) == ("job 7 failed", "RuntimeError: no way out")
