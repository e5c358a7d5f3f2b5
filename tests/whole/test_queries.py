"""A list costs the same number of questions for ten rows and for ten thousand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    String,
    Table,
    cast,
    event,
    insert,
    literal,
    select,
    true,
)
from sqlalchemy.engine import Connection

from app.kernel.access import Actor
from app.kernel.db import Model, db
from app.kernel.scope import LEFT
from tests import builders
from tests.whole.world import lay_out

MANY = 10_000
FEW = 10

LISTS = {
    "/": "visitor",
    "/needs": "visitor",
    "/needs/map": "visitor",
    "/jobs": "visitor",
    "/offers": "visitor",
    "/today": "officer",
    "/children": "supervisor",
    "/raised": "director",
    "/desk/needs": "officer",
    "/desk/postings": "officer",
    "/vetting": "officer",
    "/matches": "officer",
    "/rounds": "officer",
    "/unmet": "officer",
    "/inbox": "helper with consent",
    "/invitations": "helper with consent",
    "/village-matches": "director",
    "/family": "guardian",
    "/postings": "organisation member",
    "/audit": "auditor",
    "/accounts": "administrator",
    "/jobs-board": "administrator",
}

COPIED = (
    "account",
    "child",
    "need",
    "volunteer",
    "organization",
    "offer",
    "job_posting",
    "match",
    "letter",
    "job",
    "audit_line",
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database within the block."""
    seen: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def multiply(times: int) -> None:
    """Copy the last row of each copied table so often that `times` rows are added."""
    numbers = _numbers(times)
    with db.engine.connect().execution_options(**LEFT) as connection, connection.begin():
        for name in COPIED:
            table = Model.metadata.tables[name]
            pattern = connection.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1))
            if pattern is not None:
                _copy(connection, table, pattern, numbers, times)


def _numbers(times: int) -> CTE:
    start = select(literal(1).label("n")).cte("numbers", recursive=True)
    return start.union_all(select(start.c.n + 1).where(start.c.n < times))


def _copy(connection: Connection, table: Table, pattern: int, numbers: CTE, times: int) -> None:
    columns = [column for column in table.columns if column.name != "id"]
    unique = {
        constraint.columns[0].name
        for constraint in table.constraints
        if type(constraint).__name__ == "UniqueConstraint" and len(constraint.columns) == 1
    }
    values = [
        _value(column, numbers, times if column.name in unique else None) for column in columns
    ]
    rows = select(*values).select_from(table).join(numbers, true()).where(table.c.id == pattern)
    connection.execute(insert(table).from_select([column.name for column in columns], rows))


def _value(column: Column[object], numbers: CTE, offset: int | None) -> ColumnElement[object]:
    """The pattern's own value, or a new one where it must be unique."""
    if offset is None:
        return column
    if column.nullable:
        return literal(None).label(column.name)
    return (
        literal(f"~{column.name[:1]}").concat(cast(numbers.c.n + offset, String)).label(column.name)
    )


def _count(app: Flask, person: str, address: str, people: dict[str, Actor]) -> int:
    client = app.test_client()
    if person != "visitor":
        builders.sign_in(client, people[person])
    client.get(address)  # what is built once per process is built now
    with counted() as seen:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return len(seen)


def test_no_list_asks_more_questions_of_ten_thousand_rows_than_of_ten(app: Flask) -> None:
    people = lay_out().people
    multiply(FEW)
    few = {address: _count(app, who, address, people) for address, who in LISTS.items()}
    multiply(MANY)
    many = {address: _count(app, who, address, people) for address, who in LISTS.items()}
    # Fewer is possible: a first page without any consent does not ask for their sheets.
    assert {address for address in LISTS if many[address] > few[address]} == set()
