"""Asking the database about lists that it keeps as JSON, in words that both databases know."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


def holds(column: Any, code: str) -> ColumnElement[bool]:
    """Whether a list of codes holds this one."""
    return cast(column, Text).contains(f'"{code}"', autoescape=True)


def is_one_of(column: Any, lists: Iterable[list[Any]]) -> ColumnElement[bool]:
    """Whether a list is exactly one of these."""
    return cast(column, Text).in_([json.dumps(one) for one in lists])


class pieces(FunctionElement[Any]):
    """`pieces(column).table_valued("value")`: the items of a list, one a row."""

    inherit_cache = True


class number_at(FunctionElement[int]):
    """`number_at(value, 1)`: the second of a list of numbers."""

    inherit_cache = True
    type = Integer()


@compiles(pieces)
def _pieces(element: pieces, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(pieces, "postgresql")
def _postgresql_pieces(element: pieces, compiler: Any, **options: Any) -> str:
    return f"json_array_elements({compiler.process(element.clauses, **options)})"


@compiles(number_at)
def _number_at(element: number_at, compiler: Any, **options: Any) -> str:
    value, at = (compiler.process(one, **options) for one in element.clauses)
    return f"json_extract({value}, '$[' || {at} || ']')"


@compiles(number_at, "postgresql")
def _postgresql_number_at(element: number_at, compiler: Any, **options: Any) -> str:
    value, at = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST({value} ->> CAST({at} AS INTEGER) AS INTEGER)"
