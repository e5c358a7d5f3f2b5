"""A new key in front of the keyring: every sealed column is written again with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import Model, db
from app.kernel.events import Event
from app.kernel.scope import unscoped
from app.kernel.secrets import SealedText


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysRotated(Event):
    NAME: ClassVar[str] = "kernel.keys_rotated"
    rows: int


@action(Can.ROTATE_KEYS)
def rotate_keys(actor: Actor) -> KeysRotated:
    """Encrypt every sealed value with the keyring's first key; the old keys may then be removed."""
    count = 0
    with unscoped("the keys of all rows are changed"):
        for mapper in Model.registry.mappers:
            names = [key for key, column in mapper.columns.items() if _is_sealed(column.type)]
            if not names:
                continue
            for row in db.session.scalars(select(mapper.class_)).all():
                for name in names:
                    flag_modified(row, name)
                count += 1
            db.session.flush()
    return KeysRotated(rows=count)


def _is_sealed(kind: object) -> bool:
    return isinstance(kind, SealedText)
