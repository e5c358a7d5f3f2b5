"""The guardian is asked by a link that works once, and may take the answer back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock, jobs
from app.kernel.access import SYSTEM, VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.events import Job
from app.kernel.secrets import unseal
from app.matches.actions import (
    accept,
    answer_consent,
    answer_own_consent,
    withdraw_consent,
)
from app.matches.events import ConsentAsked
from app.matches.jobs import consents as consent_jobs
from app.matches.models import ConsentState, MatchState
from app.matches.queries.consents import digest_of
from app.needs.models import NeedState
from app.post.models import TextMessage
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import refused, volunteer_of


def texts() -> list[TextMessage]:
    """The texts to families, without those that go with letters."""
    asked = select(TextMessage).where(TextMessage.about == "consent_asked")
    return steps.seen(lambda: list(db.session.scalars(asked)))  # type: ignore[no-any-return]


def family(at: steps.Scene) -> Actor:
    return builders.actor(Role.GUARDIAN, guardian_id=at.guardian_id)


class TestAsking:
    def test_the_question_names_who_what_and_until_when(self, app: Flask) -> None:
        at = steps.scene(ends_on=date(2026, 7, 22))
        match_id, _token = steps.asked(at)
        consent = steps.consent_of(match_id)
        assert consent.recipient.startswith("volunteer ")
        assert consent.items == ["given_name", "sex_and_age", "meeting_place", "contact"]
        assert (consent.valid_from, consent.valid_until) == (clock.today(), date(2026, 7, 22))
        assert consent.expires_at == clock.now() + timedelta(days=7)
        assert (consent.purpose, consent.channel) == ("tutoring", "text")

    def test_only_the_links_digest_is_kept(self, app: Flask) -> None:
        match_id, token = steps.asked(steps.scene())
        assert steps.consent_of(match_id).token_digest == digest_of(token)
        assert len(token) == 32

    def test_the_text_names_nobody_and_until_when_to_answer(self, app: Flask) -> None:
        steps.asked(steps.scene())
        body = unseal(texts()[0].body)
        assert unseal(texts()[0].mobile) == "14200000009"
        assert "volunteer" not in body
        assert "小禾" not in body
        assert "3月19日" in body

    def test_carrying_the_job_twice_sends_one_text(self, app: Flask) -> None:
        match_id, token = steps.asked(steps.scene())
        consent = steps.consent_of(match_id)
        event = ConsentAsked(
            match_id=match_id, need_id=1, child_id=1, consent_id=consent.id, channel="text"
        )
        steps.act(lambda _actor: consent_jobs.text_guardian(event), SYSTEM)
        assert len(texts()) == 1
        assert steps.consent_of(match_id).token_digest == digest_of(token)

    def test_a_text_that_was_lost_half_way_is_sent_with_a_link_that_works(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        match_id = steps.accepted(steps.scene())

        def lost(*_args: object, **_values: object) -> None:
            raise ConnectionError("the line is down")

        with monkeypatch.context() as patch:
            patch.setattr(consent_jobs, "send_text", lost)
            steps.run_jobs()
        assert texts() == []
        with clock.held(clock.now() + timedelta(minutes=2)):
            steps.run_jobs()
            steps.act(
                answer_consent, VISITOR, steps.token_in_text(), born_on=steps.BORN_ON, agrees=False
            )
        assert steps.match(match_id).state == MatchState.REFUSED

    def test_no_job_is_left_undone(self, app: Flask) -> None:
        steps.asked(steps.scene())
        errors = steps.seen(lambda: db.session.scalars(select(Job.error)).all())
        assert set(errors) == {None}


class TestAnswering:
    def test_yes_begins_the_service(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        match, consent = steps.match(match_id), steps.consent_of(match_id)
        assert (match.state, consent.state) == (MatchState.CONSENTED, ConsentState.GIVEN)
        assert (match.starts_on, match.ends_on) == (clock.today(), consent.valid_until)
        assert (consent.child_view, consent.answered_at) == ("willing", clock.now())
        assert steps.need(at.need_id).state == NeedState.IN_SERVICE

    def test_no_costs_nothing_and_frees_both_places(self, app: Flask) -> None:
        at = steps.scene()
        match_id, token = steps.asked(at)
        steps.act(answer_consent, VISITOR, token, born_on=steps.BORN_ON, agrees=False)
        assert steps.match(match_id).state == MatchState.REFUSED
        assert steps.consent_of(match_id).state == ConsentState.REFUSED
        need, volunteer = steps.need(at.need_id), volunteer_of(at)
        assert (need.state, need.filled, volunteer.load) == (NeedState.OPEN, 0, 0)
        assert volunteer.ended_early == 0

    @pytest.mark.parametrize("agrees", [True, False])
    def test_a_link_works_once(self, app: Flask, agrees: bool) -> None:
        _match_id, token = steps.asked(steps.scene())
        steps.act(
            answer_consent,
            VISITOR,
            token,
            born_on=steps.BORN_ON,
            agrees=agrees,
            child_view="willing",
        )
        for again in (True, False):
            refused(
                "consent.over", answer_consent, VISITOR, token, born_on=steps.BORN_ON, agrees=again
            )

    @pytest.mark.parametrize("token", ["", "nonsense", "x" * 4000])
    def test_a_wrong_link_answers_nothing(self, app: Flask, token: str) -> None:
        match_id, _token = steps.asked(steps.scene())
        refused(
            "consent.over",
            answer_consent,
            VISITOR,
            token,
            born_on=steps.BORN_ON,
            agrees=True,
            child_view="willing",
        )
        assert steps.match(match_id).state == MatchState.ACCEPTED

    def test_an_expired_link_answers_nothing(self, app: Flask) -> None:
        _match_id, token = steps.asked(steps.scene())
        with clock.held(clock.now() + timedelta(days=7)):
            refused(
                "consent.over", answer_consent, VISITOR, token, born_on=steps.BORN_ON, agrees=True
            )

    def test_yes_needs_the_childs_own_view(self, app: Flask) -> None:
        _match_id, token = steps.asked(steps.scene())
        told = refused(
            "consent.view_missing",
            answer_consent,
            VISITOR,
            token,
            born_on=steps.BORN_ON,
            agrees=True,
        )
        assert told.field == "child_view"

    @pytest.mark.parametrize(
        ("born", "passes"), [(date(2012, 3, 12), False), (date(2012, 3, 13), True)]
    )
    def test_from_fourteen_the_child_has_to_be_willing(
        self, app: Flask, born: date, passes: bool
    ) -> None:
        director = builders.actor(Role.CHILD_DIRECTOR)
        guardian_id = builders.guardian()
        child_id = builders.child(born_on=born, guardian_id=guardian_id)
        at = steps.Scene(
            builders.actor(Role.CIVIL_AFFAIRS),
            director,
            builders.volunteer(),
            builders.need(child_id=child_id, raised_by=director.account_id),
            child_id,
            guardian_id,
        )
        match_id, token = steps.asked(at)
        if not passes:
            refused(
                "consent.child_must_agree",
                answer_consent,
                VISITOR,
                token,
                born_on=born,
                agrees=True,
                child_view="unsure",
            )
            return
        steps.act(answer_consent, VISITOR, token, born_on=born, agrees=True, child_view="unsure")
        assert steps.match(match_id).state == MatchState.CONSENTED

    def test_a_guardian_who_is_signed_in_needs_no_link(self, app: Flask) -> None:
        at = steps.scene()
        match_id, token = steps.asked(at)
        steps.act(answer_own_consent, family(at), match_id, agrees=True, child_view="willing")
        assert steps.consent_of(match_id).channel == "account"
        refused("consent.over", answer_consent, VISITOR, token, born_on=steps.BORN_ON, agrees=False)

    def test_another_family_does_not_find_the_question(self, app: Flask) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        stranger = builders.actor(Role.GUARDIAN, guardian_id=builders.guardian())
        for who in (stranger, at.volunteer):
            with pytest.raises(NotFound):
                steps.act(answer_own_consent, who, match_id, agrees=True, child_view="willing")

    def test_a_director_does_not_answer_without_the_link(self, app: Flask) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        for who in (at.director, at.officer):
            with pytest.raises(NotFound):
                steps.act(answer_own_consent, who, match_id, agrees=True, child_view="willing")


class TestWithdrawing:
    def test_a_guardian_takes_the_consent_back(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        steps.act(withdraw_consent, family(at), match_id)
        consent = steps.consent_of(match_id)
        assert (consent.state, consent.withdrawn_at) == (ConsentState.WITHDRAWN, clock.now())
        assert steps.match(match_id).state == MatchState.REFUSED
        assert (steps.need(at.need_id).state, volunteer_of(at).load) == (NeedState.OPEN, 0)

    def test_a_director_does_it_for_the_guardian(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        steps.act(withdraw_consent, at.director, match_id)
        assert steps.consent_of(match_id).state == ConsentState.WITHDRAWN

    def test_what_was_not_given_is_not_withdrawn(self, app: Flask) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        refused("consent.not_given", withdraw_consent, at.director, match_id)

    @pytest.mark.parametrize("role", [Role.CIVIL_AFFAIRS, Role.VOLUNTEER, Role.VISITOR])
    def test_nobody_else_withdraws(self, app: Flask, role: Role) -> None:
        match_id = steps.consented(steps.scene())
        with pytest.raises(Forbidden):
            steps.act(withdraw_consent, Actor(role=role), match_id)


def test_accepting_twice_asks_once(app: Flask) -> None:
    at = steps.scene()
    match_id, _token = steps.asked(at)
    with pytest.raises(Refused):
        steps.act(accept, at.volunteer, match_id)
    assert steps.act(lambda _actor: jobs.run_due(), SYSTEM) == 0
    assert len(texts()) == 1
