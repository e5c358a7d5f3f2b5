"""Matches as their parties see them: the provider, the family, the village's director."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from flask_babel import gettext as _
from sqlalchemy import Select, case, select
from sqlalchemy.orm import selectinload

from app.children.models import Child, Guardian
from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import Audience, Why, reveal
from app.kernel.errors import NotFound, Refused
from app.kernel.pages import show_date
from app.kernel.paging import Page, paginate
from app.kernel.scope import find
from app.matches import sides
from app.matches.models import SHOWN, Consent, ConsentState, Match, MatchState
from app.matches.models.releasable import Help, fields_for
from app.matches.queries import market
from app.matches.queries.consents import behind_link, birthdays_of, consent_of, is_open
from app.matches.queries.release import Release, is_released, release_for
from app.needs import queries as needs
from app.needs.models import Need, NeedNotice
from app.offers.models import JobPosting
from app.places import queries as places

KM_A_MINUTE, WAY_STEP = 0.5, 10
"""By electric bike or bus; the way is told in steps of so many minutes."""
ORDER = case(
    {
        MatchState.INVITED: 0,
        MatchState.ACCEPTED: 1,
        MatchState.CONSENTED: 2,
        MatchState.PROPOSED: 3,
    },
    value=Match.state,
    else_=4,
)
STOPPED = {
    MatchState.REJECTED: 1,
    MatchState.OVERTAKEN: 1,
    MatchState.DECLINED: 2,
    MatchState.REFUSED: 3,
    MatchState.SUSPENDED: 4,
    MatchState.ENDED_EARLY: 4,
}
REACHED = {
    MatchState.PROPOSED: 1,
    MatchState.APPROVED: 1,
    MatchState.INVITED: 2,
    MatchState.ACCEPTED: 3,
    MatchState.CONSENTED: 4,
    MatchState.COMPLETED: 6,
}
"""How many spans of the way lie behind a match in each state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A match as one of its parties meets it in a list."""

    match: Match
    need: Need
    provider: str
    way: list[dict[str, str]]
    consent: Consent | None = None
    child: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A match in its provider's list."""

    match: Match
    notice: NeedNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a provider sees of one match; the release only after consent."""

    match: Match
    notice: NeedNotice
    need: Need | None
    """With its hours and its own words, for whoever is invited; who applied reads the notice."""
    way: list[dict[str, str]]
    posting: str | None
    release: Release | None
    opens: tuple[str, ...]
    """What a yes of the family would open, field by field."""
    was_late: bool

    @property
    def way_minutes(self) -> int | None:
        """By road, rounded up to ten: whoever is invited knows of a radius, and of no village."""
        if self.match.distance_km is None:
            return None
        return ceil(self.match.distance_km / KM_A_MINUTE / WAY_STEP) * WAY_STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a guardian is asked: who would help with what, who learns what, until when."""

    consent: Consent
    need: Need
    child: str | None
    meeting_place: str | None
    asks_child: bool
    job: JobPosting | None
    """The post an employer has in mind, when the guardian looks for work."""


def invitations(number: int) -> Page[Invited]:
    """The provider's own, those to answer first."""
    found = paginate(select(Match).order_by(ORDER, Match.answer_by, Match.id.desc()), number)
    ids = [match.need_id for match in found.items]
    told = db.session.scalars(select(NeedNotice).where(NeedNotice.need_id.in_(ids)))
    notices = {one.need_id: one for one in told}
    rows = [Invited(match=match, notice=notices[match.need_id]) for match in found.items]
    return Page(rows, found.number, found.size, found.total)


def invitation(actor: Actor, match_id: int) -> Invitation:
    match = find(Match, match_id)
    row, notice = sides.supply_of(match), needs.notice(match.need_id)
    return Invitation(
        match=match,
        notice=notice,
        need=needs.own(match.need_id),
        way=way(match, turn=MatchState.INVITED),
        posting=row.posting_title,
        release=release_for(actor, match_id) if is_released(actor, match) else None,
        opens=tuple(one.field for one in fields_for(Help.of(notice))),
        was_late=match.answer_by is not None and match.answer_by <= clock.now(),
    )


def family(actor: Actor, number: int) -> Page[Journey]:
    """Help for this family; the guardian's own children by name."""
    wanted = select(Match).where(Match.state.in_(SHOWN)).order_by(ORDER, Match.id.desc())
    return _journeys_of(actor, wanted, number)


def village(actor: Actor, number: int) -> Page[Journey]:
    """The matches of the director's village, those where the family is asked first."""
    first = case(
        {MatchState.ACCEPTED: 0, MatchState.INVITED: 1, MatchState.CONSENTED: 2},
        value=Match.state,
        else_=3,
    )
    wanted = select(Match).where(Match.state.in_(SHOWN)).order_by(first, Match.id.desc())
    return _journeys_of(actor, wanted, number)


def _journeys_of(actor: Actor, wanted: Select[tuple[Match]], number: int) -> Page[Journey]:
    found = paginate(wanted, number)
    rows = _journeys(actor, found.items, turn=MatchState.ACCEPTED)
    return Page(rows, found.number, found.size, found.total)


def by_text(actor: Actor) -> set[int]:
    """Guardians of the village whose number can carry a question."""
    own = Guardian.village_code == (actor.place or "")
    return {
        one.id for one in db.session.scalars(select(Guardian).where(own)) if one.has_usable_number
    }


def village_match(actor: Actor, match_id: int) -> Journey:
    match = find(Match, match_id)
    if match.state not in SHOWN:
        raise NotFound(f"Match {match_id} for its village")
    return _journeys(actor, [match], turn=MatchState.ACCEPTED)[0]


def who_asks(token: str) -> str:
    """Code of the town whose office asks: all that is shown before the birthday."""
    with behind_link(token) as consent:
        return places.place(consent.village_code).town_code


def question(token: str, born_on: date | None) -> Question:
    """The question behind a link, for whoever holds it and knows the birthday."""
    with behind_link(token) as consent:
        if born_on not in birthdays_of(consent):
            raise Refused("consent.over")
        need = find(Need, consent.match.need_id)
        # The link stands for the guardian: what it shows is the guardian's own child.
        holder = Actor(role=Role.GUARDIAN, guardian_id=consent.guardian_id)
        return asked_of(holder, consent, need)


def own_question(actor: Actor, match_id: int) -> Question:
    """The same question for a guardian who is signed in."""
    match = find(Match, match_id)
    return asked_of(actor, consent_of(match.id), find(Need, match.need_id))


def asked_of(holder: Actor, consent: Consent, need: Need) -> Question:
    """What the guardian is asked, opened for the guardian or for the village's director."""
    child = place = None
    if need.child_id is not None:
        row = find(Child, need.child_id)
        audience, why = _eyes(holder)
        child = reveal(holder, row, "given_name", audience=audience, why=why).given_name
        place = reveal(holder, need, "meeting_place", audience=audience, why=why).meeting_place
    return Question(
        consent=consent,
        need=need,
        child=child,
        meeting_place=place,
        asks_child=need.child_id is not None,
        job=_job(consent.match),
    )


def _job(match: Match) -> JobPosting | None:
    if match.job_id is None:
        return None
    return find(JobPosting, match.job_id)


def way(match: Match, *, turn: MatchState) -> list[dict[str, str]]:
    """A match's way from proposal to help, as a parcel's; `turn` is when it is the reader's."""
    state = MatchState(match.state)
    moments = (match.proposed_at, match.decided_at, match.answered_at, match.consented_at)
    words = _work_words() if match.job_id is not None else _help_words()
    steps = list(zip(words, (*moments, None, None), strict=True))
    if state in STOPPED or state == MatchState.LAPSED:
        at = STOPPED.get(state, 3 if match.answered_at else 2)
        marks = ["done"] * at + ["stopped"] + ["todo"] * (len(steps) - at - 1)
    else:
        at = REACHED[state]
        now = "mine" if state == turn else "now"
        marks = ["done"] * at + ([now] if at < len(steps) else [])
        marks += ["todo"] * (len(steps) - len(marks))
    return [
        {
            "text": text,
            "state": mark,
            **({"when": show_date(when)} if when and mark == "done" else {}),
        }
        for (text, when), mark in zip(steps, marks, strict=True)
    ]


def _help_words() -> tuple[str, ...]:
    return (
        _("Helper found"),
        _("Civil affairs says yes"),
        _("Helper says yes"),
        _("Family says yes"),
        _("Help under way"),
        _("Help completed"),
    )


def _work_words() -> tuple[str, ...]:
    return (
        _("A fit is found"),
        _("Civil affairs says yes"),
        _("Employer says yes"),
        _("Guardian says yes"),
        _("Getting to know each other"),
        _("Settled"),
    )


def _journeys(actor: Actor, found: Sequence[Match], *, turn: MatchState) -> list[Journey]:
    needs = _needs(found)
    names = market.supply_names(match.supply_key for match in found)
    consents = {
        one.match_id: one
        for one in db.session.scalars(
            select(Consent)
            .where(Consent.match_id.in_([match.id for match in found]))
            .options(selectinload(Consent.sheets))
        )
    }
    children = _children(actor, needs.values())
    return [
        Journey(
            match=match,
            need=needs[match.need_id],
            provider=names[match.supply_key],
            way=way(match, turn=turn),
            consent=consents.get(match.id),
            child=children.get(needs[match.need_id].child_id),
        )
        for match in found
    ]


def _children(actor: Actor, needs: Iterable[Need]) -> dict[int | None, str]:
    """Given names of the children in a list: own children, or those of the director's village."""
    audience, why = _eyes(actor)
    ids = {need.child_id for need in needs if need.child_id is not None}
    rows = db.session.scalars(select(Child).where(Child.id.in_(ids)))
    return {
        row.id: reveal(actor, row, "given_name", audience=audience, why=why).given_name
        for row in rows
    }


def _eyes(actor: Actor) -> tuple[Audience, Why]:
    if actor.role is Role.GUARDIAN:
        return Audience.GUARDIAN, Why.OWN_CHILD
    return Audience.CHILD_DIRECTOR, Why.DUTY


def _needs(found: Iterable[Match]) -> dict[int, Need]:
    ids = [match.need_id for match in found]
    rows = db.session.scalars(select(Need).where(Need.id.in_(ids)))
    return {need.id: need for need in rows}


def can_be_asked(consent: Consent | None) -> bool:
    return consent is not None and is_open(consent)


def is_given(consent: Consent | None) -> bool:
    return consent is not None and consent.state == ConsentState.GIVEN
