"""What must be true of a need before it is handed in and before it may open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from app.children.ages import ADULT, categories_on
from app.children.models import Child, Guardian
from app.kernel import cleaning, clock, words
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import age_on
from app.kernel.errors import NotFound, Refused
from app.kernel.scope import find
from app.kernel.secrets import Sealed, unseal
from app.needs import harm
from app.needs.models import Need, NeedState, Visibility
from app.needs.summary_check import Finding, Known, check
from app.places import queries as places

UNDER_WAY = (
    NeedState.DRAFT,
    NeedState.SUBMITTED,
    NeedState.RETURNED,
    NeedState.ENDORSED,
    NeedState.OPEN,
    NeedState.MATCHED,
    NeedState.IN_SERVICE,
)


def known_of(child: Child | None, guardian: Guardian) -> Known:
    """What the words for a helper are searched for. The names are compared, and shown to nobody."""
    child_names = [child.full_name, child.given_name, child.nickname] if child else []
    names = tuple(unseal(one) for one in [*child_names, guardian.full_name] if one is not None)
    full = [unseal(one.full_name) for one in (child, guardian) if one is not None]
    return Known(
        names=names,
        surnames=tuple({cleaning.surname_of(one) for one in full} - {""}),
        villages=tuple(one.name for town in places.towns() for one in places.villages(town.code)),
        towns=tuple(town.name for town in places.towns()),
        born_on=child.born_on if child else None,
    )


def known_of_need(need: Need) -> Known:
    """The same for a stored need, whose family the actor may see."""
    child = find(Child, need.child_id) if need.child_id else None
    return known_of(child, find(Guardian, need.guardian_id))


def findings(title: str, summary: str, known: Known) -> dict[str, tuple[Finding, ...]]:
    """field → what its words tell of the child."""
    return {"title": check(title, known), "summary": check(summary, known)}


def require_public_words(title: str, summary: str, known: Known) -> None:
    """Refuse, beside its field, the first thing that nobody must read before consent."""
    for field, text in (("title", title), ("summary", summary)):
        if not cleaning.text(text):
            raise Refused("need.words_missing", field=field)
    for field, text in (("title", title), ("summary", summary)):
        for sign in harm.signs(text):
            raise Refused("need.words_of_harm", field=field, text=sign)
    for field, found in findings(title, summary, known).items():
        for one in found:
            what = words.label("summary_finding", one.code)
            raise Refused("need.words_tell", field=field, text=one.text, what=what)


def require_ahead(need: Need) -> None:
    """A need whose last day is over helps nobody."""
    for field in ("need_by", "ends_on"):
        day = getattr(need, field)
        if day is not None and day < clock.today():
            raise Refused("need.dates_over", field=field)


def is_adult(child: Child) -> bool:
    return age_on(child.born_on, clock.today()) >= ADULT


def require_minor(child: Child) -> None:
    """Under 18, and in the file for more than having been left behind before turning 16."""
    if is_adult(child):
        raise Refused("need.child_grown_up")
    if not categories_on(child.born_on, child.categories, clock.today()):
        raise Refused("need.left_behind_over")


def require_another(
    child: Child, category: str, *, starts_on: date | None, ends_on: date | None
) -> None:
    """Ask before a child gets a second need of one kind for the same time."""
    under_way = select(Need).where(
        Need.child_id == child.id, Need.category == category, Need.state.in_(UNDER_WAY)
    )
    for need in db.session.scalars(under_way.order_by(Need.id)):
        is_before = need.ends_on is not None and starts_on is not None and need.ends_on < starts_on
        is_after = need.starts_on is not None and ends_on is not None and ends_on < need.starts_on
        if not is_before and not is_after:
            raise Refused("need.same_under_way", field="is_another", number=need.code)


def require_strangers_eyes(actor: Actor, need: Need) -> None:
    """Whoever raised, checked or decided a step of it does not decide the next."""
    if actor.account_id in (need.raised_by, need.endorsed_by):
        raise Refused("need.own")


def require_of_place(actor: Actor, need: Need) -> None:
    """A need of the own place: those of others are at most read, where they are public."""
    if actor.place not in (need.village_code, need.town_code):
        raise NotFound(f"Need {need.id}")


def require_of_desk(actor: Actor, need: Need) -> None:
    """Officers look at the whole county, everybody else at the own place."""
    if actor.role is not Role.CIVIL_AFFAIRS:
        require_of_place(actor, need)


def require_designated(visibility: str, keys: Iterable[str], published: Iterable[str]) -> None:
    """A restricted need opens for named services alone, and these must be there."""
    chosen = set(keys)
    if visibility != Visibility.RESTRICTED:
        return
    if not chosen:
        raise Refused("need.not_designated", field="designated")
    if not chosen <= set(published):
        raise Refused("need.supply_unknown", field="designated")


def required_reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("need.reason_missing", field="reason")
    return reason.strip()


def sealed(text: str | None) -> Sealed | None:
    return Sealed(text) if text else None
