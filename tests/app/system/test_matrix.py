"""The authorization matrix says what the tables say."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html

from app.kernel.access import GRANTS, Role
from app.kernel.web import AUDIENCES
from app.system import matrix
from tests import builders


def _table(client: FlaskClient, number: int) -> dict[str, list[bool]]:
    page = html.document_fromstring(client.get("/authorization").get_data(as_text=True))
    rows = page.xpath("//main//table")[number].xpath("tbody/tr")
    return {
        row.xpath("string(th/code)"): [bool(cell.xpath("svg")) for cell in row.xpath("td")]
        for row in rows
    }


@pytest.fixture
def auditor(client: FlaskClient) -> FlaskClient:
    return builders.sign_in(client, builders.actor(Role.AUDITOR))


def test_every_verb_stands_with_its_roles(auditor: FlaskClient) -> None:
    assert _table(auditor, 0) == {
        can.value: [role in granted for role in matrix.roles()] for can, granted in GRANTS.items()
    }


def test_every_page_stands_with_its_roles(auditor: FlaskClient) -> None:
    shown = _table(auditor, 1)
    assert shown["GET /audit"] == [role is Role.AUDITOR for role in matrix.roles()]
    assert len(shown) == len(AUDIENCES)


def test_the_administrator_reads_it_too(client: FlaskClient) -> None:
    builders.sign_in(client, builders.actor(Role.SYSTEM_ADMINISTRATOR))
    assert client.get("/authorization").status_code == 200


def test_an_officer_does_not(client: FlaskClient) -> None:
    builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert client.get("/authorization").status_code == 403
