"""Who is written to at each step, and that the letters can be read in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock, words
from app.kernel.access import SYSTEM, VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.events import Job
from app.matches.actions import (
    answer_consent,
    apply,
    approve_many,
    decline,
    end,
    reject,
    withdraw_consent,
)
from app.matches.jobs.lapse import lapse_invitations, remind_of_invitations
from app.post.letters import words_of
from app.post.models import Letter
from tests import builders
from tests.app.matches import steps
from tests.app.matches.test_answers import LATER


def written() -> dict[str, set[int]]:
    """Event of a letter → accounts that have it; every letter is read in both languages."""
    steps.run_jobs()
    found = steps.seen(lambda: list(db.session.scalars(select(Letter))))
    for letter in found:
        for language in words.LANGUAGES:
            told = words_of(letter, language=language)
            assert told.subject, letter.event
            assert told.body, letter.event
            assert "小禾" not in told.subject + told.body
    told_by: dict[str, set[int]] = {}
    for letter in found:
        told_by.setdefault(letter.event, set()).add(letter.account_id)
    return told_by


def staff(at: steps.Scene) -> set[int | None]:
    return {at.director.account_id, at.officer.account_id}


def family(at: steps.Scene) -> Actor:
    return builders.actor(Role.GUARDIAN, guardian_id=at.guardian_id)


def test_a_proposal_is_told_to_nobody(app: Flask) -> None:
    steps.proposed(steps.scene())
    assert written() == {}


def test_an_invitation_goes_to_the_volunteer(app: Flask) -> None:
    at = steps.scene()
    steps.invited(at)
    assert written() == {"match_invited": {at.volunteer.account_id}}


def test_an_invitation_goes_to_every_member_and_to_no_other_organisation(app: Flask) -> None:
    builders.need()
    organization_id = builders.organization()
    builders.offer(organization_id=organization_id, slots=builders.TUESDAY_AFTERNOON)
    members = {builders.member(organization_id).account_id for _ in range(2)}
    stranger = builders.member(builders.organization()).account_id
    steps.hold_round()
    steps.act(approve_many, builders.actor(Role.CIVIL_AFFAIRS), [1])
    steps.send_invitation(1)
    told = written()["match_invited"]
    assert members < told
    assert stranger not in told


def test_a_yes_is_told_to_the_staff_and_the_family_is_asked(app: Flask) -> None:
    at = steps.scene()
    guardian = family(at)
    steps.accepted(at)
    told = written()
    assert told["match_accepted"] == staff(at)
    assert told["consent_asked"] == {guardian.account_id, at.director.account_id}


def test_a_no_is_told_to_the_staff(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    steps.act(decline, at.volunteer, match_id, reason="no_time")
    assert written()["match_declined"] == staff(at)


def test_an_invitation_that_lapses_within_a_day_is_reminded_of_once(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    steps.act(lambda _actor: remind_of_invitations(clock.now()), SYSTEM)
    assert "invitation_lapsing" not in written()
    answer_by = steps.match(match_id).answer_by
    assert answer_by is not None
    with clock.held(answer_by - timedelta(hours=15)):
        for _time in range(2):
            steps.act(lambda _actor: remind_of_invitations(clock.now()), SYSTEM)
        assert written()["invitation_lapsing"] == {at.volunteer.account_id}
    with clock.held(answer_by):
        assert steps.act(lambda _actor: remind_of_invitations(clock.now()), SYSTEM) == 0


def test_silence_is_told_to_the_staff_and_kindly_to_the_provider(app: Flask) -> None:
    at = steps.scene()
    steps.invited(at)
    with clock.held(clock.now() + LATER):
        steps.act(lambda _actor: lapse_invitations(), SYSTEM)
        told = written()
    assert told["match_lapsed"] == staff(at)
    assert told["invitation_lapsed"] == {at.volunteer.account_id}


@pytest.mark.parametrize(("agrees", "event"), [(True, "consent_given"), (False, "consent_refused")])
def test_the_familys_answer_is_told_to_provider_and_staff(
    app: Flask, agrees: bool, event: str
) -> None:
    at = steps.scene()
    _match_id, token = steps.asked(at)
    steps.act(
        answer_consent, VISITOR, token, born_on=steps.BORN_ON, agrees=agrees, child_view="willing"
    )
    told = written()
    assert told[event] == {at.volunteer.account_id}
    assert told[f"{event}_staff"] == staff(at)


def test_a_withdrawal_is_told_to_provider_and_staff(app: Flask) -> None:
    at = steps.scene()
    steps.act(withdraw_consent, at.director, steps.consented(at))
    told = written()
    assert told["consent_withdrawn"] == {at.volunteer.account_id}
    assert told["consent_withdrawn_staff"] == staff(at)


def test_the_end_is_told_to_provider_and_director(app: Flask) -> None:
    at = steps.scene()
    steps.act(end, at.officer, steps.consented(at), reason="completed")
    assert written()["match_ended"] == {at.volunteer.account_id, at.director.account_id}


def test_only_who_applied_is_told_of_a_rejection(app: Flask) -> None:
    at = steps.scene()
    event = steps.act(apply, at.volunteer, at.need_id)
    steps.act(reject, at.officer, event.match_id, reason="too_far")
    assert written() == {"application_rejected": {at.volunteer.account_id}}
    other = steps.scene()
    steps.act(reject, other.officer, steps.proposed(other), reason="too_far")
    assert written() == {"application_rejected": {at.volunteer.account_id}}


def test_a_helper_is_not_told_that_a_family_lives_too_far_away(app: Flask) -> None:
    at = steps.scene()
    event = steps.act(apply, at.volunteer, at.need_id)
    steps.act(reject, at.officer, event.match_id, reason="too_far")
    assert set(written()) == {"application_rejected"}
    letter = steps.seen(lambda: db.session.scalars(select(Letter)).one())
    assert letter.values["reason"] is None
    for language in words.LANGUAGES:
        told = words_of(letter, language=language).body
        assert words.label("reject_reason", "too_far", language=language) not in told


def test_no_letter_leaves_a_job_undone_and_none_is_written_twice(app: Flask) -> None:
    at = steps.scene()
    steps.invited(at)
    written()
    with builders.world():
        for job in db.session.scalars(select(Job).where(Job.handler.contains("letters"))):
            job.done_at = None
            job.due_at = clock.now()
    written()
    assert steps.letters("match_invited") == [at.volunteer.account_id]
    assert set(steps.seen(lambda: db.session.scalars(select(Job.error)).all())) == {None}
