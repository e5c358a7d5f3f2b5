"""An officer's decisions: approve, many plain ones at once, take back, reject; and the invitation."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel import calendar, clock, options
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.errors import NotFound, Refused
from app.matches import locks, openings, rules, sides, wording
from app.matches.events import (
    ApprovalTakenBack,
    MatchApproved,
    MatchesApproved,
    MatchInvited,
    MatchRejected,
)
from app.matches.models import Match, MatchState

OTHER = "other"


@action(Can.DECIDE)
def approve(actor: Actor, match_id: int) -> MatchApproved:
    """Approve: every rule is asked again and both places are taken. The invitation follows."""
    match = locks.locked(match_id)
    _approve(actor, match)
    return MatchApproved(match_id=match.id, need_id=match.need_id, child_id=match.need.child_id)


@action(Can.DECIDE)
def approve_many(actor: Actor, match_ids: Sequence[int]) -> MatchesApproved:
    """Approve plain proposals together: all of them, or none and the first that stands in the way."""
    if not match_ids:
        raise Refused("match.none_chosen")
    for match in locks.locked_all(match_ids):
        try:
            if match.state == MatchState.PROPOSED and not match.is_plain:
                raise Refused("match.not_plain")
            _approve(actor, match)
        except Refused as refusal:
            raise Refused(
                "match.many_stopped", match_code=match.code, why=wording.nested(refusal)
            ) from refusal
    return MatchesApproved(match_ids=tuple(sorted(set(match_ids))))


@action(Can.DECIDE)
def take_back(actor: Actor, match_id: int) -> ApprovalTakenBack:
    """Think better of it before the invitation has left: both places are free, nobody was told."""
    match = locks.locked(match_id)
    match.require("take_back")
    if match.decided_by != actor.account_id:
        raise Refused("match.anothers_decision")
    openings.give_back(sides.supply_of(match), locks.need_of(match))
    match.move(MatchState.PROPOSED)
    match.decided_by = match.decided_at = None
    return ApprovalTakenBack(match_id=match.id, need_id=match.need_id, child_id=match.need.child_id)


@action(Can.INVITE)
def invite(actor: Actor, match_id: int) -> MatchInvited:
    """The seconds are over: the provider is asked, and other proposals for a full need go."""
    match = locks.locked(match_id)
    match.require("invite")
    need = locks.need_of(match)
    sides.supply_of(match).provider.invited += 1
    now = clock.now()
    match.move(MatchState.INVITED)
    match.answer_by = calendar.add_working_days(now, options.value("answer_working_days"))
    openings.overtake_others(need, kept=match)
    return MatchInvited(match_id=match.id, need_id=need.id, child_id=need.child_id)


@action(Can.DECIDE)
def reject(actor: Actor, match_id: int, *, reason: str, remark: str | None = None) -> MatchRejected:
    """Say no to a proposal; the same pair is not proposed for this need again."""
    match = locks.locked(match_id)
    rules.require_undecided(match)
    if reason == OTHER and not (remark or "").strip():
        raise Refused("match.reason_missing", field="remark")
    match.move(MatchState.REJECTED)
    match.decided_by, match.decided_at = actor.account_id, clock.now()
    match.reason, match.remark = reason, (remark or "").strip() or None
    return MatchRejected(
        match_id=match.id, need_id=match.need_id, child_id=match.need.child_id, reason=reason
    )


def _approve(actor: Actor, match: Match) -> None:
    rules.require_undecided(match)
    need = locks.need_of(match)
    rules.require_four_eyes(actor, match, need)
    try:
        row = sides.supply_of(match)
    except NotFound as missing:
        raise Refused("match.posting_closed") from missing
    rules.require_fit(need, row)
    need.fill()
    row.reserve()
    match.move(MatchState.APPROVED)
    match.decided_by, match.decided_at = actor.account_id, clock.now()
