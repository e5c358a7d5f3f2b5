"""What has to hold before a match may go on, asked again each time."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import unscoped
from app.matches import bridge, wording
from app.matches.bridge import EngineNeed, EngineSupply
from app.matches.models import ACTIVE_STATES, Match, MatchState, Origin
from app.matches.queries import market
from app.matches.queries.vectors import vectors
from app.matches.results import Fit
from app.needs.models import Need, NeedNotice, NeedState
from app.people.models import Appointment
from app.providers.supply import Supply

OWN_WORD_FROM = 14
"""From this age a child consents together with the guardian."""


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


def require_fit(need: Need, row: Supply) -> Fit:
    """Ask every rule about the pair as it stands now; the first that says no is the refusal."""
    today = clock.today()
    if need.state != NeedState.OPEN:
        raise Refused("match.need_taken")
    _require_able(row, today)
    wanted, offered = market.engine_need(need, today), bridge.to_supply(row, on=today)
    _require_unbroken(wanted, offered, today)
    return _fit(wanted, offered, today)


def _require_able(row: Supply, today: date) -> None:
    obstacle = row.obstacle(today)
    if obstacle is not None:
        raise obstacle


def _require_unbroken(wanted: EngineNeed, offered: EngineSupply, today: date) -> None:
    broken = bridge.broken(wanted, offered, on=today)
    if broken:
        raise wording.rule_refusal(broken[0].rule, broken[0].detail)


def _fit(wanted: EngineNeed, offered: EngineSupply, today: date) -> Fit:
    known = vectors((wanted.text, offered.text))
    return bridge.fit(wanted, offered, on=today, vectors=known)


def require_told_fit(notice: NeedNotice, need: Need, row: Supply) -> Fit:
    """Ask the rules that somebody can know who reads the notice; officers see what the others say.

    A refusal for where the family lives, for exact hours, or for whom it is kept from, would tell.
    """
    today = clock.today()
    if not notice.places_left:
        raise Refused("match.need_taken")
    _require_able(row, today)
    offered = bridge.to_supply(row, on=today)
    _require_unbroken(bridge.of_notice(notice, on=today), offered, today)
    return _fit(market.engine_need(need, today), offered, today)


def need_without_twin(need_id: int, key: str, *, applicant: int | None = None) -> Need:
    """The need of a pair that is proposed: the same pair is on its way once.

    A proposal of which an applicant was not told gives way to her own: a refusal would tell her that
    a round found the family within her radius.
    """
    with unscoped("who applies reads no need, and no other match of it"):
        need = db.session.scalars(select(Need).where(Need.id == need_id)).one()
        others = db.session.scalars(
            select(Match).where(
                Match.need_id == need_id,
                Match.state.in_((MatchState.PROPOSED, *ACTIVE_STATES)),
            )
        ).all()
        for other in others:
            if other.supply_key != key:
                continue
            if applicant is None or not _is_untold(other, applicant):
                raise Refused("match.pair_under_way", match_code=other.code)
            other.move(MatchState.OVERTAKEN)
            db.session.flush()
    return need


def _is_untold(match: Match, applicant: int) -> bool:
    is_own = match.origin == Origin.APPLICATION and match.proposed_by == applicant
    return match.state == MatchState.PROPOSED and not is_own
