"""From a child's need to a helper who may come: everybody's pages, one after the other."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel.access import Actor
from app.matches.models import MatchState
from app.needs.models import NeedState
from tests.app.matches import steps as told
from tests.browser import steps
from tests.browser.conftest import Person
from tests.browser.market import Words, everywhere
from tests.browser.steps import CHILD, FAMILY_NAME, HELPER, NOTE, PLACE, Make, Work

pytestmark = pytest.mark.browser
GUARDIANS_MOBILE = "14200000009"


@everywhere
def test_a_need_finds_its_helper_and_nobody_else_learns_whose_it_is(
    app: Flask, person: Make, after_work: Work, language: str, width: int
) -> None:
    there, say = steps.cast(), Words(language)

    def sits(who: Actor | None, *, at: int = width) -> Person:
        return person(language=language, width=at, who=who)

    director = sits(there.director)
    need_id = steps.raise_need(director, say, there)
    steps.endorse(sits(there.supervisor), say)
    officer = sits(there.officer)
    steps.open_need(officer, say)
    steps.hold_round(officer, say, after_work)
    steps.look_closely(officer, say)
    steps.approve(officer, say)
    after_work()
    volunteer = sits(there.volunteer)
    steps.accept(volunteer, say)
    after_work()
    _look_at_the_village(director, say)
    steps.consent(sits(None, at=360), say, steps.link_in_text())
    after_work()

    match = told.match_of(need_id)
    assert match.state == MatchState.CONSENTED
    assert told.need(need_id).state == NeedState.IN_SERVICE
    _sees_what_was_agreed(volunteer, match.id)
    for someone in map(sits, (there.another, there.member, there.elsewhere, None)):
        _learns_nothing(someone, match.id, need_id)
    steps.look(officer, f"/matches/{match.id}")
    assert officer.sees(say.label("match_state", "consented"))
    _look_at_the_village(director, say)
    director.follow(say("Needs"))
    director.audit()


def _look_at_the_village(director: Person, say: Words) -> None:
    """The director sees how far it is, and has been written to."""
    steps.look(director, "/village-matches")
    assert director.sees(HELPER)
    steps.look(director, "/inbox")
    director.follow_at("main a[href^='/inbox/']")
    director.audit()


def _sees_what_was_agreed(volunteer: Person, match_id: int) -> None:
    steps.look(volunteer, f"/invitations/{match_id}")
    agreed = volunteer.page.locator("#release").inner_text()
    assert CHILD in agreed
    assert PLACE in agreed
    for secret in (FAMILY_NAME, NOTE, GUARDIANS_MOBILE):
        assert not volunteer.sees(secret)
    steps.look(volunteer, "/inbox")
    assert not volunteer.sees(CHILD)  # never written into a letter


def _learns_nothing(someone: Person, match_id: int, need_id: int) -> None:
    """Neither the pages of the match, nor those of the need, nor their own tell of the child."""
    closed = (f"/invitations/{match_id}", f"/matches/{match_id}", f"/desk/needs/{need_id}")
    own = ("/today", "/inbox", "/children", "/invitations", "/village-matches")
    for path in (*closed, *own, f"/needs/{need_id}"):
        answer = someone.page.request.get(someone.address + path)
        for secret in (CHILD, PLACE, NOTE, GUARDIANS_MOBILE):
            assert secret not in answer.text(), path
        if path in closed:
            assert answer.status in (403, 404) or "/sign-in" in answer.url, path
