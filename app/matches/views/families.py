"""The guardian's pages: one question by a link, and the family's own list."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from flask import abort, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.kernel.access import EVERYONE
from app.kernel.errors import NotFound, Refused
from app.kernel.web import attempt, current_actor, page_number, see_other, tell
from app.matches import actions
from app.matches.events import ConsentGiven, ConsentRefused
from app.matches.forms import ConsentForm, KnockForm
from app.matches.queries import parties as queries
from app.matches.queries.parties import Question
from app.matches.views.blueprint import GUARDIANS, Answer, blueprint

YES, NO = "yes", "no"
WORK = "work"
"""A yes to an employer."""


@blueprint.page("/c/<token>", audience=EVERYONE)
def consent(token: str) -> str:
    return _knock(token, KnockForm(formdata=None))


@blueprint.deed("/c/<token>", audience=EVERYONE)
def answer(token: str) -> Answer:
    """First the birthday, which shows the question; then the answer, with the birthday along."""
    form = ConsentForm()
    if not form.answer.data:
        return _open(token)
    born_on = form.born_on.data

    def say() -> ConsentGiven | ConsentRefused:
        agrees, view = _answer_of(form), form.child_view.data or None
        return actions.answer_consent(
            current_actor(), token, born_on=born_on, agrees=agrees, child_view=view
        )

    event = attempt(say, form=form)
    if event is None:
        return _ask(_question(token, born_on), form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _thanks(event)


def _open(token: str) -> Answer:
    form = KnockForm()
    if not form.validate():
        return _knock(token, form), HTTPStatus.UNPROCESSABLE_ENTITY
    event = attempt(lambda: actions.knock(current_actor(), token, born_on=form.born_on.data))
    if event is None or (not event.is_right and not event.left):
        abort(HTTPStatus.GONE)
    if not event.is_right:
        form.born_on.errors = [
            ngettext(
                "That is not it. %(num)d try is left.",
                "That is not it. %(num)d tries are left.",
                event.left,
            )
        ]
        return _knock(token, form), HTTPStatus.UNPROCESSABLE_ENTITY
    asked = ConsentForm(formdata=None, born_on=form.born_on.data)
    return _ask(_question(token, form.born_on.data), asked), HTTPStatus.OK


@blueprint.page("/answered/<any(yes, no, work):word>", audience=EVERYONE)
def answered(word: str) -> str:
    return render_template("matches/answered.html", word=word)


@blueprint.page("/family", audience=GUARDIANS)
def family() -> str:
    return render_template(
        "matches/family.html",
        page=queries.family(current_actor(), page_number()),
        can_be_asked=queries.can_be_asked,
        is_given=queries.is_given,
    )


@blueprint.page("/family/<int:match_id>", audience=GUARDIANS)
def family_question(match_id: int) -> str:
    return _ask(_own_question(match_id), ConsentForm(formdata=None))


@blueprint.deed("/family/<int:match_id>", audience=GUARDIANS)
def family_answer(match_id: int) -> Answer:
    form = ConsentForm()

    def say() -> ConsentGiven | ConsentRefused:
        agrees, view = _answer_of(form), form.child_view.data or None
        return actions.answer_own_consent(current_actor(), match_id, agrees=agrees, child_view=view)

    event = attempt(say, form=form)
    if event is None:
        return _ask(_own_question(match_id), form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _thanks(event)


@blueprint.deed("/family/<int:match_id>/withdraw", audience=GUARDIANS)
def withdraw(match_id: int) -> Response:
    if attempt(lambda: actions.withdraw_consent(current_actor(), match_id)) is not None:
        tell(_("Your consent is withdrawn. From this moment nothing of your family is shown."))
    return see_other("matches.family")


def _knock(token: str, form: KnockForm) -> str:
    try:
        asks = queries.who_asks(token)
    except Refused:
        abort(HTTPStatus.GONE)
    return render_template("matches/knock.html", asks=asks, form=form)


def _question(token: str, born_on: date | None) -> Question:
    try:
        return queries.question(token, born_on)
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


def _answer_of(form: ConsentForm) -> bool:
    if form.answer.data not in (YES, NO):
        raise Refused("consent.answer_missing")
    return bool(form.answer.data == YES)


def _ask(found: Question, form: ConsentForm) -> str:
    return render_template("matches/consent.html", it=found, form=form)
