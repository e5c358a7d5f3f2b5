"""The provider's yes, no, and silence; endings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.kernel import clock
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.matches.actions import accept, apply, approve, decline, end, lapse_invitation
from app.matches.jobs.lapse import lapse_consents, lapse_invitations
from app.matches.models import ConsentState, MatchState
from app.needs.events import NeedWithdrawn
from app.needs.models import Need, NeedState
from app.offers.models import Offer
from app.providers.events import ProviderDecided
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import change, refused, volunteer_of

LATER = timedelta(days=8)


def test_accepting_is_written_down_and_counted(app: Flask) -> None:
    at = steps.scene()
    match = steps.match(steps.accepted(at))
    assert (match.state, match.answered_by) == (MatchState.ACCEPTED, at.volunteer.account_id)
    assert volunteer_of(at).accepted == 1


def test_somebody_elses_invitation_is_not_found(app: Flask) -> None:
    match_id = steps.invited(steps.scene())
    for verb, values in ((accept, {}), (decline, {"reason": "no_time"})):
        with pytest.raises(NotFound):
            steps.act(verb, builders.volunteer(), match_id, **values)


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CIVIL_AFFAIRS, Role.GUARDIAN])
def test_nobody_answers_for_the_provider(app: Flask, role: Role) -> None:
    match_id = steps.invited(steps.scene())
    with pytest.raises(Forbidden):
        steps.act(accept, builders.actor(role), match_id)


def test_a_proposal_cannot_be_accepted_before_it_is_approved(app: Flask) -> None:
    at = steps.scene()
    event = steps.act(apply, at.volunteer, at.need_id)
    refused("match.already_proposed", accept, at.volunteer, event.match_id)


def test_a_rounds_proposal_is_not_known_to_the_provider(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.proposed(at)
    with pytest.raises(NotFound):
        steps.act(accept, at.volunteer, match_id)


def test_accepting_needs_a_record_check_that_still_holds(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    change(Volunteer, at.volunteer.volunteer_id, record_check_until=clock.today() - timedelta(1))
    refused("match.not_vetted", accept, at.volunteer, match_id)


def test_declining_gives_both_places_back_and_the_pair_stays_apart(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    steps.act(decline, at.volunteer, match_id, reason="no_time")
    need = steps.need(at.need_id)
    assert (need.state, need.filled, volunteer_of(at).load) == (NeedState.OPEN, 0, 0)
    assert steps.match(match_id).reason == "no_time"
    steps.hold_round()
    assert steps.match_of(at.need_id).id == match_id


def test_a_member_answers_for_the_organisation(app: Flask) -> None:
    builders.need()
    organization_id = builders.organization()
    key = builders.offer(organization_id=organization_id)
    steps.hold_round()
    steps.act(approve, builders.actor(Role.CIVIL_AFFAIRS), 1)
    steps.send_invitation(1)
    steps.act(accept, builders.member(organization_id), 1)
    assert steps.match(1).state == MatchState.ACCEPTED
    assert steps.seen(lambda: db.session.get_one(Offer, key)).load == 1


def test_after_the_time_to_answer_nobody_can_say_yes(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    with clock.held(clock.now() + LATER):
        refused("match.answer_late", accept, at.volunteer, match_id)


def test_an_invitation_lapses_when_its_time_is_over(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    steps.act(lambda _actor: lapse_invitations(), SYSTEM)
    assert steps.match(match_id).state == MatchState.INVITED
    with clock.held(clock.now() + LATER):
        steps.act(lambda _actor: lapse_invitations(), SYSTEM)
        steps.act(lambda _actor: lapse_invitations(), SYSTEM)
    assert steps.match(match_id).state == MatchState.LAPSED
    assert (steps.need(at.need_id).state, volunteer_of(at).load) == (NeedState.OPEN, 0)


def test_an_answered_invitation_does_not_lapse(app: Flask) -> None:
    match_id = steps.accepted(steps.scene())
    with clock.held(clock.now() + LATER):
        refused("match.already_accepted", lapse_invitation, SYSTEM, match_id)


def test_a_question_to_the_guardian_lapses_after_a_week(app: Flask) -> None:
    at = steps.scene()
    match_id, _token = steps.asked(at)
    with clock.held(clock.now() + LATER):
        steps.act(lambda _actor: lapse_consents(), SYSTEM)
        steps.act(lambda _actor: lapse_consents(), SYSTEM)
    assert steps.match(match_id).state == MatchState.LAPSED
    assert steps.consent_of(match_id).state == ConsentState.LAPSED
    assert (steps.need(at.need_id).filled, volunteer_of(at).load) == (0, 0)


class TestEnd:
    def test_a_completed_service_fulfils_the_need_and_is_counted(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        assert steps.need(at.need_id).state == NeedState.IN_SERVICE
        steps.act(end, at.officer, match_id, reason="completed")
        assert steps.match(match_id).state == MatchState.COMPLETED
        assert steps.need(at.need_id).state == NeedState.FULFILLED
        assert (volunteer_of(at).completed, volunteer_of(at).load) == (1, 0)

    @pytest.mark.parametrize(("reason", "counted"), [("provider_left", 1), ("family_moved", 0)])
    def test_an_early_end_opens_the_need_again(self, app: Flask, reason: str, counted: int) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        steps.act(end, at.officer, match_id, reason=reason)
        assert (steps.match(match_id).state, steps.match(match_id).reason) == (
            MatchState.ENDED_EARLY,
            reason,
        )
        assert steps.need(at.need_id).state == NeedState.OPEN
        assert (volunteer_of(at).ended_early, volunteer_of(at).load) == (counted, 0)

    def test_what_has_not_begun_is_not_completed(self, app: Flask) -> None:
        at = steps.scene()
        refused("match.already_invited", end, at.officer, steps.invited(at), reason="completed")

    def test_a_guardian_is_not_asked_about_what_is_over(self, app: Flask) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        steps.act(end, at.officer, match_id, reason="need_met")
        assert steps.consent_of(match_id).state == ConsentState.LAPSED

    def test_goods_that_were_given_are_not_free_again(self, app: Flask) -> None:
        at = steps.scene(category="living_support", direct_contact=False, modes=["goods_drop"])
        organization_id = builders.organization()
        key = builders.offer(
            organization_id=organization_id,
            category="living_support",
            is_goods=True,
            modes=["goods_drop"],
            direct_contact=False,
        )
        steps.hold_round()
        steps.act(approve, at.officer, 1)
        steps.send_invitation(1)
        steps.act(accept, builders.member(organization_id), 1)
        steps.put(1, MatchState.CONSENTED)
        steps.act(end, at.officer, 1, reason="completed")
        assert steps.seen(lambda: db.session.get_one(Offer, key)).load == 1


def test_a_withdrawn_need_ends_what_was_under_way(app: Flask) -> None:
    at = steps.scene()
    match_id, _token = steps.asked(at)
    event = NeedWithdrawn(need_id=at.need_id, child_id=at.child_id)
    with builders.world():
        db.session.get_one(Need, at.need_id).state = NeedState.WITHDRAWN
    steps.act(lambda _actor: steps.follow(event), SYSTEM)
    assert (steps.match(match_id).state, steps.match(match_id).reason) == (
        MatchState.ENDED_EARLY,
        "need_withdrawn",
    )
    assert volunteer_of(at).load == 0


def test_a_suspended_providers_matches_are_suspended(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    event = ProviderDecided(
        volunteer_id=at.volunteer.volunteer_id, organization_id=None, state="suspended"
    )
    steps.act(lambda _actor: steps.follow(event), SYSTEM)
    steps.act(lambda _actor: steps.follow(event), SYSTEM)
    assert steps.match(match_id).state == MatchState.SUSPENDED


def test_an_activated_providers_matches_go_on(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    event = ProviderDecided(
        volunteer_id=at.volunteer.volunteer_id, organization_id=None, state="active"
    )
    steps.act(lambda _actor: steps.follow(event), SYSTEM)
    assert steps.match(match_id).state == MatchState.CONSENTED


def test_an_ended_match_cannot_be_ended_again(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.consented(at)
    steps.act(end, at.officer, match_id, reason="completed")
    with pytest.raises(Refused):
        steps.act(end, at.officer, match_id, reason="family_moved")
    assert steps.need(at.need_id).filled == 1
