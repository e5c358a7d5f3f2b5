"""What a round looks at: every open need and every supply that may serve, with who must not meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.children.models import Child
from app.kernel import cleaning
from app.kernel.db import db
from app.kernel.disclosure import age_on
from app.kernel.errors import NotFound
from app.kernel.scope import unscoped
from app.matches import bridge
from app.matches.bridge import EngineNeed, EngineSupply, Market
from app.matches.models import ACTIVE_STATES, SUPPLIES, Match, MatchState
from app.needs.models import Need, NeedState
from app.offers.models import KINDS
from app.offers.queries import published
from app.people.models import Account, Appointment
from app.providers.models import Organization, ProviderState, Volunteer
from app.providers.supply import Supply, SupplyKind, key_from

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
VOLUNTEER = SupplyKind.VOLUNTEER

MODELS: dict[str, Any] = {model.supply_kind.letter: model for model in SUPPLIES}


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
        .options(Volunteer.with_certificates())
        .order_by(Volunteer.id)
    ).all()
    postings = (published(model) for model in KINDS.values())
    everything: tuple[Sequence[Supply], ...] = (volunteers, *postings)
    return [
        bridge.to_supply(one, on=on)
        for some in everything
        for one in some
        if one.obstacle(on) is None
    ]


def engine_need(need: Need, on: date) -> EngineNeed:
    """One need as a round would see it now."""
    with unscoped("the rules weigh a pair with the child's age, past matches and every hat"):
        return _engine_needs([need], on)[0]


def supply_row(key: str) -> Supply:
    """The volunteer, offer or job that `v12`, `o34`, `j56` names."""
    try:
        letter, number = key[:1], cleaning.key(key[1:])
    except ValueError:
        raise NotFound(f"supply {key}") from None
    found = supply_rows([f"{letter}{number}"]) if letter in MODELS else {}
    if key not in found:
        raise NotFound(f"supply {key}")
    return found[key]


def supply_rows(keys: Iterable[str]) -> dict[str, Supply]:
    """Several supplies at once, with what their holders can show: a few questions however many."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for key in set(keys):
        numbers[key[:1]].append(int(key[1:]))
    found: dict[str, Supply] = {}
    for letter, ids in numbers.items():
        model = MODELS[letter]
        rows = db.session.scalars(
            select(model).where(model.id.in_(ids)).options(model.with_certificates())
        )
        found.update({row.key: row for row in rows.unique()})
    return found


def supply_sides(keys: Iterable[str]) -> dict[str, dict[str, int | None]]:
    """Of each supply, the columns of a match that name it and its organisation."""
    posted: dict[str, int] = {}
    for model in KINDS.values():
        rows = db.session.execute(select(model.id, model.organization_id))
        posted.update((model.supply_kind.key(number), holder) for number, holder in rows)
    return {
        key: {
            **MODELS[key[0]].supply_kind.columns(int(key[1:])),
            "organization_id": posted.get(key),
        }
        for key in set(keys)
    }


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
    columns = SUPPLIES.values()
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
        alone = volunteer_id is not None
        own = {VOLUNTEER.key(volunteer_id)} if alone else postings[organization_id]
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
    for model in KINDS.values():
        posted = select(model.organization_id, model.id).where(
            model.organization_id.in_(organizations)
        )
        for organization_id, key in db.session.execute(posted):
            found[organization_id].add(model.supply_kind.key(key))
    return found


def provider_names(providers: Iterable[Volunteer | Organization]) -> dict[Any, str]:
    """The names a family is shown: an organisation's, or the display name of a volunteer's account."""
    wanted = set(providers)
    ids = {one.holder["volunteer_id"] for one in wanted} - {None}
    with unscoped("a match says who would help"):
        rows = db.session.execute(
            select(Appointment.volunteer_id, Account.display_name)
            .join(Account, Account.id == Appointment.account_id)
            .where(Appointment.volunteer_id.in_(ids))
        ).all()
    names = {key: name for key, name in rows if name}
    return {one: names.get(one.holder["volunteer_id"], one.open_name) for one in wanted}


def supply_names(keys: Iterable[str]) -> dict[str, str]:
    """Who stands behind each supply key, and what was posted, as an officer reads it."""
    rows = supply_rows(keys)
    names = provider_names(row.provider for row in rows.values())
    return {
        key: " · ".join(filter(None, (names[row.provider], row.posting_title)))
        for key, row in rows.items()
    }
