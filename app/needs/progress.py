"""A need's way from the village to the end of the service, drawn like a parcel's."""

from __future__ import annotations

from typing import Any

from app.kernel import words
from app.kernel.pages import show_date
from app.needs.models import Need, NeedState

ORDER = ("submitted", "endorsed", "open", "matched", "consented", "in_service", "fulfilled")
AT_STATE = {
    NeedState.DRAFT: 0,
    NeedState.RETURNED: 0,
    NeedState.SUBMITTED: 1,
    NeedState.ENDORSED: 2,
    NeedState.OPEN: 3,
    NeedState.MATCHED: 3,
    NeedState.IN_SERVICE: 5,
    NeedState.FULFILLED: 7,
}
AT_MATCH = {
    "proposed": 3,
    "approved": 3,
    "invited": 3,
    "accepted": 4,
    "consented": 5,
    "suspended": 5,
    "completed": 7,
}
ASKS = (NeedState.DRAFT, NeedState.RETURNED)


def need_steps(need: Need, match_state: str | None = None) -> list[dict[str, Any]]:
    """The steps for `way`: text, state, when and note.

    `match_state` is the state of the match that has come farthest, for those who may know of it.
    """
    state = NeedState(need.state)
    if state not in AT_STATE:
        return _stopped(need, state)
    at = AT_STATE[state]
    if state in (NeedState.OPEN, NeedState.MATCHED) and match_state in AT_MATCH:
        at = AT_MATCH[match_state]
    return [
        _step(need, name, _colour(index, at, state), note=_now(need, match_state, at, index))
        for index, name in enumerate(ORDER)
    ]


def _colour(index: int, at: int, state: NeedState) -> str:
    if index < at:
        return "done"
    if index > at:
        return "todo"
    return "mine" if state in ASKS else "now"


def _now(need: Need, match_state: str | None, at: int, index: int) -> str | None:
    if index != at:
        return None
    if need.state == NeedState.RETURNED:
        return need.state_reason
    is_known = need.state in (NeedState.OPEN, NeedState.MATCHED) and match_state in AT_MATCH
    return words.label("way_now", match_state if is_known and match_state else need.state)


def _stopped(need: Need, state: NeedState) -> list[dict[str, Any]]:
    """As far as it came, and where it stopped."""
    reached = [name for name in ORDER[:3] if _when(need, name) is not None]
    end = {
        "text": words.label("need_state", state),
        "state": "stopped",
        "when": None,
        "note": need.state_reason,
    }
    return [*(_step(need, name, "done", note=None) for name in reached), end]


def _step(need: Need, name: str, state: str, *, note: str | None) -> dict[str, Any]:
    moment = _when(need, name) if state == "done" else None
    return {
        "text": words.label("way_step", name),
        "state": state,
        "when": None if moment is None else show_date(moment),
        "note": note,
    }


def _when(need: Need, name: str) -> Any:
    moments = {
        "submitted": need.submitted_at,
        "endorsed": need.endorsed_at,
        "open": need.opened_at,
    }
    return moments.get(name)
