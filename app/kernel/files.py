"""Files that hang on rows: sealed piece by piece in a folder of the instance, shown by their owner.

Each file has a key of its own, which stands sealed in its row: a change of the keyring writes the row
again and leaves the file, and a file whose row is gone opens for nobody.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, String, event, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import Model, Moment, Session, db
from app.kernel.errors import Refused, is_full
from app.kernel.received import Received
from app.kernel.scope import Scoped, act_as
from app.kernel.secrets import NONCE_BYTES, Sealed, SealedText, unseal

FOLDER = "files"
FOLDER_MODE, FILE_MODE = 0o700, 0o600
PART = ".part"
PIECE = 64 * 1024
TAG_BYTES = 16
LEFT_OVER = timedelta(days=1)
"""A file of this age that no row names was left by a process that died."""
WRITTEN, DROPPED = "files_written", "files_dropped"


class Attachment(Model, Scoped):
    """A file of another row. Who may see and add it says the owner's room, by `may_read`, `may_change`.

    `size` and `digest` (SHA-256) are those of the open content.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_owner", "owner", "owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[Sealed] = mapped_column(SealedText("attachment.name"))
    """As it was sent; what is handed out has a name without anybody in it."""
    secret: Mapped[Sealed] = mapped_column(SealedText("attachment.secret"))
    """The file's own key, base64 of 32 bytes, sealed by the keyring's."""
    stem: Mapped[str] = mapped_column(String(32), unique=True)
    """What the file is called in the folder: drawn at random."""
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        return false()


def folder() -> Path:
    return Path(current_app.instance_path) / FOLDER


def attach(actor: Actor, *, owner: str, owner_id: int, kind: str, received: Received) -> Attachment:
    """Keep a file for the transaction under way: when that is rolled back, the file is gone as well.

    Raises
    ------
    Refused
        `file.no_room`: the disk is full; neither row nor file is left.
    """
    content = received.content
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    key = AESGCM.generate_key(256)
    row = Attachment(
        owner=owner,
        owner_id=owner_id,
        kind=kind,
        name=Sealed(received.name),
        secret=Sealed(base64.b64encode(key).decode()),
        stem=secrets.token_hex(16),
        size=content.seek(0, os.SEEK_END),
        digest=digest,
        media_type=received.media_type,
        account_id=actor.account_id,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()  # the file is sealed with its row's number
    folder().mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    path = folder() / row.stem
    db.session().info.setdefault(WRITTEN, []).append(path)
    _write(content, path, _Seal(key, row.id))
    return row


def open_whole(row: Attachment) -> Iterator[bytes]:
    """The content, piece by piece. It was read through once before the first piece is handed out.

    Raises
    ------
    Refused
        `file.broken`: the file is missing, was cut, or was changed.
    """
    path = folder() / row.stem
    seal = _Seal(base64.b64decode(unseal(row.secret)), row.id)
    digest, size = hashlib.sha256(), 0
    try:
        for piece in _opened(path, seal):
            digest.update(piece)
            size += len(piece)
    except (FileNotFoundError, InvalidTag):
        size = -1
    if (size, digest.hexdigest()) != (row.size, row.digest):
        current_app.logger.error("attachment %s is not what was kept", row.id)
        raise Refused("file.broken")
    return _opened(path, seal)


def sweep(now: datetime) -> int:
    """Delete files that no row names; how many. Younger ones may belong to a transaction under way."""
    if not folder().is_dir():
        return 0
    old = (now - LEFT_OVER).timestamp()
    found = [path for path in folder().iterdir() if path.stat().st_mtime < old]
    act_as(SYSTEM)
    named = set(db.session.scalars(select(Attachment.stem)))
    gone = [path for path in found if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


@dataclass(frozen=True, slots=True)
class _Seal:
    """Opens a piece only at its own place: number and end stand in the nonce, the row in what is bound."""

    key: bytes
    row_id: int

    def close(self, piece: bytes, number: int, *, is_end: bool) -> bytes:
        return AESGCM(self.key).encrypt(_nonce(number, is_end=is_end), piece, self._bound)

    def open(self, sealed: bytes, number: int, *, is_end: bool) -> bytes:
        return AESGCM(self.key).decrypt(_nonce(number, is_end=is_end), sealed, self._bound)

    @property
    def _bound(self) -> bytes:
        return f"attachment.{self.row_id}".encode()


def _nonce(number: int, *, is_end: bool) -> bytes:
    """Never the same twice under one key: a key has one file, a file one piece of each number."""
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([is_end])


def _pieces(file: IO[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes and whether it is the last."""
    piece, number, is_end = file.read(size), 0, False
    while not is_end:
        following = file.read(size)
        is_end = not following
        yield number, piece, is_end
        piece, number = following, number + 1


def _write(content: IO[bytes], path: Path, seal: _Seal) -> None:
    """Aside first and then under its name: half a file never has one."""
    aside = path.with_name(path.name + PART)
    content.seek(0)
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            for number, piece, is_end in _pieces(content, PIECE):
                file.write(seal.close(piece, number, is_end=is_end))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        if is_full(error):
            raise Refused("file.no_room") from error
        raise
    finally:
        aside.unlink(missing_ok=True)


def _opened(path: Path, seal: _Seal) -> Iterator[bytes]:
    with path.open("rb") as file:
        for number, sealed, is_end in _pieces(file, PIECE + TAG_BYTES):
            yield seal.open(sealed, number, is_end=is_end)


@event.listens_for(Session, "after_flush")
def _note_dropped(session: Session, _context: Any) -> None:
    for row in session.deleted:
        if isinstance(row, Attachment):
            session.info.setdefault(DROPPED, []).append(folder() / row.stem)


@event.listens_for(Session, "after_commit")
def _drop(session: Session) -> None:
    session.info.pop(WRITTEN, None)
    _unlink(session.info.pop(DROPPED, ()))


@event.listens_for(Session, "after_rollback")
def _take_back(session: Session) -> None:
    session.info.pop(DROPPED, None)
    _unlink(session.info.pop(WRITTEN, ()))


def _unlink(paths: Any) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
