"""How a posting is said: weekly times, codes beside own words, checks for the officer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.kernel import words
from app.kernel.errors import Refused
from app.offers import rules
from app.offers.models import Posting, Wage
from app.places import queries as places


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of what an officer looks at; `ok` None asks for a look by a person."""

    ok: bool | None
    text: str
    words: str | None = None


def said(name: str, many: Iterable[str]) -> str:
    """Codes of a list in the reader's language; what an employer wrote in own words stays so."""
    known = words.codes(name)
    joint = ", " if words.current_language() == words.ENGLISH else "、"
    return joint.join(words.label(name, one) if one in known else one for one in many)


def areas(codes: Sequence[str]) -> str:
    """The towns served, or the whole county."""
    if not codes:
        return str(_("The whole county"))
    joint = ", " if words.current_language() == words.ENGLISH else "、"
    return joint.join(places.name(code) for code in codes)


def checks(posting: Posting, *, today: date, minimum: int) -> list[Check]:
    """What the officer looks at before publishing; the first is the rule that would refuse."""
    found = [_readiness(posting, today)]
    if posting.promised:
        kinds = words.labels("qualification", posting.promised)
        found.append(Check(ok=None, text=_("Promised qualifications: %(kinds)s", kinds=kinds)))
    if posting.needs_check(direct_contact=False):
        until = posting.organization.record_check_until or "—"
        found.append(
            Check(
                ok=posting.organization.is_checked(today),
                text=_("In direct contact with children"),
                words=_("Record checks attested until %(day)s", day=until),
            )
        )
    if posting.wage is not None:
        found.append(_paid(posting.wage, minimum))
    return found


def _readiness(posting: Posting, today: date) -> Check:
    try:
        rules.require_ready(posting, today=today)
    except Refused as refusal:
        return Check(ok=False, text=_("It cannot be published yet"), words=words.say(refusal))
    return Check(ok=True, text=_("The organisation is approved, and the dates lie ahead"))


def _paid(wage: Wage, minimum: int) -> Check:
    if wage.lowest is None:
        return Check(ok=None, text=_("Pay without a monthly figure: %(pay)s", pay=wage.words))
    if wage.is_below(minimum):
        return Check(
            ok=None,
            text=_("Pay begins below the minimum wage of %(wage)s yuan a month", wage=minimum),
            words=_("For half days or piece work this may be right; ask the employer."),
        )
    return Check(
        ok=True, text=_("Pay is not below the minimum wage of %(wage)s yuan a month", wage=minimum)
    )
