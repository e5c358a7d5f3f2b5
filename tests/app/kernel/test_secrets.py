"""Sealed columns: nothing readable at rest, nothing printable in memory."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.children.models import Guardian
from app.kernel.db import db
from app.kernel.scope import LEFT, unscoped
from app.kernel.secrets import Keyring, SealBroken, Sealed, unseal
from app.settings import SettingsError
from tests import builders

RING = Keyring.parse(Keyring.generate())


def test_a_text_comes_back_as_it_was() -> None:
    assert RING.decrypt(RING.encrypt("周㛃", "child.name"), "child.name") == "周㛃"


def test_the_same_text_is_stored_differently_each_time() -> None:
    assert RING.encrypt("周小禾", "child.name") != RING.encrypt("周小禾", "child.name")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    stored = RING.encrypt("周小禾", "child.name")
    with pytest.raises(SealBroken):
        RING.decrypt(stored, "guardian.name")


def test_one_changed_byte_does_not_open() -> None:
    stored = bytearray(RING.encrypt("周小禾", "child.name"))
    stored[-1] ^= 1
    with pytest.raises(SealBroken):
        RING.decrypt(bytes(stored), "child.name")


def test_an_old_key_still_opens_after_a_new_one_is_put_first() -> None:
    old = Keyring.parse(Keyring.generate())
    stored = old.encrypt("周小禾", "p")
    both = Keyring(old.index, {"k2": RING.keys["k1"], **old.keys})
    assert both.decrypt(stored, "p") == "周小禾"
    assert both.encrypt("周小禾", "p").startswith(b"k2\0")


def test_equal_texts_meet_in_the_blind_index_and_other_columns_do_not() -> None:
    assert RING.blind("14200000001", "mobile") == RING.blind("14200000001", "mobile")
    assert RING.blind("14200000001", "mobile") != RING.blind("14200000001", "id_number")


@pytest.mark.parametrize("text", ["", "k1:", "index:AAAA,k1:AAAA", "k1:" + "A" * 43 + "="])
def test_half_a_keyring_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        Keyring.parse(text)


def test_a_sealed_value_does_not_print() -> None:
    sealed = Sealed("周小禾")
    with pytest.raises(TypeError):
        str(sealed)
    with pytest.raises(TypeError):
        f"{sealed}"
    assert "周" not in repr(sealed)


def test_the_database_file_holds_no_name(app: Flask) -> None:
    key = builders.guardian()
    with db.engine.connect().execution_options(**LEFT) as connection:
        stored = connection.exec_driver_sql("SELECT full_name, mobile FROM guardian").one()
    assert all(builders.GUARDIAN.encode() not in bytes(value) for value in stored)
    with unscoped("the test opens what it wrote"):
        row = db.session.scalars(select(Guardian).where(Guardian.id == key)).one()
    assert row.mobile is not None
    assert unseal(row.mobile) == "14200000001"


def test_a_guardian_is_found_by_mobile_without_reading_it(app: Flask) -> None:
    key = builders.guardian(mobile="14200000009")
    with unscoped("the test looks by mobile"):
        found = db.session.scalars(
            select(Guardian.id).where(Guardian.mobile_index == "14200000009")
        ).all()
    assert found == [key]


def test_after_a_rotation_the_old_key_may_be_thrown_away(app: Flask) -> None:
    builders.guardian(mobile="14200000008")
    old: Keyring = app.extensions["keyring"]
    new = Keyring(old.index, {"k2": RING.keys["k1"]})
    try:
        app.extensions["keyring"] = Keyring(old.index, {**new.keys, **old.keys})
        result = app.test_cli_runner().invoke(args=["keys", "rotate"])
        app.extensions["keyring"] = new
        with unscoped("the test opens what was rotated"):
            row = db.session.scalars(select(Guardian)).one()
        assert row.mobile is not None
        assert unseal(row.mobile) == "14200000008"
    finally:
        app.extensions["keyring"] = old
    assert result.output == "1 rows written with the first key.\n"
