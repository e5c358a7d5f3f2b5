"""A county made larger by copies of its rows: families, needs, providers and what is between them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    String,
    Table,
    UniqueConstraint,
    cast,
    insert,
    literal,
    select,
    true,
)
from sqlalchemy.engine import Connection

from app.kernel.db import Model, db
from app.kernel.scope import LEFT

COPIED = (
    "guardian",
    "child",
    "need",
    "need_step",
    "volunteer",
    "organization",
    "qualification",
    "offer",
    "job_posting",
    "match",
    "match_step",
    "unmet",
    "consent",
    "audit_line",
    "letter",
)
"""Staff and their accounts stay as many as they are: it is their lists that grow."""
APART = 1_000_000
"""Between a row's key and that of its next copy."""


def multiply(times: int, *, before: int = 1) -> None:
    """Copy the first rows so often that there are `times` of each, where there are `before`."""
    if times <= before:
        return
    with db.engine.connect().execution_options(**LEFT) as connection, connection.begin():
        for name in COPIED:
            _copy(connection, Model.metadata.tables[name], _numbers(before, times))
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _numbers(first: int, end: int) -> CTE:
    start = select(literal(first).label("n")).cte("numbers", recursive=True)
    return start.union_all(select(start.c.n + 1).where(start.c.n < end - 1))


def _copy(connection: Connection, table: Table, numbers: CTE) -> None:
    columns = list(table.columns)
    unique = {column.name for column in columns if column.unique} | {
        one.columns[0].name
        for one in table.constraints
        if isinstance(one, UniqueConstraint) and len(one.columns) == 1
    }
    values = [_value(column, numbers, is_unique=column.name in unique) for column in columns]
    rows = (
        select(*values)
        .select_from(table)
        .join(numbers, true())
        .where(table.c.id < APART)
        .order_by(numbers.c.n, table.c.id)
    )
    connection.execute(insert(table).from_select([column.name for column in columns], rows))


def _value(column: Column[Any], numbers: CTE, *, is_unique: bool) -> ColumnElement[Any]:
    """A copy's own key, the copy of what the row points at, or the value as it is."""
    targets = {key.column.table.name for key in column.foreign_keys}
    if column.name == "id" or targets & set(COPIED) or column.name == "child_id":
        return (column + numbers.c.n * APART).label(column.name)
    if not is_unique:
        return column
    if column.nullable:
        return literal(None).label(column.name)
    return column.concat("~").concat(cast(numbers.c.n, String)).label(column.name)
