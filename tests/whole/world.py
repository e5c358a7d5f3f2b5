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
from tests import given

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
    family = given.guardian(mobile=MOBILE)
    _rename_guardian(family)
    child = given.child(
        guardian_id=family,
        full_name=NAME,
        given_name=GIVEN,
        nickname=NICKNAME,
        id_number=ID_NUMBER,
        address=ADDRESS,
    )
    director = given.actor(Role.CHILD_DIRECTOR)
    texts = {"note": NOTE, "meeting_place": PLACE, "raised_by": director.account_id}
    for state in (NeedState.DRAFT, NeedState.SUBMITTED, NeedState.ENDORSED, NeedState.OPEN):
        given.need(child_id=child, state=state, **texts)
    helper, invited, other = given.volunteer(), given.volunteer(), given.volunteer()
    served = given.need(child_id=child, state=NeedState.MATCHED, filled=1, **texts)
    asked = given.need(child_id=child, state=NeedState.MATCHED, filled=1, **texts)
    _match(served, family, child, helper, MatchState.CONSENTED)
    _match(asked, family, child, invited, MatchState.INVITED)
    organization = given.organization()
    given.offer(organization_id=organization)
    given.job()
    people = {
        "visitor": Actor(role=Role.VISITOR),
        "director": director,
        "director of another village": given.actor(Role.CHILD_DIRECTOR, place=given.OTHER_VILLAGE),
        "supervisor": given.actor(Role.CHILD_SUPERVISOR),
        "supervisor of another town": given.actor(
            Role.CHILD_SUPERVISOR, place=given.OTHER_VILLAGE[:9]
        ),
        "officer": given.actor(Role.CIVIL_AFFAIRS),
        "guardian": given.actor(Role.GUARDIAN, guardian_id=family),
        "another guardian": given.actor(Role.GUARDIAN, guardian_id=given.guardian()),
        "helper with consent": helper,
        "invited helper": invited,
        "another volunteer": other,
        "organisation member": given.member(organization),
        "employer": given.member(organization, role=Role.EMPLOYER),
        "auditor": given.actor(Role.AUDITOR),
        "administrator": given.actor(Role.SYSTEM_ADMINISTRATOR),
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
    with given.world():
        row = find(Guardian, key)
        row.full_name, row.id_number = GUARDIAN, GUARDIAN_ID  # type: ignore[assignment]


def _match(need: int, family: int, child: int, helper: Actor, state: MatchState) -> None:
    today = clock.today()
    match = given._add(
        Match(
            code=f"M2026-{need:05d}",
            need_id=need,
            volunteer_id=helper.volunteer_id,
            guardian_id=family,
            village_code=given.VILLAGE,
            town_code=given.VILLAGE[:9],
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
    given._add(
        Consent(
            match_id=match,
            guardian_id=family,
            child_id=child,
            village_code=given.VILLAGE,
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
