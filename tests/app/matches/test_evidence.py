"""Consent is evidence: nobody but the family gives it alone, by whichever way it comes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.children.actions import change_guardian_mobile, verify_number
from app.children.models import Guardian
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound, Refused
from app.kernel.files import Attachment
from app.kernel.received import receive
from app.kernel.secrets import unseal
from app.matches.actions import (
    answer_consent,
    answer_own_consent,
    keep_sheet,
    knock,
    send_again,
    witness_consent,
)
from app.matches.models import ConsentState, MatchState
from app.needs.models import Need
from app.post.models import TextMessage
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import photograph, refused


def texts() -> list[TextMessage]:
    """The texts to families, without those that go with letters."""
    asked = select(TextMessage).where(TextMessage.about == "consent_asked")
    return steps.seen(lambda: list(db.session.scalars(asked)))  # type: ignore[no-any-return]


def _without_a_phone() -> steps.Scene:
    guardian_id = builders.guardian(mobile=None)
    child_id = builders.child(guardian_id=guardian_id)
    director = builders.actor(Role.CHILD_DIRECTOR)
    return steps.Scene(
        builders.actor(Role.CIVIL_AFFAIRS),
        director,
        builders.volunteer(),
        builders.need(child_id=child_id, raised_by=director.account_id),
        child_id,
        guardian_id,
    )


def _type_number(at: steps.Scene, *, by: Actor | None = None) -> None:
    who = by or at.director
    steps.act(change_guardian_mobile, who, at.child_id, mobile="14200000077")


def _sign(at: steps.Scene, match_id: int) -> None:
    """The director photographs what the family signed."""
    sheet = receive("sheet.jpg", photograph()[0])
    steps.act(keep_sheet, at.director, match_id, received=sheet)


class TestKnocking:
    def test_who_does_not_know_the_birthday_has_five_tries(self, app: Flask) -> None:
        at = steps.scene()
        match_id, token = steps.asked(at)
        wrong = {"born_on": date(2016, 9, 2)}
        left = [steps.act(knock, VISITOR, token, **wrong).left for _ in range(5)]
        assert left == [4, 3, 2, 1, 0]
        refused("consent.over", knock, VISITOR, token, born_on=steps.BORN_ON)
        assert steps.match(match_id).state == MatchState.ACCEPTED
        steps.act(send_again, at.director, match_id)
        steps.run_jobs()
        assert steps.act(knock, VISITOR, steps.token_in_text(), born_on=steps.BORN_ON).is_right

    def test_a_wrong_birthday_answers_nothing(self, app: Flask) -> None:
        _match_id, token = steps.asked(steps.scene())
        for born_on in (None, date(2016, 9, 2)):
            refused("consent.over", answer_consent, VISITOR, token, born_on=born_on, agrees=False)


class TestSendingAgain:
    def test_a_fresh_link_goes_to_the_guardian_and_stops_the_old_one(self, app: Flask) -> None:
        at = steps.scene()
        match_id, old = steps.asked(at)
        steps.act(send_again, at.director, match_id)
        steps.run_jobs()
        assert len(texts()) == 2
        refused("consent.over", answer_consent, VISITOR, old, born_on=steps.BORN_ON, agrees=False)
        new = steps.token_in_text()
        steps.act(answer_consent, VISITOR, new, born_on=steps.BORN_ON, agrees=False)

    def test_another_villages_question_is_not_found(self, app: Flask) -> None:
        match_id, _token = steps.asked(steps.scene())
        stranger = builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE)
        with pytest.raises(NotFound):
            steps.act(send_again, stranger, match_id)

    def test_nothing_is_sent_once_there_is_an_answer(self, app: Flask) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        refused("consent.not_waiting", send_again, at.director, match_id)

    def test_nothing_is_sent_to_a_number_that_nobody_else_has_rung(self, app: Flask) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        _type_number(at)
        refused("consent.no_usable_number", send_again, at.director, match_id)


class TestPaper:
    def test_a_signed_sheet_counts_once_the_supervisor_has_rung(self, app: Flask) -> None:
        at = _without_a_phone()
        match_id = steps.accepted(at)
        steps.run_jobs()
        supervisor = builders.actor(Role.CHILD_SUPERVISOR)
        said = {"agrees": True, "child_view": "willing"}
        refused("consent.no_sheet", witness_consent, supervisor, match_id, **said)
        _sign(at, match_id)
        steps.act(witness_consent, supervisor, match_id, **said)
        consent = steps.consent_of(match_id)
        assert (consent.state, consent.channel) == (ConsentState.GIVEN, "paper")
        assert consent.witnessed_by == supervisor.account_id

    def test_a_no_on_the_telephone_opens_nothing(self, app: Flask) -> None:
        at = _without_a_phone()
        match_id = steps.accepted(at)
        steps.run_jobs()
        _sign(at, match_id)
        steps.act(witness_consent, builders.actor(Role.CHILD_SUPERVISOR), match_id, agrees=False)
        assert steps.match(match_id).state == MatchState.REFUSED

    def test_another_towns_supervisor_finds_nothing(self, app: Flask) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        _sign(at, match_id)
        stranger = builders.actor(Role.CHILD_SUPERVISOR, place=builders.OTHER_VILLAGE[:9])
        with pytest.raises(NotFound):
            steps.act(witness_consent, stranger, match_id, agrees=False)

    @pytest.mark.parametrize("part", ["raised", "typed", "photographed"])
    def test_nobody_who_had_a_part_in_it_is_the_second_pair_of_eyes(
        self, app: Flask, part: str
    ) -> None:
        """One account that is director and supervisor at once, or a supervisor who raised it."""
        at = steps.scene()
        match_id, _token = steps.asked(at)
        supervisor = builders.actor(Role.CHILD_SUPERVISOR)
        _sign(at, match_id)
        key = supervisor.account_id
        changed = {
            "raised": update(Need).values(raised_by=key),
            "typed": update(Guardian).values(number_claimed_by=key),
            "photographed": update(Attachment).values(account_id=key),
        }
        with builders.world():
            db.session.execute(changed[part])
        refused("consent.own_family", witness_consent, supervisor, match_id, agrees=True)
        assert steps.consent_of(match_id).state == ConsentState.WAITING

    @pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CIVIL_AFFAIRS, Role.VOLUNTEER])
    def test_nobody_but_the_supervisor_witnesses(self, app: Flask, role: Role) -> None:
        match_id, _token = steps.asked(steps.scene())
        with pytest.raises(Forbidden):
            steps.act(witness_consent, builders.actor(role), match_id, agrees=True)


class TestNumbers:
    def test_who_typed_a_number_does_not_vouch_for_it(self, app: Flask) -> None:
        at = steps.scene()
        supervisor = builders.actor(Role.CHILD_SUPERVISOR)
        _type_number(at, by=supervisor)
        refused("guardian.own_number", verify_number, supervisor, at.guardian_id)

    def test_a_number_that_counts_is_not_rung_again(self, app: Flask) -> None:
        at = steps.scene()
        supervisor = builders.actor(Role.CHILD_SUPERVISOR)
        refused("guardian.number_not_waiting", verify_number, supervisor, at.guardian_id)


@pytest.mark.parametrize("seed", range(40))
def test_no_account_but_the_familys_own_ever_gives_consent_alone(app: Flask, seed: int) -> None:
    """One person with every hat of the field presses everything there is, in any order."""
    chance = Random(seed)
    at = steps.scene()
    match_id, _token = steps.asked(at)
    director = at.director
    steps.hat(director, Role.CHILD_SUPERVISOR, place=builders.VILLAGE[:9])
    supervisor = replace(director, role=Role.CHILD_SUPERVISOR, place=builders.VILLAGE[:9])
    deeds: list[Callable[[], object]] = [
        lambda: _type_number(at, by=chance.choice([director, supervisor])),
        lambda: steps.act(verify_number, supervisor, at.guardian_id),
        lambda: steps.act(send_again, director, match_id),
        lambda: _sign(at, match_id),
        lambda: steps.act(witness_consent, supervisor, match_id, agrees=True, child_view="willing"),
        lambda: steps.act(answer_own_consent, director, match_id, agrees=True),
        lambda: steps.act(knock, director, "guessed", born_on=steps.BORN_ON),
    ]
    for _ in range(25):
        with suppress(Refused, Forbidden, NotFound):
            chance.choice(deeds)()
    assert steps.consent_of(match_id).state == ConsentState.WAITING
    assert {unseal(one.mobile) for one in texts()} <= {"14200000009"}


def test_a_guardian_without_a_phone_is_asked_on_paper(app: Flask) -> None:
    at = _without_a_phone()
    match_id = steps.accepted(at)
    steps.run_jobs()
    assert texts() == []
    assert steps.consent_of(match_id).token_digest is None
    assert at.director.account_id in steps.letters("consent_asked")


def test_a_number_that_was_typed_waits_until_somebody_else_has_rung_it(app: Flask) -> None:
    at = steps.scene()
    _type_number(at)
    steps.accepted(at)
    steps.run_jobs()
    assert texts() == []
    supervisor = builders.actor(Role.CHILD_SUPERVISOR)
    steps.act(verify_number, supervisor, at.guardian_id)
    steps.run_jobs()
    assert [unseal(one.mobile) for one in texts()] == ["14200000077"]
