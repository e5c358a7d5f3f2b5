"""Running rounds, watching one, and what it left unmet."""

from __future__ import annotations

from flask import Response as JsonAnswer
from flask import jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import words
from app.kernel.listing_views import look
from app.kernel.web import attempt, current_actor, see_other
from app.matches import actions, listings, wording
from app.matches.models import RoundState
from app.matches.queries import desk as desk_queries
from app.matches.queries import rounds as queries
from app.matches.views.blueprint import OFFICERS, blueprint


@blueprint.page("/rounds", audience=OFFICERS)
def rounds() -> str:
    shown = look(listings.ROUNDS)
    return render_template(
        "matches/rounds.html", shown=shown, page=shown.page, running=queries.under_way()
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
    return jsonify(
        done=found.done,
        total=max(found.total, 1),
        words=words.label("round_step", found.step or "queued"),
        href=url_for("matches.round", round_id=round_id) if not found.is_under_way else None,
    )


@blueprint.page("/unmet", audience=OFFICERS)
def unmet() -> str:
    shown = look(listings.UNMET)
    return render_template(
        "matches/unmet.html",
        round=queries.latest_done(),
        shown=shown,
        page=shown.page,
        form=shown.form,
        reason=wording.unmet_words,
        counts=desk_queries.counts(),
        waited=desk_queries.waited_since,
    )
