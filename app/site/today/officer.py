"""Today for a civil affairs officer."""

from __future__ import annotations

from flask import url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from app.kernel import words
from app.kernel.access import Actor
from app.kernel.db import db
from app.matches.models import Match, MatchState, Round
from app.matches.queries.rounds import latest_done
from app.needs.models import Need, NeedState
from app.needs.queries import awaiting as needs_awaiting
from app.offers.queries import awaiting as postings_awaiting
from app.places import queries as places
from app.post.calls import calls
from app.site import waiting
from app.site.today import keeping
from app.site.today.asking import asking
from app.site.today.page import ROWS, Deed, Number, Part, Today, TodayRow, waited
from app.site.today.ringing import no_carrier


def officer(actor: Actor) -> Today:
    last = latest_done()
    return Today(
        place=places.name(actor.place or ""),
        numbers=_numbers(actor),
        parts=(*asking(), _proposals(), _endorsed(), keeping.kept()),
        notes=(*no_carrier(), *keeping.missing_holidays()),
        calls=calls(actor, size=ROWS),
        deed=Deed(
            text=_("Run a round now"),
            href=url_for("matches.run_round"),
            words=_last_round(last),
            unmet=last.unmet if last else 0,
        ),
    )


def _numbers(actor: Actor) -> tuple[Number, ...]:
    own = (
        (needs_awaiting(actor), _("needs to approve"), "needs.desk"),
        (waiting.proposals(), _("proposals to decide"), "matches.queue"),
        (waiting.to_vet(), _("volunteers and organisations to vet"), "providers.vetting"),
        (postings_awaiting(actor), _("offers and jobs to verify"), "offers.desk"),
    )
    return (
        *(
            Number(value=value, text=text, href=url_for(endpoint), is_mine=True)
            for value, text, endpoint in own
        ),
        keeping.to_agree(actor),
    )


def _last_round(last: Round | None) -> str:
    if last is None or last.finished_at is None:
        return str(_("No round has been run yet."))
    return str(
        _(
            "The last round, %(moment)s: %(needs)s needs, %(proposals)s proposals.",
            moment=format_datetime(last.finished_at, "short"),
            needs=last.needs,
            proposals=last.proposals,
        )
    )


def _proposals() -> Part:
    best = (
        select(Match, Need)
        .join(Need, Need.id == Match.need_id)
        .where(Match.state == MatchState.PROPOSED)
        .order_by(Match.proposed_at, Match.id)
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=need.title,
            href=url_for("matches.match", match_id=match.id),
            icon="bridge",
            due=waited(match.proposed_at),
            detail=_where_and_what(need),
        )
        for match, need in db.session.execute(best)
    )
    return Part(
        title=_("Proposals, the longest waiting first"),
        rows=rows,
        empty=_("No proposal waits for a decision."),
        more=_("All proposals"),
        href=url_for("matches.queue"),
    )


def _endorsed() -> Part:
    oldest = (
        select(Need)
        .where(Need.state == NeedState.ENDORSED)
        .order_by(Need.endorsed_at, Need.id)
        .limit(ROWS)
    )
    rows = tuple(
        TodayRow(
            title=need.title,
            href=url_for("needs.review", need_id=need.id),
            icon="list",
            due=waited(need.endorsed_at),
            detail=_where_and_what(need),
        )
        for need in db.session.scalars(oldest)
    )
    return Part(
        title=_("Needs to approve, the longest waiting first"),
        rows=rows,
        empty=_("Every endorsed need has been decided."),
        more=_("All needs on the desk"),
        href=url_for("needs.desk"),
    )


def _where_and_what(need: Need) -> str:
    return f"{places.name(need.town_code)} · {words.label('service_category', need.category)}"
