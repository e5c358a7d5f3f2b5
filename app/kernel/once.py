"""One key, one deed: what is sent twice under the same key happens once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import JSON, String, Uuid, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import WRITING, Model, Moment, db, insert_into
from app.kernel.errors import Refused
from app.kernel.events import Event
from app.kernel.secrets import keyring

KEPT = timedelta(days=30)
"""How long a used key is known; nobody sends a form again that is older."""
HANDED, REPEATED, DONE = "once", "once_repeated", "once_done"


class Once(Model):
    """A used key: who did which deed with which words, and the event that came of it."""

    __tablename__ = "once"

    key: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    account_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(160))
    digest: Mapped[str] = mapped_column(String(64))
    event: Mapped[str | None] = mapped_column(String(80))
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the keyed digest of what was sent with it; `turn` counts the deeds it was used for."""

    id: UUID
    digest: str
    turn: int = 0

    @property
    def of_turn(self) -> UUID:
        """The first deed has the key itself, a second of the same sending one derived from it."""
        return self.id if self.turn == 0 else uuid5(self.id, str(self.turn))


def hand_in(key: UUID, words: str) -> None:
    """Let the deeds of this unit of work be done under `key`; `words` is everything that was sent."""
    db.session().info[HANDED] = Key(key, keyring().blind(words, "once"))


@contextmanager
def using(key: UUID, words: str) -> Iterator[None]:
    """`hand_in` for the deeds of a `with` block: for senders that are no form."""
    info = db.session().info
    before = info.get(HANDED)
    hand_in(key, words)
    try:
        yield
    finally:
        info[HANDED] = before


def take() -> Key | None:
    """The key for the deed that begins now, when one was handed in."""
    info = db.session().info
    key: Key | None = info.get(HANDED)
    if key is not None:
        info[HANDED] = replace(key, turn=key.turn + 1)
    return key


def claim(key: Key, actor: Actor, action: str) -> Event | None:
    """Write the key's row; the first event when the deed was done already.

    Waits for another sender who is in the middle of it: on PostgreSQL for the row's index, on
    SQLite at the beginning of the transaction.
    """
    row = insert_into(Once).values(
        key=key.of_turn,
        account_id=actor.account_id,
        action=action,
        digest=key.digest,
        at=clock.now(),
    )
    row = row.on_conflict_do_nothing(index_elements=[Once.key])
    if db.session.connection().execute(row.returning(Once.key)).first() is not None:
        return None
    used = db.session.execute(
        select(Once.account_id, Once.action, Once.digest, Once.event, Once.payload).where(
            Once.key == key.of_turn
        )
    ).one()
    is_same = (used.account_id, used.action, used.digest) == (
        actor.account_id,
        action,
        key.digest,
    )
    if not is_same:
        raise Refused("kernel.key_used")
    db.session().info[REPEATED] = True
    return Event.REGISTRY[used.event](**used.payload)


def note(key: Key, event: Event) -> None:
    """Keep the event beside its key, in the same transaction."""
    db.session.execute(
        update(Once)
        .where(Once.key == key.of_turn)
        .values(event=event.NAME, payload=event.payload())
        .execution_options(synchronize_session=False)
    )


def note_done() -> None:
    db.session().info[DONE] = True


def is_done() -> bool:
    """Whether a deed of this unit of work was done, now or before."""
    return bool(db.session().info.get(DONE))


def is_repeated() -> bool:
    """Whether a deed of this unit of work had been done before, so that its event is the first one's."""
    return bool(db.session().info.get(REPEATED))


def is_used(key: UUID) -> bool:
    return db.session.scalars(select(Once.key).where(Once.key == key)).first() is not None


def fresh_bytes(count: int) -> bytes:
    """Random bytes for a secret that is shown once; under a key the same for each sender of it.

    Who presses twice sees the second answer: its secret must be the one that was kept.
    """
    key: Key | None = db.session().info.get(HANDED)
    if key is None:
        return secrets.token_bytes(count)
    block = hmac.new(keyring().index, f"once secret\0{key.id}".encode(), hashlib.sha512).digest()
    return hashlib.shake_256(block).digest(count)


def prune_keys(before: datetime) -> int:
    """Forget the keys used before a moment; how many."""
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    gone = db.session.execute(
        delete(Once).where(Once.at < before).execution_options(synchronize_session=False)
    )
    db.session.commit()
    return int(gone.rowcount)  # type: ignore[attr-defined]
