"""What somebody has begun to write, sealed, until it is saved, forgotten or two weeks old."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, String, UniqueConstraint, delete, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, once
from app.kernel.access import Actor
from app.kernel.db import WRITING, Model, Moment, db, insert_into
from app.kernel.scope import LEFT, Scoped
from app.kernel.secrets import Sealed, SealedText, unseal

KEPT = timedelta(days=14)
LONGEST = 60_000
"""Characters of one draft; far longer than any form of the house."""

Fields = tuple[tuple[str, str], ...]
"""Names and values as a browser sends them; a name may come more than once."""


class Draft(Model, Scoped):
    """One form that one account has begun: a new thing, or the row with these keys."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("account_id", "form", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    form: Mapped[str] = mapped_column(String(80))
    row: Mapped[str] = mapped_column(String(200))
    text: Mapped[Sealed] = mapped_column(SealedText("draft.text"))
    saved_at: Mapped[datetime] = mapped_column(Moment, index=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        """Its author alone: nobody else has a purpose with what is not said yet."""
        return cls.account_id == actor.account_id if actor.is_signed_in else false()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft belongs."""

    account_id: int
    form: str
    row: str


@dataclass(frozen=True, slots=True)
class Begun:
    """An opened draft. `key` is the form's: it stays one deed, whichever page sends it."""

    fields: Fields
    key: str | None
    saved_at: datetime


def keep(place: Place, fields: Iterable[tuple[str, str]]) -> bool:
    """Write down what was typed, over what stood there; False when it is too long or sent already."""
    kept = tuple(fields)
    text = json.dumps(kept, ensure_ascii=False)
    if len(text) > LONGEST or _is_sent(kept):
        return False
    values = {"text": text, "saved_at": clock.now()}
    row = insert_into(Draft).values(
        account_id=place.account_id, form=place.form, row=place.row, **values
    )
    again = row.on_conflict_do_update(
        index_elements=[Draft.account_id, Draft.form, Draft.row],
        set_={name: row.excluded[name] for name in values},
    )
    _begin_writing()
    db.session.connection().execute(again.execution_options(**LEFT))
    db.session.commit()
    return True


def find(place: Place) -> Begun | None:
    """The actor's own draft; None when there is none, it is too old, or it has been sent."""
    row = db.session.scalars(
        select(Draft).where(
            Draft.account_id == place.account_id,
            Draft.form == place.form,
            Draft.row == place.row,
            Draft.saved_at > clock.now() - KEPT,
        )
    ).one_or_none()
    if row is None:
        return None
    fields: Fields = tuple((name, value) for name, value in json.loads(unseal(row.text)))
    if _is_sent(fields):
        return None
    key = _key_of(fields)
    return Begun(fields, None if key is None else str(key), row.saved_at)


def forget(place: Place) -> None:
    _begin_writing()
    db.session.execute(
        delete(Draft)
        .where(
            Draft.account_id == place.account_id,
            Draft.form == place.form,
            Draft.row == place.row,
        )
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def prune_drafts(before: datetime) -> int:
    """Delete the drafts not touched since a moment; how many."""
    _begin_writing()
    gone = db.session.execute(
        delete(Draft).where(Draft.saved_at < before).execution_options(synchronize_session=False)
    )
    db.session.commit()
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _begin_writing() -> None:
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})


def _key_of(fields: Fields) -> UUID | None:
    text = next((value for name, value in fields if name == "once"), None)
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _is_sent(fields: Fields) -> bool:
    """Whether the deed was done meanwhile: the page's last saving may arrive after it."""
    key = _key_of(fields)
    return key is not None and once.is_used(key)
