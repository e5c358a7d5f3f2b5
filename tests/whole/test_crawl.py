"""Every role, every page, every id: nothing of a child beyond the table, and every look is noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.disclosure import LOOKED, fields_of
from app.kernel.events import AuditLine
from app.kernel.listing_views import WORKBOOK
from tests import builders
from tests.whole.world import MARKERS, World, lay_out

HIGHEST_ID = 14
FIELDS = {
    "name": "full_name",
    "given": "given_name",
    "nickname": "nickname",
    "address": "address",
    "note": "note",
    "place": "meeting_place",
}
"""Markers that stand in a field of a child's own file, and the field's name in the ledger."""

PEOPLE = (
    "visitor",
    "director",
    "director of another village",
    "supervisor",
    "supervisor of another town",
    "officer",
    "guardian",
    "another guardian",
    "helper with consent",
    "invited helper",
    "another volunteer",
    "organisation member",
    "employer",
    "auditor",
    "administrator",
)


OTHER_HATS = ("static", "people.sign_out", "people.demo_enter")
"""Where one becomes somebody else, and files that are the same for everybody."""


def _addresses(app: Flask, method: str) -> Iterator[str]:
    """Every address that answers this method, with every id from nothing to beyond the last."""
    with app.test_request_context():
        urls = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if method not in (rule.methods or ()) or rule.endpoint in OTHER_HATS:
                continue
            for values in _values(rule):
                yield urls.build(rule.endpoint, values, method=method)


def _values(rule: Rule) -> Iterator[dict[str, object]]:
    names = sorted(rule.arguments)
    for chosen in product(*(_samples(name, rule._converters[name]) for name in names)):
        yield dict(zip(names, chosen, strict=True))


def _samples(name: str, converter: BaseConverter) -> Iterable[object]:
    if isinstance(converter, IntegerConverter):
        return range(HIGHEST_ID + 1)
    if isinstance(converter, AnyConverter):
        return converter.items
    return {"code": ["en"], "type": ["large"]}.get(name, ["unknown"])


def _crawl(app: Flask, who: Actor) -> dict[str, str]:
    """method and address → text of every answer: first what can be read, then every empty form."""
    client: FlaskClient = app.test_client()
    if who.is_signed_in:
        builders.sign_in(client, who)
    pages = {}
    for method in ("GET", "POST"):
        for address in _addresses(app, method):
            answer = client.open(address, method=method)
            assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
            pages[f"{method} {address}"] = _words_of(answer)
    return pages


def _words_of(answer: TestResponse) -> str:
    """What can be read in an answer; a workbook is opened."""
    if answer.mimetype != WORKBOOK:
        return answer.get_data(as_text=True)
    content = answer.get_data()
    answer.close()
    with ZipFile(BytesIO(content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("person", PEOPLE)
def test_a_crawl_shows_only_what_the_table_gives(app: Flask, person: str) -> None:
    world: World = lay_out()
    pages = _crawl(app, world.people[person])
    assert pages, "the crawl opened nothing"
    allowed = world.allowed.get(person, set())
    seen = {
        (marker, address)
        for address, text in pages.items()
        for marker, words in MARKERS.items()
        if words in text
    }
    leaks = sorted(one for one in seen if one[0] not in allowed)
    assert leaks == []
    _require_lines(world, person, {marker for marker, _address in seen})


def _require_lines(world: World, person: str, shown: set[str]) -> None:
    """Each field of the child that was shown has a line of this person in the ledger."""
    account = world.people[person].account_id
    lines = db.session.scalars(
        select(AuditLine).where(
            AuditLine.account_id == account,
            AuditLine.child_id == world.child_id,
            AuditLine.event == LOOKED,
        )
    ).all()
    # A given name is part of the full name, so the full name's line covers it.
    wanted = {FIELDS[marker] for marker in shown if marker in FIELDS}
    if "full_name" in wanted:
        wanted.discard("given_name")
    assert wanted <= {name for line in lines for name in fields_of(line)}


def test_the_crawl_would_notice_a_leak(app: Flask) -> None:
    """The director's own pages do show the markers, so the search itself works."""
    world = lay_out()
    text = "".join(_crawl(app, world.people["director"]).values())
    assert {marker for marker, words in MARKERS.items() if words in text} >= {"given", "note"}
