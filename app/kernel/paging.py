"""A page of a list: two questions to the database, however long the list is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from app.kernel.db import db

T = TypeVar("T")

SIZE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page, with what a pager needs to say."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages


def page_of(found: Sequence[T], number: int, *, size: int = SIZE) -> Page[T]:
    """A page of what is in memory already."""
    number = _within(number, len(found), size)
    return Page(found[(number - 1) * size : number * size], number, size, len(found))


def paginate(statement: Select[Any], number: int, *, size: int = SIZE) -> Page[Any]:
    """The `number`-th page, from 1; a number beyond the end gives the last page."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery()))
    total = total or 0
    number = _within(number, total, size)
    rows = db.session.scalars(statement.limit(size).offset((number - 1) * size)).unique().all()
    return Page(rows, number, size, total)


def _within(number: int, total: int, size: int) -> int:
    return min(max(number, 1), max(1, -(-total // size)))
