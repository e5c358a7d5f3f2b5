"""The words of the sheet that a guardian signs, in Chinese and in English on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.kernel import weeks, words
from app.kernel.pages import show_date, show_moment
from app.matches.queries.sheets import ToSign
from app.places import queries as places

Rows = list[tuple[str, str]]
ANSWERS = ("yes", "no")


def sheet_to_sign(it: ToSign) -> dict[str, Any]:
    """Values of `papers/consent.typ`: what the guardian's page asks, and lines to sign on."""
    said = {}
    for short, language in (("zh", words.CHINESE), ("en", words.ENGLISH)):
        with force_locale(language):
            said[short] = _said(it)
    views = words.codes("child_view") if it.question.asks_child else ()
    return {
        **said,
        "answers": [_both("sheet_answer", code) for code in ANSWERS],
        "views": [_both("child_view", code) for code in views],
        "child_signs": it.child_signs,
    }


def _both(name: str, code: str) -> str:
    chinese = words.label(name, code, language=words.CHINESE)
    return f"{chinese} {words.label(name, code, language=words.ENGLISH)}"


def _said(it: ToSign) -> Mapping[str, Any]:
    consent, child = it.question.consent, it.question.child
    address = current_app.extensions["settings"].public_url
    return {
        "code": _("Match %(code)s", code=it.code),
        "asks": _("Civil affairs of %(county)s asks you:", county=places.county().name),
        "title": _("May %(who)s help %(child)s?", who=consent.recipient, child=child)
        if child
        else _("May %(who)s call you about work?", who=consent.recipient),
        "lead": _("Civil affairs has checked who they are. They do not know your child's name yet.")
        if child
        else _(
            "Civil affairs has checked the employer. They do not know your name yet, and never "
            "learn anything about your child."
        ),
        "facts": _work(it) if it.question.job else _help(it),
        "learn_title": _("They would learn"),
        "learn": [words.label("consent_item", item) for item in consent.items],
        "nothing_else": _(
            "Nothing else: no family name of the child, no identity number, no address, nothing "
            "about your household."
        )
        if child
        else _("Nothing else: no identity number, no address, nothing about your household."),
        "costs_nothing": _(
            "Saying no costs nothing. You lose no benefit, and nobody asks why. You may take a yes "
            "back at any time."
        ),
        "withdraw": _(
            "To take it back, tell your village's child director, or sign in at %(address)s. From "
            "that moment nothing more is shown.",
            address=address,
        ),
        "answer_by": _(
            "Please answer by %(moment)s. If anything is unclear, ask your village's child director.",
            moment=show_moment(consent.expires_at),
        ),
        "answer": _("Your answer"),
        "view": _("What does the child say?"),
        "guardian": _("Guardian's signature"),
        "child": _("Child's signature (from fourteen)"),
        "day": _("Day"),
    }


def _help(it: ToSign) -> Rows:
    question = it.question
    where = (
        (_("Where you meet"), question.meeting_place)
        if question.meeting_place
        else (_("Way of meeting"), words.labels("mode", question.need.modes))
    )
    return [
        (_("What for"), question.need.title),
        (_("When"), weeks.in_one_line(question.need.slots) or _("Any time will do")),
        where,
        _until(it),
    ]


def _work(it: ToSign) -> Rows:
    job = it.question.job
    if job is None:
        raise LookupError("This question is not about work.")
    return [
        (_("Which job"), job.title),
        (_("Pay"), job.pay),
        (_("Weekly hours"), weeks.in_one_line(job.slots)),
        (_("Town"), places.full_name(job.town_code)),
        _until(it),
    ]


def _until(it: ToSign) -> tuple[str, str]:
    return _("Until when"), show_date(it.question.consent.valid_until)
