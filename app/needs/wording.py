"""How a need is said: weekly times, how often, and what an officer looks at before a yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.kernel import weeks, words
from app.needs.categories import icon
from app.needs.models import Need, NeedNotice, Urgency, Visibility
from app.needs.summary_check import Finding
from app.places import areas


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCard:
    """A need as strangers read it: made of codes, so that nobody can have written too much."""

    need_id: int
    title: str
    summary: str
    whose: str
    icon: str
    area: str
    when: str | None
    is_urgent: bool
    distance: str | None
    is_for_vetted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of what is looked at; `ok` None asks a person to look."""

    ok: bool | None
    text: str
    words: str | None = None


Band = tuple[int, int | None]
"""Between how many kilometres something lies; None: nobody says how far at most."""


def card(notice: NeedNotice, band: Band | None = None) -> NeedCard:
    return NeedCard(
        need_id=notice.need_id,
        title=title(notice),
        summary=_summary(notice),
        whose=whose(notice),
        icon=icon(notice.category),
        area=areas.name(notice.area),
        when=weeks.in_parts(notice.parts) or None,
        is_urgent=is_urgent(notice),
        distance=distance(band),
        is_for_vetted=notice.visibility != Visibility.PUBLIC,
    )


def title(asked: Need | NeedNotice) -> str:
    """What is asked, in a line: `学业辅导 · 每周 2 次`; of what is not weekly, how it is met."""
    kind = words.label("service_category", asked.category)
    if asked.is_employment:
        return kind
    if not asked.per_week:
        return f"{kind} · {words.labels('mode', asked.modes)}"
    times = ngettext("%(num)d time a week", "%(num)d times a week", asked.per_week)
    return f"{kind} · {times}"


def whose(notice: NeedNotice) -> str:
    """For whom, as far as it is told."""
    if notice.is_employment:
        return str(_("For a parent"))
    if notice.ages is None:
        return str(_("For a child"))
    low, high = notice.ages
    return str(_("For a child of %(low)d to %(high)d", low=low, high=high))


def distance(band: Band | None) -> str | None:
    """Between the nearest and the farthest village of the area that is told."""
    if band is None:
        return None
    low, high = band
    if high is None:
        return str(_("more than %(km)d km", km=low)) if low else None
    return str(
        _("%(low)d to %(high)d km", low=low, high=high) if low else _("within %(km)d km", km=high)
    )


def _summary(notice: NeedNotice) -> str:
    said = [words.labels("mode", notice.modes)] if notice.per_week else []
    if notice.qualifications:
        named = words.labels("qualification", notice.qualifications)
        said.append(str(_("needs: %(qualifications)s", qualifications=named)))
    return " · ".join(said)


def named_by(sought: str) -> tuple[str, ...]:
    """Categories whose name holds every word that was looked for, in either language."""
    parts = sought.casefold().split()
    return tuple(
        code
        for code in words.codes("service_category")
        if all(
            any(
                part in words.label("service_category", code, language=language).casefold()
                for language in words.LANGUAGES
            )
            for part in parts
        )
    )


def is_urgent(need: Need | NeedNotice) -> bool:
    return Urgency(need.urgency).tier >= Urgency.URGENT.tier


def often(need: Need | NeedNotice) -> str | None:
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
            text=_("The words for the helper tell too much") if found else _("The words for the helper show nobody"),
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
