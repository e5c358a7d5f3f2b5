"""Which rows a person may see and write: said once on the model, applied here to every statement.

`tables_of` says which scoped tables a statement can reach; their criteria are added, each with a mark
in the SQL. Before the database is asked, a guard reads that SQL and counts what has no mark: a wrong
walk is an error, never a leak.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, Table, event, false, insert, or_, select, true
from sqlalchemy.engine import Compiled, Connection, Engine, ExecutionContext
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause

from app.kernel.access import Actor, Role
from app.kernel.db import FLUSHING, Session, db
from app.kernel.errors import Forbidden, NotFound
from app.kernel.marks import unmarked, within

T = TypeVar("T", bound="Scoped")

LEFT = {"tongqiao_scope": "left"}
"""Execution options of a statement that the guard lets pass: its rows were judged, or the scope left."""

CLOSED_TO_SYSTEM = frozenset({"record_check"})
"""Tables that the platform has no business with when it acts by itself."""


class Escaped(RuntimeError):
    """A statement would have read a scoped table without its criterion."""


class Scoped:
    """A row that not everyone may see. The model answers `visible_to`; the session asks it."""

    MODELS: ClassVar[list[type[Scoped]]] = []
    TABLES: ClassVar[dict[str, type[Scoped]]] = {}
    id: Any

    def __init_subclass__(cls, **values: Any) -> None:
        super().__init_subclass__(**values)
        if "__tablename__" in vars(cls):
            Scoped.MODELS.append(cls)
            Scoped.TABLES[vars(cls)["__tablename__"]] = cls

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        """The rows that `actor` may see, as a condition on columns of this table."""
        raise NotImplementedError(f"{cls.__name__} must say who may see its rows.")

    @classmethod
    def writable_by(cls, actor: Actor) -> ColumnElement[bool]:
        """The rows that `actor` may write: those that may be seen, unless the model says otherwise."""
        return cls.visible_to(actor)


Share = Callable[[Actor], ColumnElement[bool] | None]
"""Further rows of a model that an actor may see; None when there are none for that role."""
_TO_READ: dict[type[Scoped], list[Share]] = {}
_TO_CHANGE: dict[type[Scoped], list[Share]] = {}


def may_read(*models: type[Scoped]) -> Callable[[Share], Share]:
    """Let a higher room add to `visible_to` rows that may be read, and not written."""
    return _adding(_TO_READ, models)


def may_change(*models: type[Scoped]) -> Callable[[Share], Share]:
    """Let a higher room add to `visible_to` rows that may be read and written."""
    return _adding(_TO_CHANGE, models)


def _adding(
    shares: dict[type[Scoped], list[Share]], models: Sequence[type[Scoped]]
) -> Callable[[Share], Share]:
    def add(share: Share) -> Share:
        for model in models:
            shares.setdefault(model, []).append(share)
        return share

    return add


def condition(model: type[Scoped], actor: Actor | None, *, to: str = "read") -> ColumnElement[bool]:
    """The rows of a model that an actor may `read` or `change`, with what higher rooms have added."""
    if actor is None:
        return false()
    if actor.role is Role.SYSTEM:
        return false() if vars(model)["__tablename__"] in CLOSED_TO_SYSTEM else true()
    shares = [*_TO_CHANGE.get(model, ()), *(_TO_READ.get(model, ()) if to == "read" else ())]
    more = [found for share in shares if (found := share(actor)) is not None]
    own = model.visible_to(actor) if to == "read" else model.writable_by(actor)
    return or_(own, *more) if more else own


def bare(model: Any, name: str) -> Any:
    """The model's table under a name of its own, for a condition within the criterion of that model.

    Its columns know no model, so that the criterion is not added to itself. Anywhere else the guard
    refuses it.
    """
    return model.__table__.alias(name)


def act_as(actor: Actor) -> None:
    """Bind the session to one person; binding it to another is a mistake in the code."""
    info = db.session().info
    held = info.get("actor")
    if held == actor:
        return
    if held is not None:
        raise RuntimeError("A session keeps one actor.")
    info["actor"] = actor
    info.pop("criteria", None)


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


def write_all(model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows by a few statements, judging none: for the platform, which sees them all."""
    actor = db.session().info.get("actor")
    if actor is None or actor.role is not Role.SYSTEM:
        raise Forbidden("scope.write")
    if rows:
        db.session.execute(insert(model).execution_options(**LEFT), rows)


def tables_of(statement: Any) -> frozenset[str]:
    """Names of the scoped tables that a statement names, joins or reaches by a relationship."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = [statement, *_eager(statement)]
    while waiting:
        for part in visitors.iterate(waiting.pop()):
            if isinstance(part, Table):
                found.add(part.name)
            table = part.table if isinstance(part, ColumnClause) else None
            if table is not None and id(table) not in seen:
                seen.add(id(table))
                waiting.append(table)
            entity = getattr(part, "_annotations", {}).get("parententity")
            if entity is not None:
                found.add(_table_of(entity.mapper))
            for side in _joined(part):
                waiting.append(side)
    return frozenset(found & Scoped.TABLES.keys())


def _joined(part: Any) -> Iterator[Any]:
    """Targets of `join()` that are not tables yet: entities, aliases and relationships."""
    for target, on_clause, *_rest in getattr(part, "_setup_joins", ()):
        for side in (target, on_clause):
            mapper = getattr(getattr(side, "property", None), "mapper", None)
            if mapper is not None:
                yield mapper.local_table
            elif hasattr(side, "_annotations"):
                yield side


def _eager(statement: Any) -> Iterator[Table]:
    """Tables that loader options bring into the statement itself."""
    for option in getattr(statement, "_with_options", ()):
        for load in getattr(option, "context", ()):
            for step in load.path.path:
                table = getattr(getattr(step, "mapper", None), "local_table", None)
                if table is not None:
                    yield table


@event.listens_for(Session, "do_orm_execute")
def _apply_scope(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get("unscoped"):
        state.update_execution_options(**LEFT)
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    to = "read" if state.is_select else "change"
    statement: Any = state.statement
    if state.is_column_load:  # a row in hand is read again: there is no entity that takes options
        name = _table_of(state.bind_mapper)
        if name in Scoped.TABLES:
            state.statement = statement.where(_criterion(info, name, to).marked)
        return
    criteria = [_criterion(info, name, to).option for name in sorted(tables_of(statement))]
    if criteria:
        state.statement = statement.options(*criteria)


def _table_of(mapper: Any) -> str:
    return str(mapper.local_table.name)


@dataclass(frozen=True, slots=True)
class _Criterion:
    """The rows of one model for one actor, as a marked condition and as an option of a statement."""

    marked: ColumnElement[bool]
    option: Any


def _criterion(info: dict[Any, Any], name: str, to: str) -> _Criterion:
    # Built once per session and model, and only when a statement needs it.
    built: dict[tuple[str, str], _Criterion] = info.setdefault("criteria", {})
    if (name, to) not in built:
        model = Scoped.TABLES[name]
        marked = within(model.id, condition(model, info.get("actor"), to=to))
        option = with_loader_criteria(
            model, marked, include_aliases=True, propagate_to_loaders=False
        )
        built[name, to] = _Criterion(marked, option)
    return built[name, to]


_UNMARKED: WeakKeyDictionary[Compiled, tuple[str, ...]] = WeakKeyDictionary()
"""What was found of a compiled statement: it is read once, however often it is sent."""


@event.listens_for(Engine, "before_cursor_execute")
def _require_marks(
    _connection: Connection,
    _cursor: Any,
    sql: str,
    _parameters: Any,
    context: ExecutionContext | None,
    _many: bool,
) -> None:
    if context is not None and _is_let_pass(context):
        return
    compiled = context.compiled if context is not None else None
    missing = _UNMARKED.get(compiled) if compiled is not None else None
    if missing is None:
        missing = unmarked(sql, Scoped.TABLES.keys())
        if compiled is not None:
            _UNMARKED[compiled] = missing
    if missing:
        raise Escaped(", ".join(missing))


def _is_let_pass(context: Any) -> bool:
    if context.isddl or context.execution_options.get("tongqiao_scope") == "left":
        return True
    # A flush writes rows, each judged before or after; a question asked meanwhile is scoped like any.
    return FLUSHING.get() and (context.isinsert or context.isupdate or context.isdelete)


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
    """Ask the database, one question per table, whether every row is the actor's to change."""
    actor = session.info.get("actor")
    for model in {type(row) for row in rows}:
        keys = {row.id for row in rows if type(row) is model}
        if actor is None:
            raise Forbidden("scope.nobody")
        table_keys: Select[Any] = (
            select(model.id).where(model.id.in_(keys)).where(condition(model, actor, to="change"))
        )
        found = set(session.connection().scalars(table_keys.execution_options(**LEFT)))
        if found != keys:
            raise Forbidden("scope.write")


def find(model: type[T], key: int | str) -> T:
    """The row with this key, or `NotFound` both when it is missing and when it is not theirs."""
    row = db.session.scalars(select(model).where(model.id == key)).one_or_none()
    if row is None:
        raise NotFound(f"{model.__name__} {key}")
    return row
