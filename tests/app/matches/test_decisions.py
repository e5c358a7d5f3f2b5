"""An officer's decisions: what is asked again, what is taken, what is refused and leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from app.kernel import calendar, clock, words
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound
from app.matches.actions import apply, approve, approve_many, propose_by_hand, reject, replace
from app.matches.models import Match, MatchState, Origin
from app.needs.models import Need, NeedState
from app.offers.models import Offer
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import change, refused, volunteer_of


class TestApprove:
    def test_approving_invites_and_takes_both_places(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.invited(at)
        match, need = steps.match(match_id), steps.need(at.need_id)
        assert (match.state, match.decided_by) == (MatchState.INVITED, at.officer.account_id)
        assert match.answer_by == calendar.add_working_days(clock.now(), 3)
        assert (need.state, need.filled) == (NeedState.MATCHED, 1)
        assert (volunteer_of(at).load, volunteer_of(at).invited) == (1, 1)

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.CIVIL_AFFAIRS}))
    def test_nobody_but_an_officer_approves(self, app: Flask, role: Role) -> None:
        match_id = steps.proposed(steps.scene())
        with pytest.raises(Forbidden):
            steps.act(approve, builders.actor(role), match_id)

    def test_an_unknown_match_is_not_found(self, app: Flask) -> None:
        with pytest.raises(NotFound):
            steps.act(approve, builders.actor(Role.CIVIL_AFFAIRS), 999)

    def test_the_second_officer_is_told_what_the_first_did(self, app: Flask) -> None:
        match_id = steps.invited(steps.scene())
        told = refused(
            "match.already_decided", approve, builders.actor(Role.CIVIL_AFFAIRS), match_id
        )
        with force_locale("en"):
            said = words.say(told, language="en")
        assert "12 Mar 2026" in said
        assert "Civil affairs officer" in said
        assert "Invited" in said

    def test_one_may_not_reject_what_another_approved(self, app: Flask) -> None:
        match_id = steps.invited(steps.scene())
        officer = builders.actor(Role.CIVIL_AFFAIRS)
        refused("match.already_decided", reject, officer, match_id, reason="too_far")

    def test_an_overtaken_proposal_cannot_be_approved(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        steps.hold_round()
        refused("match.overtaken", approve, at.officer, match_id)

    def test_ones_own_proposal_is_for_a_colleague(self, app: Flask) -> None:
        at = steps.scene()
        event = steps.act(
            propose_by_hand, at.officer, at.need_id, supply_key=f"v{at.volunteer.volunteer_id}"
        )
        refused("match.own_proposal", approve, at.officer, event.match_id)
        steps.act(approve, builders.actor(Role.CIVIL_AFFAIRS), event.match_id)
        assert steps.match(event.match_id).state == MatchState.APPROVED

    def test_who_applied_may_not_approve_in_another_hat(self, app: Flask) -> None:
        at = steps.scene()
        event = steps.act(apply, at.volunteer, at.need_id)
        officer = builders.actor(Role.CIVIL_AFFAIRS)
        steps.hat(officer, Role.VOLUNTEER, volunteer_id=at.volunteer.volunteer_id)
        refused("match.conflict", approve, officer, event.match_id)

    def test_a_member_of_the_receiving_organisation_may_not_approve(self, app: Flask) -> None:
        builders.need()
        organization_id = builders.organization()
        builders.offer(organization_id=organization_id)
        steps.hold_round()
        officer = builders.actor(Role.CIVIL_AFFAIRS)
        steps.hat(officer, Role.ORGANIZATION_MEMBER, organization_id=organization_id)
        refused("match.conflict", approve, officer, 1)

    def test_the_childs_guardian_may_not_approve(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        steps.hat(at.officer, Role.GUARDIAN, guardian_id=at.guardian_id)
        refused("match.conflict", approve, at.officer, match_id)

    def test_whoever_raised_the_need_may_not_approve(self, app: Flask) -> None:
        officer = builders.actor(Role.CIVIL_AFFAIRS)
        builders.need(raised_by=officer.account_id)
        builders.volunteer()
        steps.hold_round()
        refused("match.conflict", approve, officer, 1)

    def test_a_check_that_ran_out_since_the_round_is_noticed(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        change(Volunteer, at.volunteer.volunteer_id, record_check_until=None)
        refused("match.not_vetted", approve, at.officer, match_id)

    def test_times_that_changed_since_the_round_are_noticed(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        change(Volunteer, at.volunteer.volunteer_id, slots=[[2, 960, 1080]])
        told = refused("match.rule_time", approve, at.officer, match_id)
        assert (told.values["minutes"], told.values["needed"]) == (0, 60)

    def test_a_full_volunteer_is_not_invited(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        change(Volunteer, at.volunteer.volunteer_id, load=2)
        refused("match.rule_capacity", approve, at.officer, match_id)
        assert steps.need(at.need_id).filled == 0

    def test_a_need_that_is_no_longer_open_is_not_filled(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        change(Need, at.need_id, state=NeedState.WITHDRAWN)
        refused("match.need_taken", approve, at.officer, match_id)

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"state": "paused"}, "match.posting_closed"),
            ({"areas": ["330483107"]}, "match.rule_area"),
        ],
    )
    def test_an_offer_that_changed_is_noticed(
        self, app: Flask, fields: dict[str, Any], code: str
    ) -> None:
        builders.need()
        key = builders.offer()
        steps.hold_round()
        change(Offer, key, **fields)
        refused(code, approve, builders.actor(Role.CIVIL_AFFAIRS), 1)

    def test_the_last_place_overtakes_the_needs_other_proposals(self, app: Flask) -> None:
        at = steps.scene()
        other = steps.act(apply, builders.volunteer(), at.need_id)
        steps.invited(at)
        assert steps.match(other.match_id).state == MatchState.OVERTAKEN

    def test_a_need_with_two_places_stays_open_after_the_first(self, app: Flask) -> None:
        at = steps.scene(openings=2)
        second = builders.volunteer()
        steps.hold_round()
        steps.act(approve, at.officer, 1)
        assert (steps.need(at.need_id).state, steps.need(at.need_id).filled) == ("open", 1)
        assert steps.match(2).state == MatchState.PROPOSED
        steps.act(approve, at.officer, 2)
        assert steps.need(at.need_id).state == NeedState.MATCHED
        assert {steps.match(1).volunteer_id, steps.match(2).volunteer_id} == {
            at.volunteer.volunteer_id,
            second.volunteer_id,
        }


class TestApproveMany:
    def plain_pair(self) -> tuple[list[int], Any]:
        at = steps.scene()
        builders.need(category="companionship")
        builders.volunteer(categories=["companionship"])
        steps.hold_round()
        return [1, 2], at.officer

    def test_plain_ones_are_approved_together(self, app: Flask) -> None:
        ids, officer = self.plain_pair()
        event = steps.act(approve_many, officer, ids)
        assert event.match_ids == (1, 2)
        assert [steps.match(key).state for key in ids] == [MatchState.APPROVED] * 2

    def test_one_that_is_not_plain_stops_all_and_is_named(self, app: Flask) -> None:
        ids, officer = self.plain_pair()
        change(Match, 2, is_plain=False)
        told = refused("match.many_stopped", approve_many, officer, ids)
        assert told.values["match_code"] == "M2026-00002"
        assert "one of the plain" in words.say(told, language="zh_Hans_CN") or str(
            told.values["why"]
        )
        assert [steps.match(key).state for key in ids] == [MatchState.PROPOSED] * 2

    def test_one_that_was_decided_meanwhile_stops_all(self, app: Flask) -> None:
        ids, officer = self.plain_pair()
        steps.act(approve, builders.actor(Role.CIVIL_AFFAIRS), 2)
        refused("match.many_stopped", approve_many, officer, ids)
        assert steps.match(1).state == MatchState.PROPOSED
        assert steps.need(steps.match(1).need_id).filled == 0

    def test_none_chosen_is_refused(self, app: Flask) -> None:
        refused("match.none_chosen", approve_many, builders.actor(Role.CIVIL_AFFAIRS), [])

    def test_a_helper_with_one_place_is_not_taken_twice_in_one_go(self, app: Flask) -> None:
        at = steps.scene()
        builders.need()
        change(Volunteer, at.volunteer.volunteer_id, capacity=2)
        steps.hold_round()
        change(Volunteer, at.volunteer.volunteer_id, capacity=1)
        with builders.world():
            for key in (1, 2):
                db.session.get_one(Match, key).is_plain = True
        refused("match.many_stopped", approve_many, at.officer, [1, 2])
        assert volunteer_of(at).load == 0


class TestReject:
    def test_a_rejection_keeps_its_reason(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.proposed(at)
        steps.act(reject, at.officer, match_id, reason="other", remark=" 已有安排 ")
        match = steps.match(match_id)
        assert (match.state, match.reason, match.remark) == (
            MatchState.REJECTED,
            "other",
            "已有安排",
        )
        assert steps.need(at.need_id).state == NeedState.OPEN

    def test_another_reason_has_to_be_written_down(self, app: Flask) -> None:
        at = steps.scene()
        told = refused(
            "match.reason_missing",
            reject,
            at.officer,
            steps.proposed(at),
            reason="other",
            remark=" ",
        )
        assert told.field == "remark"


class TestReplace:
    def test_another_helper_takes_the_place_and_a_colleague_decides(self, app: Flask) -> None:
        at = steps.scene()
        other = builders.volunteer(lat=30.73)
        first = steps.proposed(at)
        event = steps.act(replace, at.officer, first, supply_key=f"v{other.volunteer_id}")
        new = steps.match(event.new_match_id)
        assert steps.match(first).state == MatchState.OVERTAKEN
        assert (new.state, new.origin, new.volunteer_id) == (
            MatchState.PROPOSED,
            Origin.BY_HAND,
            other.volunteer_id,
        )
        refused("match.own_proposal", approve, at.officer, new.id)

    def test_one_who_does_not_fit_is_refused_and_the_old_one_stays(self, app: Flask) -> None:
        at = steps.scene()
        other = builders.volunteer(categories=["companionship"])
        first = steps.proposed(at)
        refused(
            "match.rule_category", replace, at.officer, first, supply_key=f"v{other.volunteer_id}"
        )
        assert steps.match(first).state == MatchState.PROPOSED

    @pytest.mark.parametrize("key", ["v999", "x1", "v", "o1", ""])
    def test_an_unknown_helper_is_not_found(self, app: Flask, key: str) -> None:
        at = steps.scene()
        first = steps.proposed(at)
        with pytest.raises(NotFound):
            steps.act(replace, at.officer, first, supply_key=key)
        assert steps.match(first).state == MatchState.PROPOSED


class TestByHand:
    def test_the_same_pair_is_not_put_on_its_way_twice(self, app: Flask) -> None:
        at = steps.scene()
        steps.proposed(at)
        told = refused(
            "match.pair_under_way",
            propose_by_hand,
            at.officer,
            at.need_id,
            supply_key=f"v{at.volunteer.volunteer_id}",
        )
        assert told.values["match_code"] == "M2026-00001"
