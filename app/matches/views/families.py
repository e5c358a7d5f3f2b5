"""The guardian's pages: one question by a link, and the family's own list."""

from __future__ import annotations

from http import HTTPStatus

from flask import abort, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.kernel.access import EVERYONE
from app.kernel.errors import NotFound, Refused
from app.kernel.web import current_actor, put_beside, refused_message, see_other, tell
from app.matches import actions
from app.matches.events import ConsentGiven, ConsentRefused
from app.matches.forms import ConsentForm
from app.matches.queries import parties as queries
from app.matches.queries.parties import Question
from app.matches.views.blueprint import GUARDIANS, Answer, blueprint
from app.offers.wording import weekly

YES, NO = "yes", "no"
WORK = "work"
"""A yes to an employer."""


@blueprint.page("/c/<token>", audience=EVERYONE)
def consent(token: str) -> str:
    return _ask(_question(token), ConsentForm(formdata=None))


@blueprint.deed("/c/<token>", audience=EVERYONE)
def answer(token: str) -> Answer:
    form = ConsentForm()
    if form.validate_on_submit() and _is_answer(form):
        agrees = form.answer.data == YES
        try:
            event = actions.answer_consent(
                current_actor(), token, agrees=agrees, child_view=form.child_view.data or None
            )
        except Refused as refusal:
            put_beside(form, refusal)
        else:
            return _thanks(event)
    return _ask(_question(token), form), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.page("/answered/<any(yes, no, work):word>", audience=EVERYONE)
def answered(word: str) -> str:
    return render_template("matches/answered.html", word=word)


@blueprint.page("/family", audience=GUARDIANS)
def family() -> str:
    return render_template(
        "matches/family.html",
        page=queries.family(current_actor(), request.args.get("page", 1, type=int)),
        can_be_asked=queries.can_be_asked,
        is_given=queries.is_given,
    )


@blueprint.page("/family/<int:match_id>", audience=GUARDIANS)
def family_question(match_id: int) -> str:
    return _ask(_own_question(match_id), ConsentForm(formdata=None))


@blueprint.deed("/family/<int:match_id>", audience=GUARDIANS)
def family_answer(match_id: int) -> Answer:
    form = ConsentForm()
    if form.validate_on_submit() and _is_answer(form):
        try:
            event = actions.answer_own_consent(
                current_actor(),
                match_id,
                agrees=form.answer.data == YES,
                child_view=form.child_view.data or None,
            )
        except Refused as refusal:
            put_beside(form, refusal)
        else:
            return _thanks(event)
    return _ask(_own_question(match_id), form), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.deed("/family/<int:match_id>/withdraw", audience=GUARDIANS)
def withdraw(match_id: int) -> Response:
    try:
        actions.withdraw_consent(current_actor(), match_id)
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
    else:
        tell(_("Your consent is withdrawn. From this moment nothing of your family is shown."))
    return see_other("matches.family")


def _question(token: str) -> Question:
    try:
        return queries.question(token)
    except Refused:
        abort(HTTPStatus.GONE)


def _own_question(match_id: int) -> Question:
    found = queries.own_question(current_actor(), match_id)
    if not queries.can_be_asked(found.consent):
        raise NotFound(f"open question of match {match_id}")
    return found


def _thanks(event: ConsentGiven | ConsentRefused) -> Response:
    if isinstance(event, ConsentRefused):
        return see_other("matches.answered", word=NO)
    return see_other("matches.answered", word=WORK if event.child_id is None else YES)


def _is_answer(form: ConsentForm) -> bool:
    if form.answer.data in (YES, NO):
        return True
    put_beside(form, Refused("consent.answer_missing"))
    return False


def _ask(found: Question, form: ConsentForm) -> str:
    return render_template("matches/consent.html", it=found, form=form, weekly=weekly)
