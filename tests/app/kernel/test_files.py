"""A kept file opens whole or not at all, hangs on its row, and leaves nothing when it cannot be kept."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel import clock, files
from app.kernel.access import SYSTEM
from app.kernel.backups import back_up
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.files import PIECE, TAG_BYTES, Attachment, attach, open_whole, sweep
from app.kernel.received import PDF, Received
from app.kernel.rotation import rotate_keys
from app.kernel.scope import unscoped
from app.kernel.secrets import Keyring
from tests import builders
from tests.app.matches import steps

SIZES = [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5]


@pytest.fixture(autouse=True)
def _folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    return


def kept(content: bytes, *, owner_id: int = 1) -> Attachment:
    """A file that was kept, its row as the database has it."""
    received = Received(name="签字.pdf", media_type=PDF, content=io.BytesIO(content))
    with builders.world():
        row = attach(SYSTEM, owner="test", owner_id=owner_id, kind="x", received=received)
        key = row.id
    return steps.seen(lambda: db.session.get_one(Attachment, key))  # type: ignore[no-any-return]


def place(row: Attachment) -> Path:
    return files.folder() / row.stem


def in_folder() -> list[str]:
    return sorted(one.name for one in files.folder().iterdir()) if files.folder().is_dir() else []


def rows() -> int:
    return int(steps.seen(lambda: db.session.scalar(select(func.count(Attachment.id)))))


def broken(row: Attachment) -> bool:
    with pytest.raises(Refused) as caught:
        open_whole(row)
    return caught.value.code == "file.broken"


@pytest.mark.parametrize("size", SIZES)
def test_what_was_kept_comes_back(app: Flask, size: int) -> None:
    content = os.urandom(size)
    row = kept(content)
    assert b"".join(open_whole(row)) == content
    assert row.size == size


def test_it_is_handed_out_piece_by_piece(app: Flask) -> None:
    row = kept(os.urandom(3 * PIECE + 5))
    assert [len(piece) for piece in open_whole(row)] == [PIECE, PIECE, PIECE, 5]


def test_nothing_of_it_can_be_read_in_the_folder(app: Flask) -> None:
    row = kept(b"sheet of " * 40_000)
    sealed = place(row).read_bytes()
    assert b"sheet" not in sealed
    assert stat.S_IMODE(place(row).stat().st_mode) == 0o600
    assert stat.S_IMODE(files.folder().stat().st_mode) == 0o700
    assert in_folder() == [row.stem]
    assert repr(row.name) == repr(row.secret) == "<sealed>"


@pytest.mark.parametrize("at", [0, PIECE, PIECE + TAG_BYTES, -1])
def test_a_changed_piece_is_found_before_anything_is_handed_out(app: Flask, at: int) -> None:
    row = kept(os.urandom(3 * PIECE))
    sealed = bytearray(place(row).read_bytes())
    sealed[at] ^= 1
    place(row).write_bytes(sealed)
    assert broken(row)


def _cut(row: Attachment) -> list[bytes]:
    sealed, step = place(row).read_bytes(), PIECE + TAG_BYTES
    return [sealed[at : at + step] for at in range(0, len(sealed), step)]


@pytest.mark.parametrize(
    "order",
    [(1, 0, 2), (0, 2, 1), (0, 1), (0,), (), (0, 1, 2, 2), (0, 0, 1, 2), (2,)],
    ids=[
        "swapped",
        "end swapped",
        "no end",
        "first alone",
        "nothing",
        "end twice",
        "doubled",
        "end",
    ],
)
def test_pieces_in_another_order_or_number_open_nothing(app: Flask, order: tuple[int, ...]) -> None:
    row = kept(os.urandom(3 * PIECE))
    pieces = _cut(row)
    place(row).write_bytes(b"".join(pieces[at] for at in order))
    assert broken(row)


def test_a_file_cut_within_a_piece_opens_nothing(app: Flask) -> None:
    row = kept(os.urandom(3 * PIECE))
    place(row).write_bytes(place(row).read_bytes()[:-7])
    assert broken(row)


def test_bytes_behind_the_end_open_nothing(app: Flask) -> None:
    row = kept(os.urandom(3 * PIECE))
    place(row).write_bytes(place(row).read_bytes() + b"x")
    assert broken(row)


def test_another_files_content_opens_nothing(app: Flask) -> None:
    content = os.urandom(2 * PIECE)
    one, other = kept(content), kept(content)
    place(one).write_bytes(place(other).read_bytes())
    assert broken(one)


def test_a_key_moved_to_another_row_opens_nothing(app: Flask) -> None:
    content = os.urandom(2 * PIECE)
    one, other = kept(content), kept(content)
    with builders.world():
        row = db.session.get_one(Attachment, one.id)
        row.secret = other.secret
    place(one).write_bytes(place(other).read_bytes())
    assert broken(steps.seen(lambda: db.session.get_one(Attachment, one.id)))


def test_a_missing_file_is_said(app: Flask) -> None:
    row = kept(b"x")
    place(row).unlink()
    assert broken(row)


def test_a_transaction_that_is_rolled_back_leaves_no_file(app: Flask) -> None:
    received = Received(name="a", media_type=PDF, content=io.BytesIO(b"x"))
    with unscoped("a test keeps a file and thinks better of it"):
        attach(SYSTEM, owner="test", owner_id=1, kind="x", received=received)
        assert len(in_folder()) == 1
        db.session.rollback()
    assert in_folder() == []
    assert rows() == 0


def test_a_row_that_is_deleted_takes_its_file_along_once_that_is_certain(app: Flask) -> None:
    row = kept(b"x")
    with unscoped("a test deletes a row"):
        db.session.delete(db.session.get_one(Attachment, row.id))
        db.session.flush()
        assert in_folder() == [row.stem]
        db.session.rollback()
        assert in_folder() == [row.stem]
        db.session.delete(db.session.get_one(Attachment, row.id))
        db.session.commit()
    assert in_folder() == []


def test_what_a_dead_process_left_is_swept_after_a_day(app: Flask) -> None:
    row = kept(b"x")
    (files.folder() / "orphan").write_bytes(b"x")
    (files.folder() / f"{row.stem}.part").write_bytes(b"x")
    for path in files.folder().iterdir():
        os.utime(path, (clock.now().timestamp(),) * 2)
    now = clock.now()
    assert steps.act(lambda _actor: sweep(now + timedelta(hours=23)), None) == 0
    assert steps.act(lambda _actor: sweep(now + timedelta(hours=25)), None) == 2
    assert in_folder() == [row.stem]


def test_after_a_rotation_the_old_key_may_be_thrown_away(app: Flask) -> None:
    content = os.urandom(2 * PIECE)
    row = kept(content)
    before = place(row).read_bytes()
    old: Keyring = app.extensions["keyring"]
    fresh = Keyring.parse(Keyring.generate())
    new = Keyring(old.index, {"k2": fresh.keys["k1"]})
    try:
        app.extensions["keyring"] = Keyring(old.index, {**new.keys, **old.keys})
        steps.act(rotate_keys, SYSTEM)
        app.extensions["keyring"] = new
        again = steps.seen(lambda: db.session.get_one(Attachment, row.id))
        assert b"".join(open_whole(again)) == content
        assert place(row).read_bytes() == before
    finally:
        app.extensions["keyring"] = old


def test_a_backup_holds_the_files_and_says_which_are_lost(app: Flask, tmp_path: Path) -> None:
    one, lost = kept(b"x"), kept(b"y")
    place(lost).unlink()
    manifest = back_up(tmp_path / "copy")
    assert list(manifest.files) == [one.stem]
    assert manifest.missing == (lost.stem,)
    copied = tmp_path / "copy" / "files" / one.stem
    assert copied.read_bytes() == place(one).read_bytes()
    assert stat.S_IMODE(copied.stat().st_mode) == 0o600


FULL = """
import io, resource, sys
from app import create_app
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.files import Attachment, attach, folder
from app.kernel.received import PDF, Received
from app.kernel.scope import unscoped
from app.kernel.secrets import Keyring
from app.settings import Settings
from pathlib import Path

here = Path(sys.argv[1])
site = create_app(Settings(secret_key=sys.argv[2], keyring=Keyring.generate(), instance=here,
    database_url=f"sqlite:///{here / 'site.db'}", is_demo=True, is_https=False, is_limited=False))
with site.app_context(), unscoped("a test fills the disk"):
    db.create_all()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    sent = Received(name="a", media_type=PDF, content=io.BytesIO(b"x" * 2_000_000))
    try:
        attach(SYSTEM, owner="test", owner_id=1, kind="x", received=sent)
    except Refused as refusal:
        print(refusal.code)
    db.session.rollback()
    print(db.session.query(Attachment).count(), list(folder().iterdir()))
"""


def test_a_disk_that_fills_leaves_neither_row_nor_half_a_file(
    tmp_path: Path, project: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), os.urandom(32).hex()],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.splitlines() == ["file.no_room", "0 []"], done.stderr
