"""Taking a need back, and what time does to it."""

from __future__ import annotations

from app.children.models import Child
from app.kernel import clock
from app.kernel.access import Actor, Can, Role
from app.kernel.action import action
from app.kernel.errors import NotFound
from app.kernel.scope import find
from app.needs import rules
from app.needs.events import NeedExpired, NeedWithdrawn
from app.needs.models import Need, NeedState


@action(Can.WITHDRAW_NEED)
def withdraw(actor: Actor, need_id: int, *, reason: str) -> NeedWithdrawn:
    """Take a need back before anybody was found for it."""
    need = find(Need, need_id)
    _require_own(actor, need)
    need.require("withdraw")
    need.state_reason = rules.required_reason(reason)
    need.move(NeedState.WITHDRAWN)
    return NeedWithdrawn(need_id=need.id, child_id=need.child_id)


@action(Can.EXPIRE_NEED)
def expire(actor: Actor, need_id: int) -> NeedExpired:
    """Nobody was found in time, or before the child was 18. It stays on the unmet list."""
    today = clock.today()
    need = find(Need, need_id)
    is_over = any(day is not None and day < today for day in (need.need_by, need.ends_on))
    need.require("expire")
    is_adult = need.child_id is not None and rules.is_adult(find(Child, need.child_id))
    if not (is_over or is_adult):
        raise need.already()
    need.move(NeedState.EXPIRED)
    return NeedExpired(
        need_id=need.id, child_id=need.child_id, why="grown_up" if is_adult else "time"
    )


def _require_own(actor: Actor, need: Need) -> None:
    if actor.role is not Role.GUARDIAN:
        rules.require_of_place(actor, need)
        return
    if not need.is_employment or need.guardian_id != actor.guardian_id:
        raise NotFound(f"Need {need.id}")
