"""One list for all: what a list shows, by what it is narrowed and sorted, said once for page and paper.

A room declares its lists in `listings.py`. The page, the printed sheet and the workbook show the same
rows in the same order. `listing_views` answers for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement, Select, case, func, or_, select

from app.kernel import words
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.fields import Asked
from app.kernel.paging import SIZE, Page, page_of, paginate

Cell = str | int | float | date | datetime | None
ORDER, PAGE = "order", "page"
"""Names in the address of a list; no filter may be called so."""
AT_ONCE = 500
"""Rows that are read and dressed together while a whole list is written."""

LISTINGS: dict[str, Listing] = {}
"""Every list of the house by the endpoint of its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `of` gives its plain value for paper; a list is sorted by `sort` in the database.

    `is_protected` says that the value was opened through the disclosure table when the row was dressed.
    """

    name: str
    words: Any
    of: Callable[[Any], Cell]
    sort: tuple[Any, ...] = ()
    is_turned: bool = False
    """Whether the value grows as what it is sorted by falls: an age and a day of birth."""
    is_protected: bool = False


def _as_it_is(_actor: Actor, rows: Sequence[Any]) -> Sequence[Any]:
    return rows


def _all(_actor: Actor, _asked: Any) -> None:
    """Nothing is looked for in memory."""


def _of_address(_actor: Actor, args: Any) -> FlaskForm:
    return Asked(args)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list of the house. `name` is the endpoint of its page, which also says who may read it.

    `order` ends with a key that no two rows share. `dress` makes of the rows of one page what is
    shown, with the same number of questions however many they are. `keep` narrows in memory what is
    sealed in the database: for the few hundred rows of somebody's own place alone. `steps` are the endpoints of
    pages and deeds that lead back to the list: what it was narrowed by is kept through them.
    """

    name: str
    title: Any
    columns: Callable[[Actor, Any], tuple[Column, ...]]
    statement: Callable[[Actor, Any], Select[Any]]
    order: Callable[[Any], tuple[Any, ...]]
    form: Callable[[Actor, Any], FlaskForm] = _of_address
    keep: Callable[[Actor, Any], Callable[[Any], bool] | None] = _all
    dress: Callable[[Actor, Sequence[Any]], Sequence[Any]] = _as_it_is
    size: int = SIZE
    steps: frozenset[str] = frozenset()
    is_exported: bool = True
    """Whether it is printed and exported here; a list may have a deed of its own for it."""

    def __post_init__(self) -> None:
        if self.name in LISTINGS:
            raise ValueError(f"There are two lists called {self.name}.")
        LISTINGS[self.name] = self

    def open(self, actor: Actor, args: Mapping[str, Any]) -> Opened:
        """The list as an address asks for it."""
        form = self.form(actor, args)
        is_read = bool(form.validate())
        columns = self.columns(actor, form)
        wanted = str(args.get(ORDER, ""))
        sortable = {one.name: one for one in columns if one.sort}
        by = sortable.get(wanted.removeprefix("-"))
        return Opened(
            listing=self,
            actor=actor,
            form=form,
            columns=columns,
            by=by,
            is_descending=wanted.startswith("-"),
            query=_query(form, args, wanted if by else ""),
            is_partly_unread=not is_read or (bool(wanted) and by is None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A list narrowed and sorted. `query` is the part of its address that says how."""

    listing: Listing
    actor: Actor
    form: Any
    columns: tuple[Column, ...]
    by: Column | None
    is_descending: bool
    query: dict[str, Any]
    is_partly_unread: bool
    """Whether the address asked for an order or a filter that there is not: it was left out."""

    @property
    def text(self) -> str:
        """The query as an address holds it."""
        return urlencode(self.query, doseq=True)

    def ordered(self, name: str) -> dict[str, Any]:
        """The query of a column's head: up, then down, then the list's own order again."""
        rest = {key: value for key, value in self.query.items() if key != ORDER}
        if self.by is None or self.by.name != name:
            return rest | {ORDER: [name]}
        return rest if self.is_descending else rest | {ORDER: [f"-{name}"]}

    def statement(self) -> Select[Any]:
        """Sorted by what was asked, then in the list's own order: no row changes its page."""
        found = self.listing.statement(self.actor, self.form)
        own = self.listing.order(self.form)
        if self.by is None:
            return found.order_by(*own)
        falls = self.is_descending is not self.by.is_turned
        asked = [(one.desc() if falls else one.asc()).nulls_last() for one in self.by.sort]
        return found.order_by(*asked, *own)

    def page(self, number: int) -> Page[Any]:
        is_kept = self.listing.keep(self.actor, self.form)
        size = self.listing.size
        if is_kept is None:
            found = paginate(self.statement(), number, size=size)
        else:
            found = page_of(self._kept(is_kept), number, size=size)
        rows = self.listing.dress(self.actor, found.items)
        return Page(rows, found.number, found.size, found.total)

    def _kept(self, is_kept: Callable[[Any], bool]) -> list[Any]:
        return [row for row in db.session.scalars(self.statement()) if is_kept(row)]

    def total(self) -> int:
        """How many there are; of what is narrowed in memory, how many are looked at."""
        rows = self.statement().order_by(None).subquery()
        return db.session.scalar(select(func.count()).select_from(rows)) or 0

    def rows(self, *, most: int) -> Iterator[list[Cell]]:
        """The cells of each row of the whole list, read some hundred at a time."""
        options = {"yield_per": AT_ONCE}
        found = db.session.scalars(self.statement().limit(most).execution_options(**options))
        is_kept = self.listing.keep(self.actor, self.form)
        for many in found.partitions():
            some = many if is_kept is None else [row for row in many if is_kept(row)]
            for row in self.listing.dress(self.actor, some):
                yield [column.of(row) for column in self.columns]


def _query(form: FlaskForm, args: Any, order: str) -> dict[str, Any]:
    """What the address says of this list, without the page and without what was not understood."""
    many = {name: args.getlist(name) for name in args if name in form}
    kept = {
        name: values
        for name, values in many.items()
        if any(values) and not form[name].errors and name not in (ORDER, PAGE)
    }
    return kept | {ORDER: [order]} if order else kept


def in_order(column: Any, name: str) -> ColumnElement[int]:
    """A column of codes in the order in which a list of words tells them."""
    places = {code: place for place, code in enumerate(words.codes(name))}
    return case(places, value=column, else_=len(places))


def finds(sought: str, *columns: Any) -> ColumnElement[bool]:
    """Whether one of these columns holds the words that are looked for."""
    return or_(*(one.icontains(sought, autoescape=True) for one in columns))
