"""Which fields of a row may be shown to whom, in which form; every look is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, NoReturn

from flask import Flask
from sqlalchemy import insert

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import WRITING, db
from app.kernel.errors import Forbidden
from app.kernel.events import AuditLine
from app.kernel.secrets import Sealed, unseal

LOOKED = "child.looked"
FIELD_READ = "child.field_read"
"""The name of older looks: one line for each field, which stands in the line's own column."""
LOOKS = (LOOKED, FIELD_READ)


class Audience(StrEnum):
    """The audiences of domain 3."""

    CHILD_DIRECTOR = "child_director"
    CHILD_SUPERVISOR = "child_supervisor"
    CIVIL_AFFAIRS = "civil_affairs"
    PROVIDER_AFTER_CONSENT = "provider_after_consent"
    GUARDIAN = "guardian"


class Form(StrEnum):
    """How much of a field is shown."""

    WHOLE = "whole"
    LAST_FOUR = "last_four"
    AGE = "age"
    AGE_BAND = "age_band"


class Why(StrEnum):
    """Why somebody looked."""

    DUTY = "duty"
    """The director's own village or the supervisor's own town."""
    DECISION = "decision"
    """An officer decides on a need or a match."""
    SERVICE = "service"
    """A provider after consent, for the time of the service."""
    OWN_CHILD = "own_child"


FieldTable = Mapping[str, Mapping[Audience, Form]]
AGE_BANDS = ((0, 2), (3, 5), (6, 8), (9, 11), (12, 14), (15, 17))


class Disclosed:
    """A row with a disclosure table. `child_id` says whose file a look is written to."""

    DISCLOSURE: ClassVar[FieldTable]
    id: Any

    @property
    def disclosed_child_id(self) -> int | None:
        raise NotImplementedError


class Revealed:
    """The fields that were opened, as attributes; any other one is an error."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def __getattr__(self, name: str) -> Any:
        try:
            return self._fields[name]
        except KeyError:
            _unopened(name)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def as_dict(self) -> dict[str, Any]:
        return dict(self._fields)


def _unopened(name: str) -> NoReturn:
    raise AttributeError(f"{name!r} was not revealed.")


def fields_for(model: type[Disclosed], audience: Audience) -> tuple[str, ...]:
    """The names this audience may ask for."""
    return tuple(name for name, forms in model.DISCLOSURE.items() if audience in forms)


def reveal(actor: Actor, row: Disclosed, *fields: str, audience: Audience, why: Why) -> Revealed:
    """Open fields of a row for one audience and note the look.

    Raises
    ------
    Forbidden
        The table does not give this field to this audience.
    """
    opened = {name: _shown(getattr(row, name), _form(row, name, audience)) for name in fields}
    look = _Look(actor, row.disclosed_child_id, type(row).__name__, row.id, why)
    looks: dict[_Look, dict[str, None]] = db.session().info.setdefault("looks", {})
    looks.setdefault(look, {}).update(dict.fromkeys(fields))
    return Revealed(opened)


def opened_to_search(row: Disclosed, name: str, *, audience: Audience) -> Any:
    """A field as it is compared with what is sought, in memory. It is not shown: no line is left."""
    return _shown(getattr(row, name), _form(row, name, audience))


@dataclass(frozen=True, slots=True)
class _Look:
    """Whose look at which row; its fields stand on one line."""

    actor: Actor
    child_id: int | None
    of: str
    key: int
    why: Why


def _form(row: Disclosed, name: str, audience: Audience) -> Form:
    form = row.DISCLOSURE.get(name, {}).get(audience)
    if form is None:
        raise Forbidden(f"disclosure.{type(row).__name__}.{name}.{audience}")
    return form


def _shown(value: Any, form: Form) -> Any:
    if value is None:
        return None
    plain: Any = unseal(value) if isinstance(value, Sealed) else value
    if form is Form.WHOLE:
        return plain
    if form is Form.LAST_FOUR:
        return "*" * max(len(plain) - 4, 0) + plain[-4:]
    age = age_on(plain, clock.today())
    return age if form is Form.AGE else age_band(age)


def age_on(born: date, day: date) -> int:
    """Whole years; a birthday itself counts as reached."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_band(age: int) -> tuple[int, int]:
    """The band of domain 1 that holds this age; 17 and older share the last."""
    return next((band for band in AGE_BANDS if band[0] <= age <= band[1]), AGE_BANDS[-1])


def fields_of(line: AuditLine) -> tuple[str, ...]:
    """The fields that a look opened, whichever way its line was written."""
    return (line.field,) if line.field is not None else tuple(line.payload["fields"])


def write_reads() -> None:
    """Commit the looks of this session. A page is sent only after this has succeeded.

    One line for each row that was opened, with its fields; all of them by one statement.
    """
    looks: dict[_Look, dict[str, None]] = db.session().info.pop("looks", {})
    if not looks:
        return
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    now = clock.now()
    lines = [
        {
            "at": now,
            "account_id": look.actor.account_id,
            "role": look.actor.role.value,
            "event": LOOKED,
            "payload": {"of": look.of, "fields": list(fields), "why": look.why.value},
            "child_id": look.child_id,
        }
        for look, fields in looks.items()
    ]
    db.session.execute(insert(AuditLine), lines)
    db.session.commit()


def init_app(app: Flask) -> None:
    """Refuse to end a unit of work that looked at a child without leaving its lines."""

    @app.teardown_appcontext
    def _require_written(error: BaseException | None) -> None:
        if error is None and db.session().info.get("looks"):
            # The error stops the teardowns after this one: the session must not outlive its actor.
            db.session.remove()
            raise RuntimeError("Protected fields were read and no line was written.")
