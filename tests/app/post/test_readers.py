"""Who reads which letter about needs and providers, and that no letter gives a child away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.scope import act_as, unscoped
from app.needs import events as need_events
from app.needs import jobs as need_jobs
from app.needs.models import Need, NeedState
from app.post.models import Letter
from app.providers import jobs as provider_jobs
from app.providers.events import OrganizationRegistered, ProviderDecided, VolunteerRegistered
from app.providers.models import Organization, ProviderState
from tests import builders


def written() -> list[tuple[str, int, str | None, dict[str, Any]]]:
    with unscoped("a test looks"):
        found = db.session.execute(
            select(Letter.event, Letter.account_id, Letter.link, Letter.values).order_by(Letter.id)
        ).all()
    db.session.rollback()
    return [(event, reader, link, values) for event, reader, link, values in found]


def readers(event: str) -> list[int]:
    return [reader for name, reader, _link, _values in written() if name == event]


def need_of(director: Actor, state: NeedState, **fields: Any) -> dict[str, int]:
    child = builders.child()
    key = builders.need(child_id=child, raised_by=director.account_id, state=state, **fields)
    return {"need_id": key, "child_id": child}


def follow(app: Flask, handler: Any, event: Any) -> None:
    """What the worker does with a job, once more each time it is called."""
    with app.app_context():
        act_as(SYSTEM)
        handler(event)


def test_a_submitted_need_is_told_to_its_towns_supervisor_alone(app: Flask):
    director = builders.actor(Role.CHILD_DIRECTOR)
    supervisor = builders.actor(Role.CHILD_SUPERVISOR)
    builders.actor(Role.CHILD_SUPERVISOR, place=builders.OTHER_VILLAGE[:9])
    builders.actor(Role.CIVIL_AFFAIRS)
    need = need_of(director, NeedState.SUBMITTED)
    event = need_events.NeedSubmitted(**need)
    follow(app, need_jobs.tell_of_submitted, event)
    ((name, reader, link, _values),) = written()
    assert (name, reader) == ("need_submitted", supervisor.account_id)
    assert link == f"/desk/needs/{need['need_id']}"


@pytest.mark.parametrize(("is_submitted", "letters"), [(True, 1), (False, 0)])
def test_a_raised_need_is_told_once_it_is_handed_in(app: Flask, is_submitted: bool, letters: int):
    director = builders.actor(Role.CHILD_DIRECTOR)
    builders.actor(Role.CHILD_SUPERVISOR)
    need = need_of(director, NeedState.SUBMITTED if is_submitted else NeedState.DRAFT)
    event = need_events.NeedRaised(**need, is_submitted=is_submitted)
    follow(app, need_jobs.tell_of_raised, event)
    assert len(written()) == letters


def test_an_endorsed_need_is_told_to_every_officer(app: Flask):
    director = builders.actor(Role.CHILD_DIRECTOR)
    officers = [builders.actor(Role.CIVIL_AFFAIRS).account_id for _number in range(2)]
    event = need_events.NeedEndorsed(**need_of(director, NeedState.ENDORSED))
    follow(app, need_jobs.tell_of_endorsed, event)
    assert readers("need_endorsed") == officers


@pytest.mark.parametrize(
    ("kind", "handler", "state"),
    [
        (need_events.NeedReturned, need_jobs.tell_of_returned, NeedState.RETURNED),
        (need_events.NeedApproved, need_jobs.tell_of_approved, NeedState.OPEN),
        (need_events.NeedRejected, need_jobs.tell_of_rejected, NeedState.REJECTED),
    ],
)
def test_a_decision_is_told_to_whoever_raised_the_need(
    app: Flask, kind: Any, handler: Any, state: NeedState
):
    director = builders.actor(Role.CHILD_DIRECTOR)
    builders.actor(Role.CHILD_DIRECTOR)
    event = kind(**need_of(director, state, state_reason="小禾的情况请再核实。"))
    follow(app, handler, event)
    assert [reader for _name, reader, _link, _values in written()] == [director.account_id]


def test_a_job_that_runs_twice_writes_once_and_a_later_return_writes_again(app: Flask):
    director = builders.actor(Role.CHILD_DIRECTOR)
    event = need_events.NeedReturned(**need_of(director, NeedState.RETURNED))
    follow(app, need_jobs.tell_of_returned, event)
    follow(app, need_jobs.tell_of_returned, event)
    assert len(written()) == 1
    with builders.world():
        db.session.get_one(Need, event.need_id).state_reason = "再改一改"
    follow(app, need_jobs.tell_of_returned, event)
    assert len(written()) == 2


def test_no_letter_of_a_need_gives_the_child_away(app: Flask):
    director = builders.actor(Role.CHILD_DIRECTOR)
    event = need_events.NeedReturned(
        **need_of(director, NeedState.RETURNED, state_reason="小禾的情况请再核实。")
    )
    follow(app, need_jobs.tell_of_returned, event)
    ((_name, _reader, _link, values),) = written()
    told = json.dumps(values, ensure_ascii=False)
    for secret in ("小禾", "TX-C-", "爷爷奶奶", "儿童之家", "left_behind", "14200000001"):
        assert secret not in told


def test_new_providers_are_told_to_the_officers(app: Flask):
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    volunteer = builders.volunteer(name="周桂芳", state=ProviderState.APPLIED)
    organization = builders.organization(state=ProviderState.APPLIED)
    follow(
        app,
        provider_jobs.tell_of_volunteer,
        VolunteerRegistered(volunteer_id=volunteer.volunteer_id, account_id=volunteer.account_id),
    )
    follow(
        app,
        provider_jobs.tell_of_organization,
        OrganizationRegistered(organization_id=organization, account_id=officer.account_id),
    )
    assert [(name, reader, link) for name, reader, link, _values in written()] == [
        (
            "volunteer_registered",
            officer.account_id,
            f"/vetting/volunteers/{volunteer.volunteer_id}",
        ),
        ("organization_registered", officer.account_id, f"/vetting/organizations/{organization}"),
    ]
    assert "周桂芳" not in json.dumps([values for *_rest, values in written()], ensure_ascii=False)


def test_a_decision_is_told_to_the_provider_and_nobody_else(app: Flask):
    mine, other = builders.volunteer(), builders.volunteer()
    follow(
        app,
        provider_jobs.tell_of_decision,
        ProviderDecided(volunteer_id=mine.volunteer_id, organization_id=None, state="active"),
    )
    assert readers("provider_decided") == [mine.account_id]
    assert other.account_id not in readers("provider_decided")


def test_a_decision_on_an_organisation_is_told_to_all_its_people(app: Flask):
    key = builders.organization()
    people = [builders.member(key).account_id, builders.member(key, role=Role.EMPLOYER).account_id]
    builders.member(builders.organization())
    with builders.world():
        db.session.get_one(Organization, key).state_reason = "证书已过期。"
    follow(
        app,
        provider_jobs.tell_of_decision,
        ProviderDecided(volunteer_id=None, organization_id=key, state="suspended"),
    )
    assert readers("provider_decided") == people
    assert written()[0][3]["reason"] == "证书已过期。"
