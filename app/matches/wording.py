"""Codes and numbers of the engine in words: why a pair, why not, what would change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.kernel import weeks, words
from app.kernel.errors import Refused
from app.kernel.pages import show_date, show_moment
from app.matches.models.releasable import Releasable, Shown
from app.offers.wording import said
from app.places import queries as places

MOST_DIFFERENT = 2
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Later:
    """Words that are chosen only when they are said, in the language of who is told."""

    say: Callable[[], str]

    def __str__(self) -> str:
        return self.say()


def labelled(name: str, *codes: str) -> Later:
    return Later(lambda: said(name, codes))


def at(moment: datetime | None) -> Later:
    return Later(lambda: show_moment(moment))


def nested(refusal: Refused) -> Later:
    return Later(lambda: words.say(refusal))


def rule_refusal(rule: str, detail: Mapping[str, Any]) -> Refused:
    """The refusal for a broken rule. It names no child's age or sex: an applicant may read it."""
    sentence = _too_far(detail) if rule == "radius" else rule
    return Refused(f"match.rule_{sentence}", **_values(rule, detail))


def rule_words(rule: str, detail: Mapping[str, Any]) -> str:
    return words.say(rule_refusal(rule, detail))


def unmet_words(reason: str, feasible: int) -> str:
    """The true reason why a place of a need stayed open."""
    if feasible and reason != "capacity":
        return words.label("unmet_more", "none_further").format(count=feasible)
    return words.label("unmet_reason", reason)


def change_words(change: Mapping[str, Any], *, who: str) -> str:
    """What would have to change for an unmatched need to be matched."""
    rule, detail, fields = change["rule"], change["detail"], change["fields"]
    if rule == "radius":
        return joined(_nearer(fields, side=change["side"], who=who))
    values = _values(rule, detail)
    if rule == "age":
        values["low"], values["high"] = fields["ages"]
    return words.label("match_change", rule).format(who=who, **values)


def _nearer(fields: Mapping[str, Any], *, side: str, who: str) -> Iterator[str]:
    """Other ways of meeting, a longer road, or both."""
    if "modes" in fields:
        modes = labelled("mode", *fields["modes"])
        yield words.label("match_change", "radius_modes").format(who=who, modes=modes)
    limit = fields.get("max_km", fields.get("radius_km"))
    if limit is not None:
        yield words.label("match_change", f"radius_{side}").format(who=who, km=_number(limit))


def part_words(part: Mapping[str, Any]) -> str:
    """One bar of a score in a sentence, with its value."""
    feature, value = part["feature"], part["value"]
    if value is None or (feature == "familiar" and not value):
        known = words.codes("feature_unknown")
        return words.label("feature_unknown", feature if feature in known else "other")
    sentence = words.label("feature_words", feature)
    return sentence.format(share=f"{round(value * 100)}%", number=_number(value))


def parts(stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Bars of a score, largest first, in whole points that add up to the whole score."""
    told = [part for part in stored if part["points"] or part["value"]]
    points = whole([part["points"] for part in told])
    bars = [
        {
            "text": words.label("feature", part["feature"]),
            "points": point,
            "words": part_words(part),
        }
        for part, point in zip(told, points, strict=True)
    ]
    return sorted(bars, key=lambda bar: -bar["points"])


def whole(points: Sequence[float]) -> list[int]:
    """Rounded so that they still add up: what is cut off longest is given back first."""
    cut = [math.floor(point) for point in points]
    missing = math.floor(sum(points) + 0.5) - sum(cut)
    order = sorted(range(len(points)), key=lambda at: cut[at] - points[at])
    for at in order[:missing]:
        cut[at] += 1
    return cut


def difference(chosen: Iterable[Mapping[str, Any]], other: Iterable[Mapping[str, Any]]) -> str:
    """Where another supply differs most from the one proposed, for better or worse."""
    mine = {part["feature"]: part["points"] for part in chosen}
    apart = sorted(other, key=lambda part: -abs(part["points"] - mine[part["feature"]]))
    telling_ones = [
        part for part in apart[:MOST_DIFFERENT] if part["points"] != mine[part["feature"]]
    ]
    if not telling_ones:
        return str(_("No difference that counts"))
    return joined(_against(part, mine[part["feature"]]) for part in telling_ones)


def _against(part: Mapping[str, Any], mine: float) -> str:
    sign = "+" if part["points"] > mine else "−"
    return f"{part_words(part)} ({sign}{_number(abs(part['points'] - mine))})"


def rule_line(rule: str, detail: Mapping[str, Any] | None) -> dict[str, Any]:
    """One rule as a line of a list: kept, or broken with its values."""
    name = words.label("match_rule", rule)
    if detail is None:
        return {"ok": True, "text": words.label("rule_kept", rule)}
    return {"ok": False, "text": name, "words": rule_words(rule, detail)}


def four_eyes_line(*, is_other: bool) -> dict[str, Any]:
    if is_other:
        return {"ok": True, "text": str(_("Who proposed it and who decides are two people"))}
    return {"ok": False, "text": str(_("You proposed this yourself; a colleague decides"))}


def agreement_line() -> dict[str, Any]:
    return {
        "ok": None,
        "text": str(_("A written agreement is needed before it begins")),
        "words": str(_("The service lasts a month or longer.")),
    }


def released_value(field: Releasable, value: Any) -> str:
    """A field that a guardian's yes opened, as the helper reads it."""
    if field.shown is Shown.CODE:
        return words.label(field.field, value)
    if field.shown is Shown.BAND:
        return str(_("%(low)s to %(high)s", low=value[0], high=value[1]))
    return str(value)


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return str(format_decimal(round(value, 1)))


def _values(rule: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    maker = _MAKERS.get(rule)
    return maker(detail) if maker else {}


def _qualification(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"missing": labelled("qualification", *detail["missing"], *detail["one_of"])}


def _vetting(detail: Mapping[str, Any]) -> dict[str, Any]:
    def until() -> str:
        if detail["vetted_until"] is None:
            return str(_("no record check on file"))
        return str(_("valid until %(day)s", day=_day(detail["vetted_until"])))

    needed = detail["needed_until"]
    return {"needed_until": Later(lambda: _day(needed)), "vetted_until": Later(until)}


def _radius(detail: Mapping[str, Any]) -> dict[str, Any]:
    limit = {
        "radius": min(_own_limits(detail), default=None),
        "radius_mode": detail.get("mode_km"),
        "radius_commute": detail.get("most_minutes"),
    }[_too_far(detail)]
    return {
        "km": Later(lambda: _number(detail["km"])),
        "limit": Later(lambda: _number(limit)),
        "modes": labelled("mode", *detail.get("modes", ())),
        "minutes": Later(lambda: _number(detail.get("minutes"))),
    }


def _too_far(detail: Mapping[str, Any]) -> str:
    """Whose limit the road exceeds: that of the two, of the way of meeting, or of a commute."""
    if any(detail["km"] > limit for limit in _own_limits(detail)):
        return "radius"
    # What was stored before there were such limits does not name them.
    if detail["km"] > detail.get("mode_km", math.inf):
        return "radius_mode"
    return "radius_commute" if "minutes" in detail else "radius"


def _own_limits(detail: Mapping[str, Any]) -> list[float]:
    return [one for one in (detail["radius_km"], detail["max_km"]) if one is not None]


def _mode(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "wanted": labelled("mode", *detail["wanted"]),
        "offered": labelled("mode", *detail["offered"]),
    }


def _time(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "minutes": detail["minutes"],
        "needed": detail["needed"],
        "offered": Later(lambda: _times(detail["offered"])),
    }


def _shift(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "minutes": detail["minutes_outside"],
        "shift": Later(lambda: _times(detail["shift"])),
    }


def _dates(detail: Mapping[str, Any]) -> dict[str, Any]:
    wanted = (detail["wanted_from"], detail["wanted_until"])
    offered = (detail["offered_from"], detail["offered_until"])
    return {
        "wanted": Later(lambda: _period(*wanted)),
        "offered": Later(lambda: _period(*offered)),
    }


def _age(detail: Mapping[str, Any]) -> dict[str, Any]:
    low, high = detail["served"] or (0, 17)
    return {"low": low, "high": high}


_MAKERS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "category": lambda detail: {"wanted": labelled("service_category", detail["wanted"])},
    "qualification": _qualification,
    "vetting": _vetting,
    "area": lambda detail: {"area": Later(lambda: places.name(detail["area"]))},
    "radius": _radius,
    "mode": _mode,
    "time": _time,
    "shift": _shift,
    "dates": _dates,
    "age": _age,
    "language": lambda detail: {"wanted": labelled("language", *detail["wanted"])},
    "items": lambda detail: {"missing": labelled("goods_item", *detail["missing"])},
    "capacity": lambda detail: {"capacity": detail["capacity"]},
}


def _day(iso: str) -> str:
    return show_date(date.fromisoformat(iso))


def _period(start: str | None, end: str | None) -> str:
    if start and end:
        return str(_("%(start)s to %(end)s", start=_day(start), end=_day(end)))
    if start:
        return str(_("from %(start)s", start=_day(start)))
    return str(_("until %(end)s", end=_day(end))) if end else str(_("at any time"))


def _times(shown: str) -> str:
    """The engine's `tue 16:00-18:00;…` as people say it."""
    return weeks.in_one_line([_slot(piece) for piece in shown.split(";") if piece])


def _slot(piece: str) -> list[int]:
    day, hours = piece.split()
    start, end = hours.split("-")
    return [WEEKDAYS.index(day), _minute(start), _minute(end)]


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def joined(many: Iterable[str]) -> str:
    """Several sentences in one line, as the language joins them."""
    return ("; " if words.current_language() == words.ENGLISH else "；").join(many)
