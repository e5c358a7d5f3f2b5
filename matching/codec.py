"""Everything to JSON and back: one way to write each value, so equal things are equal bytes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from hashlib import sha256
from typing import Any

from matching.columns.coded import Coded, Lists, Numbers, objects
from matching.columns.table import Table as Rows
from matching.plan import Change, Match, Part, Plan, Proof, Refusal, Unmatched
from matching.score.scorecard import Scorecard, Table
from matching.settings import Settings
from matching.slots import Slot
from matching.types import Need, Supply

_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        Change,
        Match,
        Need,
        Part,
        Plan,
        Proof,
        Refusal,
        Scorecard,
        Settings,
        Slot,
        Supply,
        Table,
        Unmatched,
    )
}

AT_ONCE = 10_000
"""Rows of a column that are written before they are hashed."""
_AS_IT_IS = frozenset({str, int, float, bool, type(None)})
_WRITER = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
)


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


_FIELDS = {
    kind: tuple((field.name, _default(field)) for field in fields(kind)) for kind in _KINDS.values()
}


def to_json(value: Any) -> str:
    """Write needs, supplies, settings, a scorecard, a plan, or a tuple of them.

    Fields that hold their default are left out, so a stored round stays the same text
    when a later version knows more fields.

    Parameters
    ----------
    value : object

    Returns
    -------
    str
        JSON on one line, keys sorted.

    Examples
    --------
    >>> to_json(Slot(0, 540, 600))
    '{"$":"Slot","end":600,"start":540,"weekday":0}'
    """
    return _WRITER.encode(_plain(value))


def from_json(text: str) -> Any:
    """Read what `to_json` wrote.

    Parameters
    ----------
    text : str

    Returns
    -------
    object

    Raises
    ------
    ValueError
        When the text is not JSON or names a thing this library does not know.

    Examples
    --------
    >>> from_json(to_json((Need("n1", "tutoring"),)))[0].id
    'n1'
    """
    return _value(json.loads(text))


def digest(value: Any) -> str:
    """SHA-256 of the JSON of a value, in hexadecimal.

    Parameters
    ----------
    value : object

    Returns
    -------
    str
    """
    return sha256(to_json(value).encode()).hexdigest()


def fingerprint(table: Rows[Any]) -> str:
    """SHA-256 of all rows of a table, in hexadecimal: the same for equal rows in equal order.

    Parameters
    ----------
    table : Table

    Returns
    -------
    str
    """
    mark = sha256(str(len(table)).encode())
    for name, default in _FIELDS[table.kind]:
        heading = f"\n{name}\n"
        for part in _column(table.column(name), default):
            mark.update(f"{heading}{part}".encode())
            heading = ""
    return mark.hexdigest()


def _column(values: Sequence[Any], default: Any) -> Iterator[str]:
    """The JSON of a column in parts, however it is held; none where every row has the default.

    Plain values are one list; others, which are longer, stand on a line each.
    """
    if not isinstance(values, Coded):
        if isinstance(values, Numbers) or set(map(type, values)) <= _AS_IT_IS:
            if any(value != default for value in values):
                yield _WRITER.encode(list(values))
            return
        rows, of = objects(values)
        values = Coded([values[row] for row in rows], of)
    values = values.tight()
    if all(value == default for value in values.distinct):
        return
    words = _words(values.distinct)
    is_list = isinstance(values.distinct, Lists)
    is_plain = not is_list and _AS_IT_IS.issuperset(map(type, values.distinct))
    between = "," if is_plain else "\n"
    yield "[" if is_plain else ""
    # A province's weeks are a hundred megabytes of JSON; they need not be there at once.
    for at in range(0, len(values), AT_ONCE):
        yield between if at else ""
        yield between.join(map(words.__getitem__, values.of[at : at + AT_ONCE].tolist()))
    yield "]" if is_plain else ""


def _words(values: Sequence[Any]) -> list[str]:
    """The JSON of each value; of lists, each piece is written once."""
    if not isinstance(values, Lists):
        return list(map(to_json, values))
    before, after = _around(values.make(()))
    in_order = values.sorted() if values.make is frozenset else values
    written = Lists(in_order.start, in_order.of, list(map(to_json, in_order.pieces)), ",".join)
    return [f"{before}{pieces}{after}" for pieces in written]


def _around(empty: Any) -> tuple[str, str]:
    """What stands before and behind the pieces of a value, told from one without any."""
    begin, end = to_json(empty).split("[]")
    return f"{begin}[", f"]{end}"


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind in _FIELDS:
        told = {"$": kind.__name__}
        for name, default in _FIELDS[kind]:
            inner = getattr(value, name)
            if inner != default:
                told[name] = inner if type(inner) in _AS_IT_IS else _plain(inner)
        return told
    if isinstance(value, Sequence):
        # JSON writes a tuple as it is; a proof has hundreds of thousands of them.
        if kind is tuple and _AS_IT_IS.issuperset(map(type, value)):
            return value
        return [_plain(inner) for inner in value]
    if kind is frozenset:
        return {"$": "set", "of": sorted(value)}
    if kind is dt.date:
        return {"$": "date", "day": value.isoformat()}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    raise TypeError(f"{kind.__name__} has no JSON form")


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(inner) for inner in plain)
    if not isinstance(plain, dict):
        return plain
    told = {key: _value(inner) for key, inner in plain.items() if key != "$"}
    kind = plain.get("$")
    if kind is None:
        return told
    if kind == "date":
        return dt.date.fromisoformat(told["day"])
    if kind == "set":
        return frozenset(told["of"])
    if kind not in _KINDS:
        raise ValueError(f"nothing here is called {kind!r}")
    return _KINDS[kind](**told)
