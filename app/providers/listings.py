"""The officer's list of providers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.kernel import words
from app.kernel.access import Actor
from app.kernel.listing import Cell, Column, Listing
from app.places import queries as places
from app.providers import queries
from app.providers.forms.vetting import VettingAsked
from app.providers.models import Organization, Volunteer
from app.providers.queries import ProviderKind

CERTIFICATES = Column(
    name="certificates",
    words=_l("Certificates"),
    of=lambda row: words.labels("qualification", (one.kind for one in row.qualifications)),
)


def _columns(_actor: Actor, asked: VettingAsked) -> tuple[Column, ...]:
    is_volunteer = asked.wanted()["kind"] is ProviderKind.VOLUNTEER
    # A volunteer's name is sealed: the database cannot sort by it.
    own = _of_volunteers() if is_volunteer else _of_organizations()
    model: Any = Volunteer if is_volunteer else Organization
    return (
        *own,
        Column(
            name="place",
            words=_l("Town"),
            of=lambda row: places.full_name(row.town_code),
            sort=(model.town_code,),
        ),
        CERTIFICATES,
        Column(
            name="check",
            words=_l("Record check until"),
            of=lambda row: row.record_check_until,
            sort=(model.record_check_until,),
        ),
        Column(
            name="since", words=_l("Since"), of=lambda row: row.applied_at, sort=(model.applied_at,)
        ),
        Column(
            name="state",
            words=_l("Where it stands"),
            of=lambda row: words.label("provider_state", row.state),
            sort=(model.state,),
        ),
    )


def _of_volunteers() -> tuple[Column, ...]:
    return (
        Column(name="name", words=_l("Name"), of=lambda row: row.short_name()),
        Column(name="code", words=_l("Number"), of=lambda row: row.code, sort=(Volunteer.code,)),
        Column(name="kind", words=_l("Fields"), of=_fields),
    )


def _fields(row: Volunteer) -> Cell:
    return words.labels("service_category", row.categories)


def _of_organizations() -> tuple[Column, ...]:
    return (
        Column(
            name="name",
            words=_l("Name"),
            of=lambda row: row.short_name(),
            sort=(Organization.name,),
        ),
        Column(name="code", words=_l("Number"), of=lambda row: row.uscc, sort=(Organization.uscc,)),
        Column(
            name="kind",
            words=_l("Kind"),
            of=lambda row: words.label("organization_kind", row.kind),
            sort=(Organization.kind,),
        ),
    )


def _statement(_actor: Actor, asked: VettingAsked) -> Select[Any]:
    return queries.vetting(**asked.wanted())


def _order(asked: VettingAsked) -> tuple[Any, ...]:
    wanted = asked.wanted()
    return queries.vetting_order(wanted["kind"], wanted["only"])


def _form(_actor: Actor, args: Any) -> VettingAsked:
    return VettingAsked(args)


VETTING = Listing(
    name="providers.vetting",
    title=_l("Vetting"),
    form=_form,
    columns=_columns,
    statement=_statement,
    order=_order,
    steps=frozenset(
        f"providers.{name}"
        for name in (
            "vet_volunteer",
            "vet_organization",
            "decide",
            "note_check",
            "confirm",
            "refuse",
        )
    ),
)
