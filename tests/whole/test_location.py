"""Nobody without consent reads anything that depends on where in its town a family lives."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import update

from app.children.models import Child, Guardian
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.scope import find
from app.matches.models import Consent, Match
from app.needs.models import Need
from app.places import queries as places
from tests import builders
from tests.whole.crawling import crawl
from tests.whole.world import lay_out

STRANGERS = (
    "visitor",
    "director of another village",
    "another guardian",
    "another volunteer",
    "organisation member",
)
EACH_TIME = re.compile(r'(?<=name="csrf_token" value=")[^"]+|(?<=value=")[0-9a-f-]{36}(?=")')
"""Keys of forms: drawn anew whenever a page is asked for."""
COUNTED = ("GET /metrics", "GET /account")
"""Pages that tell of the crawl itself: what was asked of the site, and each sign-in."""


def _pages(app: Flask, who: Actor) -> dict[str, str]:
    found = crawl(app, who, methods=("GET",))
    return {
        address: EACH_TIME.sub("", text)
        for address, text in found.items()
        if address not in COUNTED
    }


def _move_house(child_id: int) -> None:
    """The family into the last village of its town, with all that is kept of where it lives."""
    village = places.villages(builders.VILLAGE[:9])[-1]
    point = {"lat": village.lat, "lon": village.lon}
    with builders.world():
        family = find(Child, child_id).guardian_id
        for model in (Child, Need, Match, Consent):
            at = point if hasattr(model, "lat") else {}
            moved = update(model).where(model.guardian_id == family)
            db.session.execute(moved.values(village_code=village.code, **at))
        find(Guardian, family).village_code = village.code


@pytest.mark.parametrize("person", [*STRANGERS, "officer"])
def test_every_page_stays_the_same_wherever_in_its_town_a_family_lives(
    app: Flask, person: str
) -> None:
    world = lay_out()
    who = world.people[person]
    before = _pages(app, who)
    _move_house(world.child_id)
    after = _pages(app, who)
    changed = sorted(one for one in before if before[one] != after[one])
    if person == "officer":
        assert changed, "an officer reads where a family lives"
    else:
        assert changed == []
