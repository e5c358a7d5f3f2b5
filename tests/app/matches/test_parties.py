"""What the parties of a match see through it, and nobody else; what they settle, and for how long."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden
from app.matches.actions import approve, decline
from app.matches.models import MatchState
from app.needs.models import Need, NeedState, Visibility
from app.offers.models import JobPosting, OfferState
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import change


def keys(model: Any, who: Actor) -> list[int]:
    """The rows of a model in somebody's scope."""
    return list(
        steps.act(lambda _who: db.session.scalars(select(model.id).order_by(model.id)).all(), who)
    )


def family(at: steps.Scene) -> Actor:
    return builders.actor(Role.GUARDIAN, guardian_id=at.guardian_id)


@pytest.mark.parametrize("visibility", Visibility)
def test_who_is_invited_reads_that_need_and_no_other_that_no_list_shows(
    app: Flask, visibility: Visibility
) -> None:
    at = steps.scene()
    steps.invited(at)
    change(Need, at.need_id, visibility=visibility, state=NeedState.IN_SERVICE)
    builders.need(visibility="restricted")
    builders.need(state=NeedState.IN_SERVICE, filled=1)
    assert keys(Need, at.volunteer) == [at.need_id]
    assert keys(Need, builders.volunteer()) == []


def test_a_proposal_shows_its_need_to_nobody_who_was_not_asked(app: Flask) -> None:
    at = steps.scene()
    steps.proposed(at)
    change(Need, at.need_id, visibility="restricted")
    assert keys(Need, at.volunteer) == []


def test_a_family_reads_who_helps_once_somebody_was_asked(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.proposed(at)
    others = (family(at), at.director, builders.actor(Role.CHILD_SUPERVISOR))
    assert [keys(Volunteer, who) for who in others] == [[], [], []]
    steps.act(approve, at.officer, match_id)
    builders.volunteer()
    assert [keys(Volunteer, who) for who in others] == [[at.volunteer.volunteer_id]] * 3


def test_neighbours_read_nothing_of_who_helps(app: Flask) -> None:
    at = steps.scene()
    steps.invited(at)
    neighbours = [
        builders.actor(Role.GUARDIAN, guardian_id=builders.guardian()),
        builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE),
        builders.actor(Role.CHILD_SUPERVISOR, place=builders.OTHER_VILLAGE[:9]),
        builders.volunteer(),
        builders.member(builders.organization()),
        builders.actor(Role.AUDITOR),
    ]
    seen = [keys(Volunteer, who) for who in neighbours]
    assert all(at.volunteer.volunteer_id not in found for found in seen)


def test_a_paused_job_is_read_by_the_guardian_whose_match_it_is(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    meant, other = builders.job(), builders.job()
    change(steps.Match, match_id, volunteer_id=None, job_id=meant)
    for key in (meant, other):
        change(JobPosting, key, state=OfferState.PAUSED)
    assert keys(JobPosting, family(at)) == [meant]


def write(who: Actor, model: Any, key: int | None, **fields: Any) -> None:
    def set_fields(_who: Actor) -> None:
        row = db.session.scalars(select(model).where(model.id == key)).one()
        for name, value in fields.items():
            setattr(row, name, value)
        db.session.flush()

    steps.act(set_fields, who)


def test_what_a_match_shows_is_settled_only_while_it_is_under_way(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    change(Need, at.need_id, visibility="restricted")
    write(at.volunteer, Need, at.need_id, filled=0)
    write(at.director, Volunteer, at.volunteer.volunteer_id, load=0)
    steps.put(match_id, MatchState.COMPLETED)
    with pytest.raises(Forbidden, match=r"scope\.write"):
        write(at.volunteer, Need, at.need_id, filled=0)
    with pytest.raises(Forbidden, match=r"scope\.write"):
        write(at.director, Volunteer, at.volunteer.volunteer_id, load=0)


def test_a_supervisor_of_elsewhere_writes_nothing_of_who_helps(app: Flask) -> None:
    at = steps.scene()
    steps.invited(at)
    elsewhere = builders.actor(Role.CHILD_SUPERVISOR, place=builders.OTHER_VILLAGE[:9])
    with pytest.raises(NoResultFound):
        write(elsewhere, Volunteer, at.volunteer.volunteer_id, load=0)


def test_a_restricted_need_is_given_back_by_who_says_no(app: Flask) -> None:
    at = steps.scene()
    match_id = steps.invited(at)
    change(Need, at.need_id, visibility="restricted")
    steps.act(decline, at.volunteer, match_id, reason="no_time")
    assert steps.need(at.need_id).filled == 0
