"""A small county in which every text about a child is a marker that can be searched for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.children.models import Guardian
from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.scope import find
from app.matches.models import Consent, ConsentState, Match, MatchState, Origin
from app.needs.models import NeedState
from tests import builders

NAME, GIVEN, NICKNAME = "俞藏秋月", "藏秋月", "月月藏"
ID_NUMBER, ADDRESS = "330499201609010028", "第九埭门前三棵树"
GUARDIAN, MOBILE, GUARDIAN_ID = "俞藏老伯", "14299887766", "330499195001010017"
NOTE, PLACE = "藏在心里的内部说明", "藏书楼儿童之家"
MARKERS = {
    "name": NAME,
    "given": GIVEN,
    "nickname": NICKNAME,
    "id": ID_NUMBER,
    "address": ADDRESS,
    "guardian": GUARDIAN,
    "mobile": MOBILE,
    "guardian_id": GUARDIAN_ID,
    "note": NOTE,
    "place": PLACE,
}
FAMILY = {"name", "given", "nickname", "address", "guardian", "mobile", "place"}
STAFF = FAMILY | {"note"}
RELEASED = {"given", "place", "mobile"}


@dataclass(frozen=True)
class World:
    """Who may see which markers; the rest may see none."""

    child_id: int
    people: dict[str, Actor]
    allowed: dict[str, set[str]]


def lay_out() -> World:
    family = builders.guardian(mobile=MOBILE)
    _rename_guardian(family)
    child = builders.child(
        guardian_id=family,
        full_name=NAME,
        given_name=GIVEN,
        nickname=NICKNAME,
        id_number=ID_NUMBER,
        address=ADDRESS,
    )
    director = builders.actor(Role.CHILD_DIRECTOR)
    texts = {"note": NOTE, "meeting_place": PLACE, "raised_by": director.account_id}
    for state in (NeedState.DRAFT, NeedState.SUBMITTED, NeedState.ENDORSED, NeedState.OPEN):
        builders.need(child_id=child, state=state, **texts)
    helper, invited, other = builders.volunteer(), builders.volunteer(), builders.volunteer()
    served = builders.need(child_id=child, state=NeedState.MATCHED, filled=1, **texts)
    asked = builders.need(child_id=child, state=NeedState.MATCHED, filled=1, **texts)
    _match(served, family, child, helper, MatchState.CONSENTED)
    _match(asked, family, child, invited, MatchState.INVITED)
    organization = builders.organization()
    builders.offer(organization_id=organization)
    builders.job()
    people = {
        "visitor": Actor(role=Role.VISITOR),
        "director": director,
        "director of another village": builders.actor(
            Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE
        ),
        "supervisor": builders.actor(Role.CHILD_SUPERVISOR),
        "supervisor of another town": builders.actor(
            Role.CHILD_SUPERVISOR, place=builders.OTHER_VILLAGE[:9]
        ),
        "officer": builders.actor(Role.CIVIL_AFFAIRS),
        "guardian": builders.actor(Role.GUARDIAN, guardian_id=family),
        "another guardian": builders.actor(Role.GUARDIAN, guardian_id=builders.guardian()),
        "helper with consent": helper,
        "invited helper": invited,
        "another volunteer": other,
        "organisation member": builders.member(organization),
        "employer": builders.member(organization, role=Role.EMPLOYER),
        "auditor": builders.actor(Role.AUDITOR),
        "administrator": builders.actor(Role.SYSTEM_ADMINISTRATOR),
    }
    allowed = {
        "director": STAFF,
        "supervisor": STAFF,
        "officer": STAFF,
        "guardian": FAMILY,
        "helper with consent": RELEASED,
    }
    return World(child, people, allowed)


def _rename_guardian(key: int) -> None:
    with builders.world():
        row = find(Guardian, key)
        row.full_name, row.id_number = GUARDIAN, GUARDIAN_ID  # type: ignore[assignment]


def _match(need: int, family: int, child: int, helper: Actor, state: MatchState) -> None:
    today = clock.today()
    match = builders._add(
        Match(
            code=f"M2026-{need:05d}",
            need_id=need,
            volunteer_id=helper.volunteer_id,
            guardian_id=family,
            village_code=builders.VILLAGE,
            town_code=builders.VILLAGE[:9],
            origin=Origin.BY_HAND,
            proposed_at=clock.now(),
            state=state,
            score=80.0,
            parts=[],
            answer_by=clock.now() + timedelta(days=3),
            starts_on=today,
        )
    )
    if state is not MatchState.CONSENTED:
        return
    builders._add(
        Consent(
            match_id=match,
            guardian_id=family,
            child_id=child,
            village_code=builders.VILLAGE,
            recipient=helper.display_name,
            items=["given_name", "sex_and_age", "meeting_place", "contact", "guardian_mobile"],
            purpose="tutoring",
            valid_from=today,
            valid_until=today + timedelta(days=90),
            expires_at=clock.now() + timedelta(days=7),
            asked_at=clock.now(),
            state=ConsentState.GIVEN,
            answered_at=clock.now(),
        )
    )
