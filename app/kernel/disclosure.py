"""Which fields of a row may be shown to whom, in which form; every look is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, NoReturn

from flask import Flask

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import WRITING, db
from app.kernel.errors import Forbidden
from app.kernel.events import AuditLine
from app.kernel.secrets import Sealed, unseal

FIELD_READ = "child.field_read"


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
    """Open fields of a row for one audience and note one line for each.

    Raises
    ------
    Forbidden
        The table does not give this field to this audience.
    """
    opened = {}
    for name in fields:
        form = row.DISCLOSURE.get(name, {}).get(audience)
        if form is None:
            raise Forbidden(f"disclosure.{type(row).__name__}.{name}.{audience}")
        opened[name] = _shown(getattr(row, name), form)
    lines = db.session().info.setdefault("field_reads", [])
    lines.extend((actor, row.disclosed_child_id, name, why, type(row).__name__) for name in fields)
    return Revealed(opened)


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


def write_reads() -> None:
    """Commit the looks of this session. A page is sent only after this has succeeded."""
    reads = db.session().info.pop("field_reads", [])
    if not reads:
        return
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    now = clock.now()
    db.session.add_all(
        AuditLine(
            at=now,
            account_id=actor.account_id,
            role=actor.role.value,
            event=FIELD_READ,
            payload={"why": why.value, "of": of},
            child_id=child_id,
            field=name,
        )
        for actor, child_id, name, why, of in reads
    )
    db.session.commit()


def init_app(app: Flask) -> None:
    """Refuse to end a unit of work that looked at a child without leaving its lines."""

    @app.teardown_appcontext
    def _require_written(error: BaseException | None) -> None:
        if error is None and db.session().info.get("field_reads"):
            # The error stops the teardowns after this one: the session must not outlive its actor.
            db.session.remove()
            raise RuntimeError("Protected fields were read and no line was written.")
