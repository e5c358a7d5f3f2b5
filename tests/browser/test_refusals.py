"""Where a rule says no: a clear sentence in the reader's language, and nothing half done."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel import words
from app.kernel.access import Role
from app.kernel.errors import Refused
from app.matches.models import MatchState
from app.needs.models import Need, NeedState
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps as told
from tests.app.matches.builders import change, volunteer_of
from tests.browser import steps
from tests.browser.conftest import Person
from tests.browser.hall import Hall, untouched
from tests.browser.market import Words, in_two_ways
from tests.browser.steps import Make, Work

pytestmark = pytest.mark.browser


def approve(officer: Person, hall: Hall) -> None:
    officer.press(hall.say("Approve and invite"))
    officer.audit()


@in_two_ways
def test_who_proposed_by_hand_does_not_approve(
    app: Flask, person: Make, language: str, width: int
) -> None:
    hall = Hall(person, language, width)
    at = told.scene()
    officer = hall.sits(at.officer)
    steps.look(officer, f"/needs/{at.need_id}/helpers")
    officer.press(hall.say("Propose"))  # nobody was chosen
    officer.audit()
    assert officer.sees(hall.say("Please choose one."))
    officer.page.locator("input[name=supply]").first.check()
    officer.press(hall.say("Propose"))
    officer.audit()
    approve(officer, hall)
    assert officer.sees(hall.no("match.own_proposal"))
    assert told.match_of(at.need_id).state == MatchState.PROPOSED
    assert untouched(at)
    colleague = hall.sits(builders.actor(Role.CIVIL_AFFAIRS))
    steps.look(colleague, f"/matches/{told.match_of(at.need_id).id}")
    approve(colleague, hall)
    assert told.match_of(at.need_id).state == MatchState.APPROVED


@in_two_ways
def test_the_second_of_two_officers_is_told_what_the_first_decided(
    app: Flask, person: Make, language: str, width: int
) -> None:
    hall = Hall(person, language, width)
    at = told.scene()
    path = f"/matches/{told.proposed(at)}"
    first, second = (hall.sits(builders.actor(Role.CIVIL_AFFAIRS)) for _ in range(2))
    first.open(path)
    second.open(path)
    approve(first, hall)
    approve(second, hall)
    told_words = hall.no("match.already_decided", when="|", who="|", what="|").split("|")
    assert second.sees(max(told_words, key=len))
    assert second.sees(hall.say.label("match_state", "approved"))
    assert (told.need(at.need_id).filled, volunteer_of(at).load) == (1, 1)


@in_two_ways
def test_the_helpers_last_place_is_taken_once(
    app: Flask, person: Make, language: str, width: int
) -> None:
    hall = Hall(person, language, width)
    at = told.scene()
    other_need = builders.need()
    told.hold_round()
    change(Volunteer, at.volunteer.volunteer_id, capacity=1)
    first, second = (hall.sits(builders.actor(Role.CIVIL_AFFAIRS)) for _ in range(2))
    first.open(f"/matches/{told.match_of(at.need_id).id}")
    second.open(f"/matches/{told.match_of(other_need).id}")
    approve(first, hall)
    approve(second, hall)
    assert second.sees(hall.no("match.rule_capacity", capacity=1))
    assert volunteer_of(at).load == 1
    assert told.need(other_need).filled == 0
    assert told.match_of(other_need).state == MatchState.PROPOSED


@in_two_ways
def test_the_needs_last_place_is_taken_once(
    app: Flask, person: Make, language: str, width: int
) -> None:
    hall = Hall(person, language, width)
    at = told.scene(openings=2)
    builders.volunteer()
    told.hold_round()
    change(Need, at.need_id, openings=1)
    first, second = (hall.sits(builders.actor(Role.CIVIL_AFFAIRS)) for _ in range(2))
    first.open("/matches/1")
    second.open("/matches/2")
    approve(first, hall)
    approve(second, hall)
    assert second.sees(hall.no("match.need_taken"))
    assert told.need(at.need_id).filled == 1
    assert {told.match(1).state, told.match(2).state} == {MatchState.APPROVED, MatchState.PROPOSED}


@in_two_ways
def test_a_second_round_waits_for_the_first(
    app: Flask, person: Make, language: str, width: int
) -> None:
    hall = Hall(person, language, width)
    first, second = (hall.sits(builders.actor(Role.CIVIL_AFFAIRS)) for _ in range(2))
    first.open("/rounds")
    second.open("/rounds")
    first.press(hall.say("Run a round now"))
    second.press(hall.say("Run a round now"))
    second.audit()
    assert second.sees(hall.no("round.running"))
    assert second.page.url.endswith("/rounds/1")


@in_two_ways
def test_a_need_taken_back_meanwhile_is_not_approved(
    app: Flask, person: Make, language: str, width: int, after_work: Work
) -> None:
    hall = Hall(person, language, width)
    at = told.scene()
    officer = hall.sits(at.officer)
    officer.open(f"/matches/{told.proposed(at)}")
    director = hall.sits(at.director)
    steps.look(director, f"/needs/{at.need_id}")
    _take_back(director, hall.say)
    approve(officer, hall)
    assert officer.sees(hall.no("match.need_taken"))
    assert told.need(at.need_id).state == NeedState.WITHDRAWN
    assert told.need(at.need_id).filled == volunteer_of(at).load == 0
    after_work()
    steps.look(officer, "/matches")
    assert officer.sees(hall.say("Nothing to decide"))


def _take_back(director: Person, say: Words) -> None:
    steps.unfold(director, say("Take it back"))
    director.press(say("Take the need back"))  # without a reason
    director.audit()
    assert director.sees(words.say(Refused("need.reason_missing"), language=say.language))
    director.page.locator("textarea[name=reason]").fill("家里自己找到了人。")
    director.press(say("Take the need back"))
    director.audit()
