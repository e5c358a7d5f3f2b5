"""Which rows a person may see and write: said once on the model, applied here to every statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from sqlalchemy import ColumnElement, Select, event, false, select
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria

from app.kernel.access import Actor
from app.kernel.db import Session, db
from app.kernel.errors import Forbidden, NotFound

T = TypeVar("T", bound="Scoped")


class Scoped:
    """A row that not everyone may see. The model answers `visible_to`; the session asks it."""

    MODELS: ClassVar[list[type[Scoped]]] = []
    id: Any

    def __init_subclass__(cls, **values: Any) -> None:
        super().__init_subclass__(**values)
        if "__tablename__" in vars(cls):
            Scoped.MODELS.append(cls)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        """The rows that `actor` may see and change, as a condition on columns of this table."""
        raise NotImplementedError(f"{cls.__name__} must say who may see its rows.")


def act_as(actor: Actor) -> None:
    """Bind the session to one person; binding it to another is a mistake in the code."""
    info = db.session().info
    held = info.get("actor")
    if held == actor:
        return
    if held is not None:
        raise RuntimeError("A session keeps one actor.")
    info["actor"] = actor
    info["criteria"] = _criteria(actor)


def _criteria(actor: Actor) -> list[Any]:
    # Built once per session: rebuilding it for every query cost two milliseconds.
    return [
        with_loader_criteria(
            model, model.visible_to(actor), include_aliases=True, propagate_to_loaders=False
        )
        for model in Scoped.MODELS
    ]


_NOBODY: list[Any] = []


def _nobody() -> list[Any]:
    if len(_NOBODY) != len(Scoped.MODELS):
        _NOBODY[:] = [
            with_loader_criteria(model, false(), include_aliases=True, propagate_to_loaders=False)
            for model in Scoped.MODELS
        ]
    return _NOBODY


@contextmanager
def unscoped(why: str) -> Iterator[None]:
    """Read and write beyond the actor's rows, for the reason given in words."""
    if not why:
        raise ValueError("Say why the scope is left.")
    info = db.session().info
    depth = info.get("unscoped", 0)
    info["unscoped"] = depth + 1
    try:
        yield
        db.session.flush()  # while still outside the scope, so that these writes are judged by it
    finally:
        info["unscoped"] = depth


@event.listens_for(Session, "do_orm_execute")
def _apply_scope(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get("unscoped") or state.is_column_load:
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(*info.get("criteria", _nobody()))


@event.listens_for(Session, "before_flush")
def _judge_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if session.info.get("unscoped"):
        return
    changed = [row for row in session.dirty if session.is_modified(row)] + list(session.deleted)
    _require_visible(session, [row for row in changed if isinstance(row, Scoped)])


@event.listens_for(Session, "after_flush")
def _judge_additions(session: Session, _context: UOWTransaction) -> None:
    if not session.info.get("unscoped"):
        _require_visible(session, [row for row in session.new if isinstance(row, Scoped)])


def _require_visible(session: Session, rows: Sequence[Scoped]) -> None:
    """Ask the database, one question per table, whether every row is the actor's."""
    actor = session.info.get("actor")
    for model in {type(row) for row in rows}:
        keys = {row.id for row in rows if type(row) is model}
        if actor is None:
            raise Forbidden("scope.nobody")
        table_keys: Select[Any] = (
            select(model.id).where(model.id.in_(keys)).where(model.visible_to(actor))
        )
        found = set(session.connection().scalars(table_keys))
        if found != keys:
            raise Forbidden("scope.write")


def find(model: type[T], key: int | str) -> T:
    """The row with this key, or `NotFound` both when it is missing and when it is not theirs."""
    row = db.session.scalars(select(model).where(model.id == key)).one_or_none()
    if row is None:
        raise NotFound(f"{model.__name__} {key}")
    return row
