"""Applying to a need or for a job: the same rules, the same gate."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from app.kernel import words
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.matches.actions import apply, approve
from app.matches.models import MatchState, Origin
from app.offers.models import JobPosting
from app.providers.models import ProviderState, Volunteer
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import change, refused, work_wanted


class TestApply:
    def test_a_volunteer_applies_and_the_same_gate_follows(self, app: Flask) -> None:
        at = steps.scene()
        event = steps.act(apply, at.volunteer, at.need_id)
        match = steps.match(event.match_id)
        assert (match.state, match.origin, match.proposed_by) == (
            MatchState.PROPOSED,
            Origin.APPLICATION,
            at.volunteer.account_id,
        )
        steps.act(approve, at.officer, event.match_id)

    def test_who_is_not_vetted_is_told_so(self, app: Flask) -> None:
        need_id = builders.need()
        refused("match.not_vetted", apply, builders.volunteer(state=ProviderState.APPLIED), need_id)

    def test_the_first_rule_that_fails_is_named(self, app: Flask) -> None:
        need_id = builders.need(qualifications=["teacher_cert"])
        told = refused("match.rule_qualification", apply, builders.volunteer(), need_id)
        with force_locale("en"):
            assert "Teacher's certificate" in words.say(told, language="en")

    @pytest.mark.parametrize(
        "fields",
        [
            {"age_low": 15, "age_high": 17},
            {"serves_sex": "male"},
            {"lat": 30.2, "lon": 120.1, "radius_km": 3.0},
            {"slots": [[1, 720, 800]]},
        ],
        ids=["age", "sex", "distance", "hours"],
    )
    def test_what_the_notice_does_not_tell_refuses_nobody_and_the_officer_is_told(
        self, app: Flask, fields: dict[str, Any]
    ) -> None:
        at = steps.scene()
        event = steps.act(apply, builders.volunteer(**fields), at.need_id)
        with pytest.raises(Refused) as caught:
            steps.act(approve, at.officer, event.match_id)
        assert caught.value.code.startswith("match.rule_")

    def test_a_part_of_the_week_that_does_not_fit_is_named(self, app: Flask) -> None:
        refused(
            "match.rule_time", apply, builders.volunteer(slots=[[4, 480, 600]]), builders.need()
        )

    def test_a_need_that_is_kept_from_this_volunteer_is_not_found(self, app: Flask) -> None:
        need_id = builders.need(visibility="restricted")
        with pytest.raises(NotFound):
            steps.act(apply, builders.volunteer(), need_id)

    def test_applying_twice_is_refused(self, app: Flask) -> None:
        at = steps.scene()
        steps.act(apply, at.volunteer, at.need_id)
        refused("match.pair_under_way", apply, at.volunteer, at.need_id)

    def test_what_a_round_proposed_meanwhile_is_not_told_to_who_applies(self, app: Flask) -> None:
        at = steps.scene()
        proposed = steps.proposed(at)
        event = steps.act(apply, at.volunteer, at.need_id)
        assert steps.match(proposed).state == MatchState.OVERTAKEN
        assert steps.match(event.match_id).state == MatchState.PROPOSED

    def test_a_refused_application_leaves_what_a_round_proposed(self, app: Flask) -> None:
        at = steps.scene()
        proposed = steps.proposed(at)
        change(Volunteer, at.volunteer.volunteer_id, categories=["companionship"])
        refused("match.rule_category", apply, at.volunteer, at.need_id)
        assert steps.match(proposed).state == MatchState.PROPOSED

    def test_an_organisation_applies_with_one_of_its_offers(self, app: Flask) -> None:
        need_id, organization_id = builders.need(), builders.organization()
        offer_id = builders.offer(organization_id=organization_id)
        member = builders.member(organization_id)
        event = steps.act(apply, member, need_id, supply_key=f"o{offer_id}")
        assert steps.match(event.match_id).offer_id == offer_id
        refused("match.choose_offer", apply, member, need_id)

    def test_an_organisation_does_not_apply_with_anothers_offer(self, app: Flask) -> None:
        need_id, key = builders.need(), builders.offer()
        stranger = builders.member(builders.organization())
        refused("match.not_yours", apply, stranger, need_id, supply_key=f"o{key}")

    def test_a_guardian_applies_for_a_job_with_the_own_need_of_work(self, app: Flask) -> None:
        need_id, guardian_id = work_wanted()
        job_id = builders.job()
        guardian = builders.actor(Role.GUARDIAN, guardian_id=guardian_id)
        event = steps.act(apply, guardian, need_id, supply_key=f"j{job_id}")
        assert steps.match(event.match_id).job_id == job_id

    def test_a_job_too_far_away_is_refused_with_the_distance(self, app: Flask) -> None:
        need_id, guardian_id = work_wanted(max_km=5.0)
        job_id = builders.job(lat=30.60, lon=120.60)
        guardian = builders.actor(Role.GUARDIAN, guardian_id=guardian_id)
        told = refused("match.rule_radius", apply, guardian, need_id, supply_key=f"j{job_id}")
        assert "5" in words.say(told, language="zh_Hans_CN")

    def test_a_guardian_does_not_apply_to_a_childs_need(self, app: Flask) -> None:
        at = steps.scene()
        guardian = builders.actor(Role.GUARDIAN, guardian_id=at.guardian_id)
        refused(
            "match.not_yours",
            apply,
            guardian,
            at.need_id,
            supply_key=f"v{at.volunteer.volunteer_id}",
        )


def test_a_shift_into_the_evening_is_refused_with_its_minutes(app: Flask) -> None:
    need_id, guardian_id = work_wanted()
    job_id = builders.job(slots=[[0, 960, 1200]])
    guardian = builders.actor(Role.GUARDIAN, guardian_id=guardian_id)
    told = refused("match.rule_shift", apply, guardian, need_id, supply_key=f"j{job_id}")
    assert told.values["minutes"] == 120
    assert steps.seen(lambda: db.session.get_one(JobPosting, job_id)).load == 0
