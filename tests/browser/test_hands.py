"""The main steps by single keys alone, and in a browser that runs no scripts."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel import words
from app.kernel.access import Actor, Role
from app.matches.models import MatchState
from app.needs.models import NeedState
from tests import builders
from tests.app.matches import steps as told
from tests.browser import steps
from tests.browser.conftest import Person
from tests.browser.hall import Hall
from tests.browser.market import Words
from tests.browser.steps import CHILD, PLACE, Make, Work

pytestmark = pytest.mark.browser
both_languages = pytest.mark.parametrize("language", words.LANGUAGES)


@both_languages
def test_an_officer_decides_by_single_keys(app: Flask, person: Make, language: str) -> None:
    hall = Hall(person, language, 1280)
    for _number in range(4):
        builders.need()
    builders.volunteer(capacity=9)
    told.hold_round()
    officer = hall.sits(builders.actor(Role.CIVIL_AFFAIRS))
    steps.look(officer, "/matches")
    _key(officer, "o")
    first = officer.page.url
    _key(officer, "n")
    assert officer.page.url != first
    _key(officer, "j")
    assert officer.page.url == first
    _key(officer, "a")
    assert officer.sees(hall.say("Approved. The invitation leaves in ten seconds."))
    _reject_by_keys(officer, hall)
    assert officer.sees(hall.say("Rejected, with its reason."))
    steps.look(officer, "/matches")
    _key(officer, "t")
    officer.audit()
    assert officer.page.locator("td input:checked").count() == 2
    _key(officer, "a")
    assert officer.sees(hall.say("Nothing to decide"))
    states = sorted(told.match(number).state for number in range(1, 5))
    assert states == [MatchState.APPROVED] * 3 + [MatchState.REJECTED]


def _key(someone: Person, key: str) -> None:
    with someone.page.expect_navigation():
        someone.page.keyboard.press(key)


def _reject_by_keys(officer: Person, hall: Hall) -> None:
    """Keys are listed by the question mark, unfold what they name, and are letters while one writes."""
    page = officer.page
    page.keyboard.press("?")
    assert page.locator("dialog[open]").is_visible()
    assert hall.say("Approve and invite") in page.locator("dialog[open]").inner_text()
    officer.audit()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    here = page.url
    for _step in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "reason":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("a")  # a remark, and no approval
    assert page.url == here
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@both_languages
def test_the_main_steps_need_no_script(
    app: Flask, person: Make, after_work: Work, language: str
) -> None:
    there = steps.cast()

    def sits(who: Actor | None, *, width: int = 360) -> Person:
        return person(language=language, width=width, who=who, scripts=False)

    say = Words(language)
    need_id = steps.raise_need(sits(there.director), say, there)
    steps.endorse(sits(there.supervisor), say)
    officer = sits(there.officer, width=1280)
    steps.open_need(officer, say)
    assert told.need(need_id).state == NeedState.OPEN
    officer.open("/rounds")
    officer.press(say("Run a round now"))
    after_work()
    officer.page.wait_for_selector(".facts")  # the page renews itself
    steps.look_closely(officer, say)
    steps.approve(officer, say)
    after_work()
    volunteer = sits(there.volunteer)
    steps.accept(volunteer, say)
    after_work()
    steps.consent(sits(None), say, steps.link_in_text())
    volunteer.open(f"/invitations/{told.match_of(need_id).id}")
    assert volunteer.sees(CHILD)
    assert volunteer.sees(PLACE)
