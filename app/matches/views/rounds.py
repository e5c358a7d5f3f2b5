"""Running rounds, watching one, and what it left unmet."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response as JsonAnswer
from flask import jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import words
from app.kernel.web import attempt, current_actor, page_number, see_other
from app.matches import actions, wording
from app.matches.forms import UnmetAsked
from app.matches.models import RoundState, Unmet
from app.matches.queries import desk as desk_queries
from app.matches.queries import market
from app.matches.queries import rounds as queries
from app.matches.views.blueprint import OFFICERS, blueprint


@blueprint.page("/rounds", audience=OFFICERS)
def rounds() -> str:
    return render_template(
        "matches/rounds.html", page=queries.rounds(page_number()), running=queries.under_way()
    )


@blueprint.deed("/rounds", audience=OFFICERS)
def run_round() -> Response:
    event = attempt(lambda: actions.request_round(current_actor()))
    if event is None:
        running = queries.under_way()
        if running is None:
            return see_other("matches.rounds")
        return see_other("matches.round", round_id=running.id)
    return see_other("matches.round", round_id=event.round_id)


@blueprint.page("/rounds/<int:round_id>", audience=OFFICERS, endpoint="round")
def one_round(round_id: int) -> str:
    found = queries.round_by_id(round_id)
    is_done = found.state == RoundState.DONE
    return render_template(
        "matches/round.html",
        round=found,
        reasons=queries.unmet_by_reason(round_id) if is_done else [],
        categories=queries.unmet_by_category(round_id) if is_done else [],
        replay=attempt(lambda: queries.replay(round_id))
        if is_done and "replay" in request.args
        else None,
    )


@blueprint.page("/rounds/<int:round_id>/progress", audience=OFFICERS)
def progress(round_id: int) -> JsonAnswer:
    """How far it is, for the page that watches; an address once there is nothing more to watch."""
    found = queries.round_by_id(round_id)
    is_over = found.state in (RoundState.DONE, RoundState.FAILED)
    return jsonify(
        done=found.done,
        total=max(found.total, 1),
        words=words.label("round_step", found.step or "queued"),
        href=url_for("matches.round", round_id=round_id) if is_over else None,
    )


@blueprint.page("/unmet", audience=OFFICERS)
def unmet() -> str:
    asked = UnmetAsked(request.args)
    asked.validate()
    last = queries.latest_done()
    page = (
        desk_queries.unmet(
            last.id,
            reason=asked.asked("reason"),
            category=asked.asked("category"),
            number=page_number(),
        )
        if last is not None
        else None
    )
    return render_template(
        "matches/unmet.html",
        round=last,
        page=page,
        form=asked,
        reason=wording.unmet_words,
        ways=_ways(page.items) if page is not None else {},
        counts=desk_queries.counts(),
        waited=desk_queries.waited_since,
    )


def _ways(items: Sequence[Unmet]) -> dict[int, list[str]]:
    """What would change each need's luck, with the names of those it depends on."""
    names = market.supply_names(change["supply"] for one in items for change in one.changes)
    return {
        one.id: [
            wording.change_words(change, who=names[change["supply"]])
            for change in one.changes
            if change["supply"] in names
        ]
        for one in items
    }
