"""What has to hold before a match may go on, asked again each time; and giving places back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.scope import unscoped
from app.matches import bridge, wording
from app.matches.models import ACTIVE_STATES, Match, MatchState
from app.matches.queries import market
from app.matches.queries.market import SupplyRow
from app.matches.queries.vectors import vectors
from app.matches.results import Fit
from app.needs.models import Need, NeedState
from app.offers.models import JobPosting, Offer, OfferState
from app.people.models import Appointment
from app.providers.models import Organization, ProviderState, Volunteer

OWN_WORD_FROM = 14
"""From this age a child consents together with the guardian."""
HELD = (Organization, Volunteer, Offer, JobPosting, Need)
"""What an approval or an ending changes beside the match, in the order in which it is held."""
PARTIES = (Match.organization_id, Match.volunteer_id, Match.offer_id, Match.job_id, Match.need_id)


def locked(match_id: int) -> Match:
    """The match, held until the transaction ends, so that the second of two sees what the first did."""
    return locked_all([match_id])[0]


def locked_all(match_ids: Iterable[int]) -> list[Match]:
    """Matches with all that they change, held until the transaction ends, in the order of numbers.

    Everybody takes them in one order: organisations and volunteers, then postings, then needs, then
    the matches. Whoever comes second waits, reads what the first has written, and goes on.
    """
    ids = sorted(set(match_ids))
    parties = db.session.execute(select(*PARTIES).where(Match.id.in_(ids))).all()
    for at, model in enumerate(HELD):
        keys = {row[at] for row in parties} - {None}
        if keys:
            _hold(model, keys)
    found = _hold(Match, ids)
    if len(found) != len(ids):
        raise NotFound(f"Match {ids}")
    return found


def _hold(model: type[Any], keys: Collection[int]) -> list[Any]:
    wanted = select(model).where(model.id.in_(keys)).order_by(model.id)
    # Their keys stay free: a round may write proposals for them meanwhile.
    rows = wanted.with_for_update(key_share=True)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def need_of(match: Match) -> Need:
    """The need of a match, held until the transaction ends, whether or not a list shows it."""
    wanted = select(Need).where(Need.id == match.need_id)
    return db.session.scalars(wanted.with_for_update(key_share=True)).one()


def require_undecided(match: Match) -> None:
    """Refuse with what happened, when and by whom."""
    if match.state == MatchState.PROPOSED:
        return
    if match.state == MatchState.OVERTAKEN or match.decided_at is None:
        raise Refused("match.overtaken")
    raise Refused(
        "match.already_decided",
        when=wording.at(match.decided_at),
        who=wording.labelled("role", "civil_affairs"),
        what=wording.labelled("match_state", match.state),
    )


def require_four_eyes(actor: Actor, match: Match, need: Need) -> None:
    """Never one's own proposal, never for one's own organisation, family, self or raised need."""
    if match.proposed_by is not None and match.proposed_by == actor.account_id:
        raise Refused("match.own_proposal")
    if need.raised_by == actor.account_id or _has_hat_in(actor, match):
        raise Refused("match.conflict")


def _has_hat_in(actor: Actor, match: Match) -> bool:
    hats = db.session.scalars(
        select(Appointment).where(Appointment.account_id == actor.account_id)
    ).all()
    return any(
        hat.guardian_id == match.guardian_id
        or (hat.volunteer_id is not None and hat.volunteer_id == match.volunteer_id)
        or (hat.organization_id is not None and hat.organization_id == match.organization_id)
        for hat in hats
    )


def require_fit(need: Need, row: SupplyRow) -> Fit:
    """Ask every rule about the pair as it stands now; the first that says no is the refusal."""
    today = clock.today()
    if need.state != NeedState.OPEN:
        raise Refused("match.need_taken")
    require_ready(row, today)
    wanted, offered = market.engine_need(need, today), market.engine_supply(row, today)
    broken = bridge.broken(wanted, offered, on=today)
    if broken:
        raise wording.rule_refusal(broken[0].rule, broken[0].detail)
    known = vectors((wanted.text, offered.text))
    return bridge.fit(wanted, offered, on=today, vectors=known)


def require_ready(row: SupplyRow, today: date) -> None:
    """Vetted, and if it is a posting, published."""
    if isinstance(row, Volunteer):
        if not row.is_vetted(today):
            raise Refused("match.not_vetted")
        if row.is_paused(today):
            raise Refused("match.paused")
        return
    if row.state != OfferState.PUBLISHED:
        raise Refused("match.posting_closed")
    if row.organization.state != ProviderState.ACTIVE:
        raise Refused("match.not_vetted")


def is_vetted_still(match: Match, row: SupplyRow, need: Need) -> bool:
    """Whether the provider may still meet the child today."""
    today = clock.today()
    if isinstance(row, Volunteer):
        return row.is_vetted(today)
    organization = row.organization
    if organization.state != ProviderState.ACTIVE:
        return False
    has_contact = need.direct_contact or (isinstance(row, Offer) and row.direct_contact)
    if not has_contact or match.job_id is not None:
        return True
    until = organization.record_check_until
    return until is not None and until >= today


def require_no_twin(need_id: int, key: str) -> None:
    """The same pair is on its way once."""
    with unscoped("the same pair is on its way once"):
        others = db.session.scalars(
            select(Match).where(
                Match.need_id == need_id,
                Match.state.in_((MatchState.PROPOSED, *ACTIVE_STATES)),
            )
        ).all()
    for other in others:
        if other.supply_key == key:
            raise Refused("match.pair_under_way", match_code=other.code)


def supply_of(match: Match) -> SupplyRow:
    return market.supply_row(match.supply_key)


def provider_of(row: SupplyRow) -> Volunteer | Organization:
    """Who keeps the record of services and invitations."""
    return row if isinstance(row, Volunteer) else row.organization


def provider_name(row: SupplyRow) -> str:
    """The name a family is shown: an organisation's, or a volunteer's display name."""
    if not isinstance(row, Volunteer):
        return row.organization.name
    return market.volunteer_names([row.id])[row.id]


def give_back(row: SupplyRow, need: Need) -> None:
    """Return both places, so that somebody else may be found."""
    row.release()
    need.vacate()


def overtake_others(need: Need, *, kept: Match) -> None:
    """Once the last place is taken, the need's other proposals need no decision."""
    if need.state == NeedState.OPEN:
        return
    others = select(Match).where(
        Match.need_id == need.id, Match.state == MatchState.PROPOSED, Match.id != kept.id
    )
    for other in db.session.scalars(others):
        other.move(MatchState.OVERTAKEN)


def sides(need: Need, row: SupplyRow) -> dict[str, Any]:
    """Who is brought together, and where that is, for the scope."""
    return {
        "need_id": need.id,
        "volunteer_id": row.id if isinstance(row, Volunteer) else None,
        "offer_id": row.id if isinstance(row, Offer) else None,
        "job_id": row.id if isinstance(row, JobPosting) else None,
        "organization_id": None if isinstance(row, Volunteer) else row.organization_id,
        "guardian_id": need.guardian_id,
        "village_code": need.village_code,
        "town_code": need.town_code,
    }


def told(fit: Fit) -> dict[str, Any]:
    """What the engine says of the pair."""
    return {
        "score": fit.score,
        "probability": fit.probability,
        "parts": fit.parts,
        "distance_km": fit.distance_km,
        "overlap_minutes": fit.overlap_minutes,
    }
