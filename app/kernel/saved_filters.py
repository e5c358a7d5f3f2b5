"""What somebody asks of a list again and again, under a name of their own; and lists taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ColumnElement, ForeignKey, String, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import Model, Moment, db
from app.kernel.errors import Refused
from app.kernel.events import Event
from app.kernel.scope import Scoped, find
from app.kernel.secrets import Sealed, SealedText, unseal

MOST = 20
"""Of one account, on all lists together."""
LONGEST = 600
"""Characters of a query."""


class SavedFilter(Model, Scoped):
    """A query of one list. Name and query are sealed: somebody may look for a child by name."""

    __tablename__ = "saved_filter"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    listing: Mapped[str] = mapped_column(String(60))
    name: Mapped[Sealed] = mapped_column(SealedText("saved_filter.name"))
    query: Mapped[Sealed] = mapped_column(SealedText("saved_filter.query"))
    saved_at: Mapped[datetime] = mapped_column(Moment)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        return cls.account_id == actor.account_id if actor.is_signed_in else false()


@dataclass(frozen=True, slots=True)
class Saved:
    """An opened one."""

    id: int
    name: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterSaved(Event):
    NAME: ClassVar[str] = "kernel.filter_saved"
    listing: str
    saved_filter_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterForgotten(Event):
    NAME: ClassVar[str] = "kernel.filter_forgotten"
    listing: str
    saved_filter_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExported(Event):
    """A list left as a workbook, with so many rows."""

    NAME: ClassVar[str] = "kernel.list_exported"
    listing: str
    rows: int


def saved_filters(listing: str) -> list[Saved]:
    """The reader's own of one list, in the order in which they were first saved."""
    wanted = select(SavedFilter).where(SavedFilter.listing == listing).order_by(SavedFilter.id)
    return [
        Saved(row.id, unseal(row.name), unseal(row.query)) for row in db.session.scalars(wanted)
    ]


@action(Can.KEEP_FILTERS)
def save_filter(actor: Actor, listing: str, *, name: str, query: str) -> FilterSaved:
    """Keep a query under a name; the same name on the same list takes the place of the first."""
    if len(query) > LONGEST:
        raise Refused("kernel.filter_too_long", field="name")
    own: Sequence[SavedFilter] = db.session.scalars(
        select(SavedFilter).order_by(SavedFilter.id)
    ).all()
    row = next((one for one in own if one.listing == listing and unseal(one.name) == name), None)
    if row is None and len(own) >= MOST:
        raise Refused("kernel.too_many_filters", field="name", most=MOST)
    if row is None:
        row = SavedFilter(account_id=actor.account_id, listing=listing, name=name)
        db.session.add(row)
    row.query, row.saved_at = query, clock.now()  # type: ignore[assignment]
    db.session.flush()
    return FilterSaved(listing=listing, saved_filter_id=row.id)


@action(Can.KEEP_FILTERS)
def forget_filter(actor: Actor, saved_filter_id: int) -> FilterForgotten:
    row = find(SavedFilter, saved_filter_id)
    db.session.delete(row)
    return FilterForgotten(listing=row.listing, saved_filter_id=saved_filter_id)


@action(Can.EXPORT_LIST, once=False)
def export_list(actor: Actor, listing: str, *, rows: int) -> ListExported:
    """Note that a list is taken out, before it is sent."""
    return ListExported(listing=listing, rows=rows)
