"""What a round looks at: every open need and every supply that may serve, with who must not meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.children.models import Child
from app.kernel import cleaning
from app.kernel.db import db
from app.kernel.disclosure import age_on
from app.kernel.errors import NotFound
from app.kernel.scope import unscoped
from app.matches import bridge
from app.matches.bridge import EngineNeed, EngineSupply, Market
from app.matches.models import ACTIVE_STATES, Match, MatchState
from app.needs.models import Need, NeedState
from app.offers.models import JobPosting, Offer, OfferState
from app.offers.queries import published_jobs, published_offers
from app.people.models import Account, Appointment
from app.providers.models import Organization, ProviderState, Volunteer

APART = (
    *ACTIVE_STATES,
    MatchState.COMPLETED,
    MatchState.REJECTED,
    MatchState.DECLINED,
    MatchState.REFUSED,
    MatchState.ENDED_EARLY,
)
"""States of an earlier match after which the same pair is not proposed for the same need again."""
KNOWN = (MatchState.CONSENTED, MatchState.COMPLETED)

SupplyRow = Volunteer | Offer | JobPosting
MODELS: dict[str, Any] = {"v": Volunteer, "o": Offer, "j": JobPosting}


def market(on: date) -> Market:
    """Every open need and every supply that is vetted or published, as the engine takes them."""
    open_needs = db.session.scalars(
        select(Need).where(Need.state == NeedState.OPEN).order_by(Need.id)
    ).all()
    supplies = all_supplies(on)
    needs = _engine_needs(open_needs, on)
    return Market(on, tuple(needs), tuple(supplies))


def all_supplies(on: date) -> list[EngineSupply]:
    """Vetted volunteers who are not pausing, published offers and jobs of active organisations."""
    volunteers = db.session.scalars(
        select(Volunteer)
        .where(Volunteer.state == ProviderState.ACTIVE)
        .options(selectinload(Volunteer.qualifications))
        .order_by(Volunteer.id)
    ).all()
    offers, jobs = published_offers(), published_jobs()
    return [
        *(bridge.from_volunteer(one, on=on) for one in volunteers if may_serve(one, on)),
        *(bridge.from_offer(one, on=on) for one in offers if may_serve(one, on)),
        *(bridge.from_job(one, on=on) for one in jobs if may_serve(one, on)),
    ]


def engine_need(need: Need, on: date) -> EngineNeed:
    """One need as a round would see it now."""
    with unscoped("the rules weigh a pair with the child's age, past matches and every hat"):
        return _engine_needs([need], on)[0]


def engine_supply(row: SupplyRow, on: date) -> EngineSupply:
    """One supply as a round would see it now."""
    if isinstance(row, Volunteer):
        return bridge.from_volunteer(row, on=on)
    return bridge.from_offer(row, on=on) if isinstance(row, Offer) else bridge.from_job(row, on=on)


def supply_row(key: str) -> SupplyRow:
    """The volunteer, offer or job that `v12`, `o34`, `j56` names."""
    try:
        letter, number = key[:1], cleaning.key(key[1:])
    except ValueError:
        raise NotFound(f"supply {key}") from None
    found = supply_rows([f"{letter}{number}"]) if letter in MODELS else {}
    if key not in found:
        raise NotFound(f"supply {key}")
    return found[key]


def supply_rows(keys: Iterable[str]) -> dict[str, SupplyRow]:
    """Several supplies at once, with what their holders can show: a few questions however many."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for key in set(keys):
        numbers[key[:1]].append(int(key[1:]))
    found: dict[str, SupplyRow] = {}
    for letter, ids in numbers.items():
        model = MODELS[letter]
        rows = db.session.scalars(select(model).where(model.id.in_(ids)).options(_whole(model)))
        found.update({f"{letter}{row.id}": row for row in rows.unique()})
    return found


def supply_sides(keys: Iterable[str]) -> dict[str, dict[str, int | None]]:
    """Of each supply, the columns of a match that name it and its organisation."""
    wanted = set(keys)
    holders: dict[str, int | None] = {}
    for letter, model in (("o", Offer), ("j", JobPosting)):
        rows = db.session.execute(select(model.id, model.organization_id))
        holders.update((f"{letter}{key}", organization) for key, organization in rows)
    return {
        key: {
            "volunteer_id": int(key[1:]) if key[0] == "v" else None,
            "offer_id": int(key[1:]) if key[0] == "o" else None,
            "job_id": int(key[1:]) if key[0] == "j" else None,
            "organization_id": holders.get(key),
        }
        for key in wanted
    }


def key_of(row: SupplyRow) -> str:
    letter = "v" if isinstance(row, Volunteer) else "o" if isinstance(row, Offer) else "j"
    return f"{letter}{row.id}"


def _whole(model: Any) -> ExecutableOption:
    """With the certificates, and for a posting with the organisation that holds them."""
    if model is Volunteer:
        return selectinload(Volunteer.qualifications)
    return selectinload(model.organization).selectinload(Organization.qualifications)


def may_serve(row: SupplyRow, on: date) -> bool:
    """Whether a round takes it in: vetted and not pausing, or published by who is active."""
    if isinstance(row, Volunteer):
        return row.is_vetted(on) and not row.is_paused(on)
    is_active = row.organization.state == ProviderState.ACTIVE
    return row.state == OfferState.PUBLISHED and is_active


def _engine_needs(needs: Sequence[Need], on: date) -> list[EngineNeed]:
    children = _children(needs, on)
    apart, familiar = _histories(needs)
    conflicts = _conflicts(needs)
    return [
        bridge.to_need(
            need,
            on=on,
            child=children.get(need.child_id) if need.child_id else None,
            excluded=apart[need.id] | conflicts[need.id],
            familiar=familiar[need.child_id] if need.child_id else (),
        )
        for need in needs
    ]


def _only(needs: Sequence[Need]) -> Select[tuple[int]]:
    """The needs in question: by number when few, by state when it is a whole round."""
    if len(needs) == 1:
        return select(Need.id).where(Need.id == needs[0].id)
    return select(Need.id).where(Need.state == NeedState.OPEN)


def _children(needs: Sequence[Need], on: date) -> dict[int | None, tuple[int, str]]:
    rows = db.session.execute(
        select(Child.id, Child.born_on, Child.sex).where(
            Child.id.in_(select(Need.child_id).where(Need.id.in_(_only(needs))))
        )
    )
    return {key: (age_on(born, on), sex) for key, born, sex in rows}


def _histories(
    needs: Sequence[Need],
) -> tuple[dict[int, frozenset[str]], dict[int | None, frozenset[str]]]:
    """Per need, who is not to be proposed again; per child, who is known already."""
    columns = (Match.volunteer_id, Match.offer_id, Match.job_id)
    apart: dict[int, frozenset[str]] = defaultdict(frozenset)
    past = select(Match.need_id, *columns).where(
        Match.state.in_(APART), Match.need_id.in_(_only(needs))
    )
    for need_id, *ids in db.session.execute(past):
        apart[need_id] |= {key_from(*ids)}
    familiar: dict[int | None, frozenset[str]] = defaultdict(frozenset)
    children = select(Need.child_id).where(Need.id.in_(_only(needs)))
    known = (
        select(Need.child_id, *columns)
        .join(Need, Need.id == Match.need_id)
        .where(Match.state.in_(KNOWN), Need.child_id.in_(children))
    )
    for child_id, *ids in db.session.execute(known):
        familiar[child_id] |= {key_from(*ids)}
    return apart, familiar


def key_from(volunteer_id: int | None, offer_id: int | None, job_id: int | None) -> str:
    """The supply's key from the columns of a match, of which one is given."""
    if volunteer_id is not None:
        return f"v{volunteer_id}"
    return f"o{offer_id}" if offer_id is not None else f"j{job_id}"


def _conflicts(needs: Sequence[Need]) -> dict[int, frozenset[str]]:
    """Supplies of people who raised the need, or who are its family, under another hat."""
    hat, other = aliased(Appointment), aliased(Appointment)
    asked = Need.id.in_(_only(needs))
    double = select(
        hat.account_id, hat.guardian_id, other.volunteer_id, other.organization_id
    ).where(
        other.account_id == hat.account_id,
        hat.id != other.id,
        or_(other.volunteer_id.is_not(None), other.organization_id.is_not(None)),
        or_(
            hat.account_id.in_(select(Need.raised_by).where(asked)),
            hat.guardian_id.in_(select(Need.guardian_id).where(asked)),
        ),
    )
    rows = db.session.execute(double).all()
    postings = _postings({row.organization_id for row in rows} - {None})
    by_account: dict[int, set[str]] = defaultdict(set)
    by_guardian: dict[int, set[str]] = defaultdict(set)
    for account_id, guardian_id, volunteer_id, organization_id in rows:
        own = {f"v{volunteer_id}"} if volunteer_id is not None else postings[organization_id]
        by_account[account_id] |= own
        if guardian_id is not None:
            by_guardian[guardian_id] |= own
    return {
        need.id: frozenset(by_account[need.raised_by] | by_guardian[need.guardian_id])
        for need in needs
    }


def _postings(organizations: set[int]) -> dict[int, set[str]]:
    """Keys of everything that these organisations have ever posted."""
    found: dict[int, set[str]] = defaultdict(set)
    if not organizations:
        return found
    for letter, model in (("o", Offer), ("j", JobPosting)):
        posted = select(model.organization_id, model.id).where(
            model.organization_id.in_(organizations)
        )
        for organization_id, key in db.session.execute(posted):
            found[organization_id].add(f"{letter}{key}")
    return found


def volunteer_names(ids: Iterable[int]) -> dict[int, str]:
    """The names volunteers go by: their accounts' display names, their codes without an account."""
    wanted = list(ids)
    with unscoped("a match says who would help"):
        rows = db.session.execute(
            select(Volunteer.id, Volunteer.code, Account.display_name)
            .outerjoin(Appointment, Appointment.volunteer_id == Volunteer.id)
            .outerjoin(Account, Account.id == Appointment.account_id)
            .where(Volunteer.id.in_(wanted))
        )
        return {key: name or code for key, code, name in rows}


def supply_names(keys: Iterable[str]) -> dict[str, str]:
    """Who stands behind each supply key, as an officer reads it."""
    rows = supply_rows(keys)
    names = volunteer_names(row.id for row in rows.values() if isinstance(row, Volunteer))
    return {
        key: names[row.id]
        if isinstance(row, Volunteer)
        else f"{row.organization.name} · {row.title}"
        for key, row in rows.items()
    }
