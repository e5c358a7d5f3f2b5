"""How rows become what the engine takes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.matches import bridge
from app.matches.models import MatchState, Unmet
from app.matches.queries.market import market
from app.providers.models import ProviderState, Qualification, QualificationState
from matching import Supply
from matching.learning.decisions import Decision, Record
from tests import builders
from tests.app.matches import steps


def looked_at() -> tuple[dict[str, Any], dict[str, Any]]:
    found = steps.act(lambda _actor: market(clock.today()), SYSTEM)
    return {one.id: one for one in found.needs}, {one.id: one for one in found.supplies}


def test_only_open_needs_are_looked_at(app: Flask) -> None:
    builders.need(state="draft")
    builders.need(state="matched", filled=1)
    key = builders.need()
    assert list(looked_at()[0]) == [f"n{key}"]


@pytest.mark.parametrize(
    "fault",
    [
        {"record_check_until": date(2026, 3, 11)},
        {"record_check_until": None},
        {"pledge_signed_at": None},
        {"state": ProviderState.APPLIED},
    ],
    ids=["run out", "never checked", "no pledge", "not yet active"],
)
def test_a_volunteer_who_is_not_vetted_is_not_looked_at(app: Flask, fault: dict[str, Any]) -> None:
    builders.volunteer(**fault)
    assert looked_at()[1] == {}


def test_postings_of_an_organisation_that_is_not_active_are_not_looked_at(app: Flask) -> None:
    builders.offer(organization_id=builders.organization(state=ProviderState.SUSPENDED))
    builders.job(organization_id=builders.organization(state=ProviderState.APPLIED))
    assert looked_at()[1] == {}


def test_a_paused_offer_is_not_looked_at(app: Flask) -> None:
    builders.offer(state="paused")
    assert looked_at()[1] == {}


def test_an_offer_has_of_its_promised_certificates_those_that_are_confirmed(app: Flask) -> None:
    organization_id = builders.organization(held=("teacher_cert", "lawyer"))
    with builders.world():
        db.session.add(
            Qualification(
                organization_id=organization_id,
                kind="nurse",
                state=QualificationState.CLAIMED,
            )
        )
    key = builders.offer(organization_id=organization_id, qualifications=["teacher_cert", "nurse"])
    assert looked_at()[1][f"o{key}"].skills == {"teacher_cert"}


def test_an_offer_is_vetted_as_long_as_its_organisation_is(app: Flask) -> None:
    until = clock.today() + timedelta(days=77)
    key = builders.offer(organization_id=builders.organization(record_check_until=until))
    assert looked_at()[1][f"o{key}"].vetted_until == until


def test_a_restricted_need_without_names_is_for_nobody(app: Flask) -> None:
    key = builders.need(visibility="restricted")
    builders.volunteer()
    assert looked_at()[0][f"n{key}"].designated == frozenset()
    steps.hold_round()
    assert steps.seen(_unmet_reasons) == [(key, "designation")]


def _unmet_reasons() -> list[tuple[int, str]]:
    return [(one.need_id, one.reason) for one in db.session.scalars(select(Unmet))]


def test_only_places_that_are_left_are_asked_for(app: Flask) -> None:
    key = builders.need(openings=3, filled=2)
    assert looked_at()[0][f"n{key}"].places == 1


def test_emergencies_come_first(app: Flask) -> None:
    calm, emergency = builders.need(), builders.need(urgency="emergency")
    needs = looked_at()[0]
    assert needs[f"n{calm}"].priority == 0
    assert needs[f"n{emergency}"].priority == 3


def test_the_childs_age_and_sex_are_the_childs_own(app: Flask) -> None:
    child_id = builders.child(born_on=date(2016, 3, 12), sex="male")
    key = builders.need(child_id=child_id)
    found = looked_at()[0][f"n{key}"]
    assert (found.child_age, found.child_sex) == (10, "male")


def test_the_private_note_never_reaches_the_engine(app: Flask) -> None:
    key = builders.need(note="爷爷奶奶不识字")
    assert "不识字" not in repr(looked_at()[0][f"n{key}"])


def test_nothing_is_said_of_how_reliable_a_newcomer_is(app: Flask) -> None:
    who = builders.volunteer()
    found = looked_at()[1][f"v{who.volunteer_id}"]
    assert (found.reliability, found.acceptance) == (None, None)


def test_one_refusal_counts_as_it_does_where_scorecards_learn(app: Flask) -> None:
    who = builders.volunteer(invited=1)
    record = Record()
    record.answered(Decision("n1", f"v{who.volunteer_id}", date(2026, 3, 1), "declined"))
    found = looked_at()[1][f"v{who.volunteer_id}"]
    learnt = record.known(Supply(found.id, "volunteer"))
    assert (found.acceptance, found.reliability) == (learnt.acceptance, learnt.reliability)
    assert found.acceptance == pytest.approx(0.6)


def test_a_record_pulls_away_from_what_is_taken_for_granted(app: Flask) -> None:
    who = builders.volunteer(completed=5, ended_early=10, invited=5, accepted=5)
    found = looked_at()[1][f"v{who.volunteer_id}"]
    assert found.reliability == pytest.approx(9 / 20)
    assert found.acceptance == pytest.approx(8 / 9)


def test_a_long_service_is_vetted_for_its_first_half_year(app: Flask) -> None:
    key = builders.need(starts_on=clock.today(), ends_on=clock.today() + timedelta(days=365))
    ahead = clock.today() + timedelta(days=bridge.VETTED_AHEAD_DAYS)
    assert looked_at()[0][f"n{key}"].until == ahead


def test_a_service_without_dates_lasts_as_long_as_its_weeks(app: Flask) -> None:
    key = builders.need(weeks=12)
    assert looked_at()[0][f"n{key}"].until == clock.today() + timedelta(weeks=12)


@pytest.mark.parametrize("state", ["rejected", "declined", "refused"])
def test_who_was_turned_down_is_not_proposed_for_the_same_need_again(
    app: Flask, state: str
) -> None:
    at = steps.scene()
    match_id = steps.proposed(at)
    steps.put(match_id, MatchState(state))
    found = looked_at()[0][f"n{at.need_id}"]
    assert found.excluded == {f"v{at.volunteer.volunteer_id}"}


def test_whose_time_ran_out_may_be_asked_again(app: Flask) -> None:
    at = steps.scene()
    steps.put(steps.proposed(at), MatchState.LAPSED)
    assert looked_at()[0][f"n{at.need_id}"].excluded == frozenset()


def test_who_helps_the_child_already_is_a_known_face(app: Flask) -> None:
    at = steps.scene()
    steps.put(steps.proposed(at), MatchState.COMPLETED)
    other = builders.need(child_id=at.child_id)
    assert looked_at()[0][f"n{other}"].familiar == {f"v{at.volunteer.volunteer_id}"}


def test_whoever_raised_the_need_does_not_serve_it_under_another_hat(app: Flask) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    volunteer = builders.volunteer()
    steps.hat(director, Role.VOLUNTEER, volunteer_id=volunteer.volunteer_id)
    key = builders.need(raised_by=director.account_id)
    assert looked_at()[0][f"n{key}"].excluded == {f"v{volunteer.volunteer_id}"}


def test_a_guardian_does_not_serve_the_own_family_with_the_own_organisation(app: Flask) -> None:
    guardian_id = builders.guardian()
    offer_id = builders.offer(organization_id=(organization_id := builders.organization()))
    family = builders.actor(Role.GUARDIAN, guardian_id=guardian_id)
    steps.hat(family, Role.ORGANIZATION_MEMBER, organization_id=organization_id)
    key = builders.need(child_id=builders.child(guardian_id=guardian_id))
    assert looked_at()[0][f"n{key}"].excluded == {f"o{offer_id}"}


class TestPlain:
    """A proposal is plain when nothing about it asks for a closer look."""

    def plain(self) -> bool:
        held = steps.act(lambda _actor: bridge.hold(market(clock.today()), vectors={}), SYSTEM)
        return bool(held.proposals[0].is_plain)

    def test_the_only_one_who_fits_is_plain(self, app: Flask) -> None:
        steps.scene()
        assert self.plain()

    def test_one_of_two_equals_is_not(self, app: Flask) -> None:
        steps.scene()
        builders.volunteer()
        assert not self.plain()

    def test_one_well_ahead_of_the_next_is(self, app: Flask) -> None:
        steps.scene()
        builders.volunteer(lat=30.72, lon=120.50)
        assert self.plain()

    def test_one_who_would_meet_online_as_home_is_too_far_is(self, app: Flask) -> None:
        builders.need(modes=["home", "online"])
        builders.volunteer(modes=["home", "online"], lat=31.2, lon=121.4, radius_km=5.0)
        assert self.plain()

    def test_an_emergency_is_not(self, app: Flask) -> None:
        steps.scene(urgency="emergency")
        assert not self.plain()

    def test_a_restricted_need_is_not(self, app: Flask) -> None:
        at = steps.scene(visibility="restricted", designated=["v1"])
        assert at.volunteer.volunteer_id == 1
        assert not self.plain()

    def test_unknown_times_are_not(self, app: Flask) -> None:
        builders.need()
        builders.volunteer(slots=[])
        assert not self.plain()
