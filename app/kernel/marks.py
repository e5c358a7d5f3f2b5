"""Reading SQL as the database will: which scoped tables it reads, and which of them carry a mark."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

NONCE = secrets.token_hex(4)
"""Of this process alone, so that no written text can hold a mark."""
TOKEN = re.compile(
    rf"""
      /\*in\ (?P<mark>\w+)\ {NONCE}\*/
    | /\*.*?\*/ | --[^\n]*                                   # any other comment
    | (?P<text>'(?:[^']|'')*')
    | %\(\w+\)s(?:::\w+)? | __\[\w+\] | (?<![:\w]):\w+ | ::\w+   # parameters and casts
    | "(?P<quoted>[^"]+)"
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>[().,])
    """,
    re.VERBOSE | re.DOTALL,
)
READERS = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE"})
UNITING = frozenset({"UNION", "INTERSECT", "EXCEPT"})
OTHERS = frozenset(
    {"SELECT", "SET", "VALUES", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH"}
    | {"FOR", "RETURNING"}
)
JOINING = frozenset({"LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "OUTER", "JOIN"})
BEFORE_A_NAME = frozenset({"ONLY", "LATERAL"})
KEYWORDS = READERS | UNITING | OTHERS | JOINING | {"WHERE", "ON", "USING", "FROM", "AS"}
QUIET = frozenset({"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA"})
"""Statements that give no row of a table back."""


class within(FunctionElement[bool]):
    """`within(table.id, condition)`: the condition, and before it a mark of the source it narrows."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> within:
        # As the function it is called, it would become `(…) = 1`, which no index follows.
        del against  # SQLAlchemy names it when it calls
        return self


@compiles(within)
def _with_mark(element: within, compiler: Any, **options: Any) -> str:
    key, condition = element.clauses
    source = compiler.process(key, **options).rpartition(".")[0].rpartition(".")[2].strip('"`')
    return f"/*in {source} {NONCE}*/ ({compiler.process(condition, **options)})"


@dataclass(slots=True)
class _Clause:
    """One WHERE or ON: the marks that stand in it as conditions of their own, and whom they reach."""

    reaches: Sequence[str] | None = None
    """Names of the sources an outer join's ON narrows; None: all of its block."""
    marks: list[str] = field(default_factory=list)
    is_either: bool = False
    """Whether an OR stands beside them: then none of them need hold."""

    def narrowed(self) -> set[str]:
        if self.is_either:
            return set()
        return {one for one in self.marks if self.reaches is None or one in self.reaches}


@dataclass(slots=True)
class _Block:
    """One SELECT, UPDATE or DELETE with what it reads."""

    sources: list[str] = field(default_factory=list)
    scoped: dict[str, str] = field(default_factory=dict)
    """Name in this block → scoped table."""
    clauses: list[_Clause] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def unmarked(self) -> Iterator[str]:
        narrowed = {name for clause in self.clauses for name in clause.narrowed()}
        yield from (table for name, table in self.scoped.items() if name not in narrowed)
        yield from self.unreadable


Token = tuple[str, str]
"""Kind (mark, text, quoted, word, sign) and what was read."""
OPENING, CLOSING = ("sign", "("), ("sign", ")")
END: Token = ("sign", "")


def unmarked(sql: str, tables: Collection[str]) -> tuple[str, ...]:
    """What a statement reads or writes of the scoped tables without their mark.

    Every SELECT within it is looked at for itself. A mark counts where it is a condition of its own
    in a WHERE or an ON, beside no OR and below no NOT; in the ON of an outer join it counts for what
    that join adds. A full or right join gives rows back that its ON refuses, so it is never enough.
    What cannot be read counts as unmarked.
    """
    tokens = [
        (found.lastgroup, found[found.lastgroup])
        for found in TOKEN.finditer(sql)
        if found.lastgroup is not None
    ]
    hidden = [text for kind, text in tokens if kind == "text" and _hides(text, tables)]
    if hidden:
        return tuple(hidden)
    mentioned = {text for kind, text in tokens if kind in ("word", "quoted")} & set(tables)
    first = next((text.upper() for kind, text in tokens if kind == "word"), "")
    if not mentioned or first in QUIET:
        return ()
    if first not in READERS:
        return tuple(sorted(mentioned))
    return tuple(_Reader(tokens, tables).read(0, len(tokens), _Walk(_Block())))


def _hides(literal: str, tables: Collection[str]) -> bool:
    """Whether a text in quotes would itself read a scoped table."""
    found = re.findall(r"(?:from|join|into|update|table)\s+\W?(\w+)", literal, re.IGNORECASE)
    return any(name in tables for name in found)


class _Reader:
    """Goes through the tokens once; what stands in brackets is gone through by itself."""

    def __init__(self, tokens: Sequence[Token], tables: Collection[str]) -> None:
        self.tokens, self.tables = tokens, tables

    def read(self, start: int, end: int, walk: _Walk) -> Iterator[str]:
        at = start
        while at < end:
            kind, text = self.tokens[at]
            if (kind, text) == OPENING:
                close = self._closing(at, end)
                yield from self._group(at + 1, close, walk)
                at = close
            elif kind == "word" and text.upper() in UNITING and not walk.is_inner:
                yield from walk.block.unmarked()
                walk = _Walk(_Block())
            elif kind in ("word", "quoted") and walk.takes_table(text, self._next(at, end)):
                self._take(walk, at, end)
            else:
                walk.step(kind, text)
            at += 1
        if not walk.is_inner:
            yield from walk.block.unmarked()

    def _group(self, start: int, end: int, walk: _Walk) -> Iterator[str]:
        """A criterion after its mark, a query, tables that are joined, or an expression."""
        if walk.has_mark:
            walk.has_mark = False  # what the criterion itself reads is the model's own business
            return
        first = next((one for one in self.tokens[start:end] if one != OPENING), END)
        if first[0] == "word" and first[1].upper() in READERS:
            walk.wants_table = False
            yield from self.read(start, end, _Walk(_Block()))
            return
        yield from self.read(start, end, walk.inner())

    def _take(self, walk: _Walk, at: int, end: int) -> None:
        """A name where a table's must stand, under the alias that follows it."""
        name, (kind, text) = self.tokens[at][1], self._next(at, end)
        if kind == "word" and text.upper() == "AS":
            kind, text = self._next(at + 1, end)
        elif kind == "word" and text.upper() in KEYWORDS:
            kind, text = "word", name
        alias = text if kind in ("word", "quoted") else name
        walk.add(alias, name if name in self.tables else None)

    def _next(self, at: int, end: int) -> Token:
        return self.tokens[at + 1] if at + 1 < end else END

    def _closing(self, at: int, end: int) -> int:
        depth = 0
        for place in range(at, end):
            depth += {OPENING: 1, CLOSING: -1}.get(self.tokens[place], 0)
            if depth == 0:
                return place
        return end


class _Walk:
    """Where in a block one stands: in which clause, and whether the name of a table comes next.

    Within brackets (`is_inner`) joined tables still belong to the block; conditions do not.
    """

    def __init__(self, block: _Block, *, is_inner: bool = False, is_from: bool = False) -> None:
        self.block, self.is_inner = block, is_inner
        self.clause, self.wants_table = ("FROM" if is_from else ""), is_from
        self.joined_at, self.is_outer = 0, False
        self.narrowing: _Clause | None = None
        self.cases = 0
        self.has_mark, self.before = False, ""

    def inner(self) -> _Walk:
        is_from, self.wants_table = self.wants_table, False
        return _Walk(self.block, is_inner=True, is_from=is_from)

    def takes_table(self, name: str, after: Token) -> bool:
        """Whether this name is a table's: not a schema's, not that of a function that gives rows."""
        if not self.wants_table or name.upper() in KEYWORDS | BEFORE_A_NAME:
            return False
        return after != ("sign", ".")

    def add(self, alias: str, table: str | None) -> None:
        self.wants_table, self.before = False, ""
        self.block.sources.append(alias)
        if table is not None:
            self.block.scoped[alias] = table

    def step(self, kind: str, text: str) -> None:
        self.has_mark = kind == "mark"
        if kind == "mark" and self.narrowing is not None and not self.cases:
            if self.before != "NOT":
                self.narrowing.marks.append(text)
        elif kind == "word":
            self._word(text.upper())
        elif (kind, text) == ("sign", ",") and self.clause == "FROM":
            self._begin("FROM")
        self.before = text.upper() if kind == "word" else ""

    def _word(self, word: str) -> None:
        if word in ("CASE", "END"):
            self.cases += 1 if word == "CASE" else -1
        elif word == "OR" and self.narrowing is not None and not self.cases:
            self.narrowing.is_either = True
        elif word in JOINING and self.clause in ("FROM", "ON"):
            self._join(word)
        elif word == "ON" and self.clause in ("FROM", "ON"):
            self._narrow(word)
        elif not self.is_inner:
            self._clause(word)

    def _clause(self, word: str) -> None:
        if word == "WHERE":
            self._narrow(word)
        elif word == "FROM" and self.before == "DISTINCT":
            return  # IS DISTINCT FROM
        elif word == "UPDATE" and self.before in ("FOR", "DO"):
            return  # FOR UPDATE, ON CONFLICT DO UPDATE
        elif word in ("FROM", "INTO", "TABLE", "UPDATE", "USING"):
            self._begin("FROM")
        elif word in OTHERS:
            self.clause, self.narrowing, self.wants_table = word, None, False

    def _begin(self, clause: str) -> None:
        self.clause, self.narrowing, self.wants_table = clause, None, True
        self.joined_at, self.is_outer = len(self.block.sources), False

    def _join(self, word: str) -> None:
        if word in ("RIGHT", "FULL"):
            self.block.unreadable.append(f"{word} JOIN")
        if self.clause == "ON":
            self._begin("FROM")
            self.wants_table = False
        if word == "LEFT":
            self.is_outer = True
        if word == "JOIN":
            self.wants_table, self.joined_at = True, len(self.block.sources)

    def _narrow(self, word: str) -> None:
        is_partial = word == "ON" and self.is_outer
        reaches = tuple(self.block.sources[self.joined_at :]) if is_partial else None
        self.clause, self.wants_table = word, False
        self.narrowing = _Clause(reaches)
        self.block.clauses.append(self.narrowing)
