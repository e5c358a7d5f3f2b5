"""Where a helper or a family says no, or nobody answers in time: both sides are free again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.scope import act_as
from app.matches.jobs.lapse import lapse_consents, lapse_invitations
from app.matches.models import ConsentState, Match, MatchState
from tests.app.matches import steps as told
from tests.app.matches.builders import change
from tests.browser import steps
from tests.browser.conftest import Person
from tests.browser.hall import Hall, untouched
from tests.browser.market import in_two_ways
from tests.browser.steps import CHILD, Make, Work

pytestmark = pytest.mark.browser


@in_two_ways
def test_a_helper_who_declines_costs_nobody_anything(
    app: Flask, person: Make, language: str, width: int, after_work: Work
) -> None:
    hall = Hall(person, language, width)
    at = told.scene()
    match_id = told.invited(at)
    helper = hall.sits(at.volunteer)
    steps.look(helper, f"/invitations/{match_id}")
    steps.unfold(helper, hall.say("I can't now…"))
    helper.press(hall.say("Send my no"))  # without a reason
    helper.audit()
    assert helper.sees(hall.say("Please choose one."))
    helper.page.locator("input[name=reason]").first.check()
    helper.press(hall.say("Send my no"))
    helper.audit()
    assert helper.sees(hall.say("Thank you for telling us. Nothing is held against you."))
    assert told.match(match_id).state == MatchState.DECLINED
    assert untouched(at)
    after_work()
    officer = steps.look(hall.sits(at.officer), f"/matches/{match_id}")
    assert officer.sees(hall.say.label("match_state", "declined"))


@in_two_ways
def test_an_invitation_answered_too_late_is_over(
    app: Flask, person: Make, language: str, width: int, after_work: Work
) -> None:
    hall = Hall(person, language, width)
    at = told.scene()
    match_id = told.invited(at)
    change(Match, match_id, answer_by=clock.now() + timedelta(minutes=5))
    helper = hall.sits(at.volunteer)
    helper.open(f"/invitations/{match_id}")
    with clock.held(clock.now() + timedelta(minutes=10)):
        helper.press(hall.say("I can help"))
        helper.audit()
        assert helper.sees(hall.no("match.answer_late"))
        assert helper.page.get_by_role("button", name=hall.say("I can help")).count() == 0
        with app.app_context():
            act_as(SYSTEM)
            lapse_invitations()
        after_work()
        steps.look(helper, f"/invitations/{match_id}")
    assert helper.sees(hall.say("No answer in time"))
    assert told.match(match_id).state == MatchState.LAPSED
    assert untouched(at)


@in_two_ways
def test_a_family_that_says_no_stays_unknown(
    app: Flask, person: Make, language: str, width: int, after_work: Work
) -> None:
    hall = Hall(person, language, width)
    at = told.scene()
    match_id, token = told.asked(at)
    guardian = hall.sits(None)
    steps.knock(guardian, hall.say, f"/c/{token}")
    guardian.press(hall.say("No, thank you"))
    guardian.audit()
    assert guardian.sees(hall.say("Thank you. Your no is written down."))
    after_work()
    helper = steps.look(hall.sits(at.volunteer), f"/invitations/{match_id}")
    assert helper.sees(hall.say("The family decided otherwise"))
    assert not helper.sees(CHILD)
    assert told.consent_of(match_id).state == ConsentState.REFUSED
    assert untouched(at)


@in_two_ways
def test_a_link_answers_once(app: Flask, person: Make, language: str, width: int) -> None:
    hall = Hall(person, language, width)
    match_id, token = told.asked(told.scene())
    first, second = (hall.sits(None) for _ in range(2))
    for one in (first, second):
        steps.knock(one, hall.say, f"/c/{token}")
    first.page.locator("input[name=child_view][value=willing]").check()
    first.press(hall.say("Yes, I agree"))
    second.press(hall.say("No, thank you"))
    _is_over(second, hall)
    steps.look(first, f"/c/{token}")
    _is_over(first, hall)
    steps.look(first, "/c/never-sent")
    _is_over(first, hall)
    assert told.match(match_id).state == MatchState.CONSENTED
    assert told.consent_of(match_id).state == ConsentState.GIVEN


@in_two_ways
def test_a_link_runs_out(
    app: Flask, person: Make, language: str, width: int, after_work: Work
) -> None:
    hall = Hall(person, language, width)
    at = told.scene()
    match_id, token = told.asked(at)
    guardian = hall.sits(None)
    steps.knock(guardian, hall.say, f"/c/{token}")
    with clock.held(told.consent_of(match_id).expires_at):
        guardian.page.locator("input[name=child_view][value=willing]").check()
        guardian.press(hall.say("Yes, I agree"))
        _is_over(guardian, hall)
        assert told.match(match_id).state == MatchState.ACCEPTED
        with app.app_context():
            act_as(SYSTEM)
            lapse_consents()
        after_work()
    assert told.match(match_id).state == MatchState.LAPSED
    assert untouched(at)
    helper = steps.look(hall.sits(at.volunteer), f"/invitations/{match_id}")
    assert helper.sees(hall.say("No answer in time"))


def _is_over(someone: Person, hall: Hall) -> None:
    someone.audit()
    assert someone.sees(hall.say("This link has done its work"))
    assert not someone.sees(CHILD)
