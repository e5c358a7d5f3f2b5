"""Proposing outside a round: by hand, in place of another, or by applying."""

from __future__ import annotations

from app.kernel import clock
from app.kernel.access import Actor, Can, Role
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.kernel.numbering import next_number
from app.kernel.scope import find
from app.matches import locks, rules, sides
from app.matches.events import MatchProposed, MatchReplaced
from app.matches.models import Match, MatchState, Origin
from app.matches.queries import market
from app.matches.results import Fit
from app.needs import queries as needs
from app.needs.models import Need
from app.providers.supply import Supply, SupplyKind


@action(Can.PROPOSE_BY_HAND)
def propose_by_hand(actor: Actor, need_id: int, *, supply_key: str) -> MatchProposed:
    """An officer names a helper; the same rules are asked, and a colleague decides."""
    need, row = find(Need, need_id), market.supply_row(supply_key)
    return _proposed(_propose(actor, need, row, origin=Origin.BY_HAND), need)


@action(Can.DECIDE)
def replace(actor: Actor, match_id: int, *, supply_key: str) -> MatchReplaced:
    """Put another helper in a proposal's place; a colleague decides on the new one."""
    old = locks.locked(match_id)
    rules.require_undecided(old)
    need = find(Need, old.need_id)
    old.decided_by, old.decided_at = actor.account_id, clock.now()
    old.move(MatchState.OVERTAKEN)
    new = _propose(actor, need, market.supply_row(supply_key), origin=Origin.BY_HAND)
    return MatchReplaced(
        match_id=old.id, need_id=need.id, child_id=need.child_id, new_match_id=new.id
    )


@action(Can.APPLY)
def apply(actor: Actor, need_id: int, *, supply_key: str | None = None) -> MatchProposed:
    """A volunteer or an organisation applies to a need, a guardian applies for a job.

    A volunteer names nothing, an organisation one of its offers, a guardian the job; the need is then
    the guardian's own wish for work.
    """
    if actor.role is Role.GUARDIAN:
        need = find(Need, need_id)
        row = _posting(SupplyKind.JOB, supply_key, is_own=need.guardian_id == actor.guardian_id)
        return _proposed(_propose(actor, need, row, origin=Origin.APPLICATION), need)
    notice, row = needs.notice(need_id), _own_supply(actor, supply_key)
    need = rules.need_without_twin(need_id, row.key, applicant=actor.account_id)
    fit = rules.require_told_fit(notice, need, row)
    return _proposed(_match(actor, need, row, fit, origin=Origin.APPLICATION), need)


def _own_supply(actor: Actor, supply_key: str | None) -> Supply:
    if actor.role is Role.VOLUNTEER:
        return market.supply_row(SupplyKind.VOLUNTEER.key(actor.volunteer_id or 0))
    row = _posting(SupplyKind.OFFER, supply_key)
    if row.holder["organization_id"] != actor.organization_id:
        raise Refused("match.not_yours", field="supply")
    return row


def _posting(kind: SupplyKind, supply_key: str | None, *, is_own: bool = True) -> Supply:
    """What is applied with, or for; `is_own`: the need beside it is the guardian's own search."""
    if supply_key is None:
        raise Refused("match.choose_offer", field="supply")
    if supply_key[:1] != kind.letter or not is_own:
        raise Refused("match.not_yours", field="supply")
    try:
        return market.supply_row(supply_key)
    except NotFound as missing:
        raise Refused("match.posting_closed", field="supply") from missing


def _propose(actor: Actor, need: Need, row: Supply, *, origin: Origin) -> Match:
    rules.need_without_twin(need.id, row.key)
    return _match(actor, need, row, rules.require_fit(need, row), origin=origin)


def _match(actor: Actor, need: Need, row: Supply, fit: Fit, *, origin: Origin) -> Match:
    match = Match(
        code=_code(),
        origin=origin,
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
        alternatives=[],
        **sides.parties(need, row),
        **fit.as_columns(),
    )
    match.begin(MatchState.PROPOSED)
    db.session.add(match)
    db.session.flush()
    return match


def _code() -> str:
    year = clock.today().year
    return f"M{year}-{next_number('M', year):05d}"


def _proposed(match: Match, need: Need) -> MatchProposed:
    return MatchProposed(
        match_id=match.id, need_id=need.id, child_id=need.child_id, origin=match.origin
    )
