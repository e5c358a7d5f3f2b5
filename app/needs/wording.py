"""How a need is said: weekly times, how often, and what an officer looks at before a yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.kernel import weeks, words
from app.needs.categories import icon
from app.needs.models import Need, Urgency
from app.needs.queries.public import Listed
from app.needs.summary_check import Finding
from app.places import queries as places


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCard:
    """A need as a list of strangers shows it."""

    id: int
    title: str
    summary: str
    category: str
    icon: str
    town: str
    when: str | None
    is_urgent: bool
    km: float | None
    is_for_vetted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of what is looked at; `ok` None asks a person to look."""

    ok: bool | None
    text: str
    words: str | None = None


def card(one: Listed) -> NeedCard:
    need = one.need
    return NeedCard(
        id=need.id,
        title=need.title,
        summary=need.summary,
        category=words.label("service_category", need.category),
        icon=icon(need.category),
        town=places.name(need.town_code),
        when=weeks.in_short(need.slots) or None,
        is_urgent=is_urgent(need),
        km=one.km,
        is_for_vetted=need.visibility != "public",
    )


def is_urgent(need: Need) -> bool:
    return Urgency(need.urgency).tier >= Urgency.URGENT.tier


def often(need: Need) -> str | None:
    """`每周 2 次，每次 60 分钟，共 16 周`, as far as it is known."""
    parts = []
    if need.per_week:
        parts.append(ngettext("%(num)d time a week", "%(num)d times a week", need.per_week))
    if need.minutes:
        parts.append(ngettext("%(num)d minute each", "%(num)d minutes each", need.minutes))
    if need.weeks:
        parts.append(ngettext("for %(num)d week", "for %(num)d weeks", need.weeks))
    joint = ", " if words.current_language() == words.ENGLISH else "，"
    return joint.join(parts) or None


def items(need: Need) -> str | None:
    """Things to bring, or what matters in a job."""
    name = "work_wish" if need.is_employment else "goods_item"
    known = words.codes(name)
    joint = ", " if words.current_language() == words.ENGLISH else "、"
    said = (words.label(name, one) if one in known else one for one in need.items)
    return joint.join(said) or None


def checks(
    findings: dict[str, tuple[Finding, ...]], signs: Sequence[str], *, is_own: bool
) -> list[Check]:
    """What stands between this need and a yes."""
    found = [one for many in findings.values() for one in many]
    lines = [
        Check(
            ok=not is_own,
            text=_("You raised or checked this need yourself") if is_own else _("Two pairs of eyes: you neither raised nor checked it"),
        ),
        Check(
            ok=not found,
            text=_("The public words tell too much") if found else _("The public words show nobody"),
            words="; ".join(
                f"“{one.text}” {words.label('summary_finding', one.code)}" for one in found
            )
            or None,
        ),
    ]  # fmt: skip
    if signs:
        lines.append(
            Check(
                ok=None,
                text=_("Some words sound like harm to a child"),
                words=", ".join(signs),
            )
        )
    return lines
