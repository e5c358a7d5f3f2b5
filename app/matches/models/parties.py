"""What the parties of a match see through it, and settle: its need, and the supply behind it."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from app.kernel.access import PROVIDERS, Actor, Role
from app.kernel.scope import may_change, may_read
from app.matches.models.match import (
    ACTIVE_STATES,
    SUPPLIES,
    Match,
    MatchState,
)
from app.needs.models import Need, NeedNotice
from app.providers.models import Organization

FAMILY_SIDE = (Role.GUARDIAN, Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR)
SETTLING = (Role.GUARDIAN, Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR)
INVITED = (
    MatchState.INVITED,
    MatchState.ACCEPTED,
    MatchState.CONSENTED,
    MatchState.SUSPENDED,
    MatchState.COMPLETED,
)
"""States in which a provider reads the need itself."""
SHOWN = tuple(
    state
    for state in MatchState
    if state not in (MatchState.PROPOSED, MatchState.OVERTAKEN, MatchState.REJECTED)
)
"""States in which a family may know who is meant."""


def _own(actor: Actor, column: Any, *states: MatchState) -> Select[Any]:
    """This column of the actor's matches, in these states or in all."""
    wanted = select(column).where(Match.visible_to(actor), column.is_not(None))
    return (wanted.where(Match.state.in_(states)) if states else wanted).correlate(None)


@may_read(Need)
def need_of_an_invitation(actor: Actor) -> ColumnElement[bool] | None:
    """A provider reads what it is invited to; before, and after a no, the notice alone."""
    if actor.role not in PROVIDERS:
        return None
    return Need.id.in_(_own(actor, Match.need_id, *INVITED))


@may_read(NeedNotice)
def notice_of_a_match(actor: Actor) -> ColumnElement[bool] | None:
    """What was applied for or invited to, whether or not a list still shows it."""
    if actor.role not in PROVIDERS:
        return None
    return NeedNotice.need_id.in_(_own(actor, Match.need_id))


@may_change(Need)
def need_under_way(actor: Actor) -> ColumnElement[bool] | None:
    """A provider who says no gives the need its place back."""
    if actor.role not in PROVIDERS:
        return None
    return Need.id.in_(_own(actor, Match.need_id, *ACTIVE_STATES))


HELPING: dict[type[Any], Any] = {**SUPPLIES, Organization: Match.organization_id}


def _supply(model: type[Any], actor: Actor) -> ColumnElement[bool] | None:
    """The family and those who look after it read who helps, also where a list shows it no more."""
    if actor.role not in FAMILY_SIDE:
        return None
    found: ColumnElement[bool] = model.id.in_(_own(actor, HELPING[model], *SHOWN))
    return found


def _under_way(model: type[Any], actor: Actor) -> ColumnElement[bool] | None:
    """Whose no, or whose withdrawal, gives the supply its place back."""
    if actor.role not in SETTLING:
        return None
    found: ColumnElement[bool] = model.id.in_(_own(actor, HELPING[model], *ACTIVE_STATES))
    return found


for _model in HELPING:
    may_read(_model)(partial(_supply, _model))
    if _model is not Organization:
        may_change(_model)(partial(_under_way, _model))
