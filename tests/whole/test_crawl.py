"""Every role, every page, every id: nothing of a child beyond the table, and every look is noted."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.db import db
from app.kernel.disclosure import LOOKED, fields_of
from app.kernel.events import AuditLine
from tests.whole.crawling import crawl
from tests.whole.world import MARKERS, World, lay_out

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


@pytest.mark.parametrize("person", PEOPLE)
def test_a_crawl_shows_only_what_the_table_gives(app: Flask, person: str) -> None:
    world: World = lay_out()
    pages = crawl(app, world.people[person])
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
    text = "".join(crawl(app, world.people["director"]).values())
    assert {marker for marker, words in MARKERS.items() if words in text} >= {"given", "note"}
