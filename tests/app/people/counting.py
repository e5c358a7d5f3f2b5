"""Counting the questions that a page asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.kernel.db import db


@contextmanager
def questions() -> Iterator[list[str]]:
    """The statements that were sent within the block."""
    asked: list[str] = []

    def note(*values: Any) -> None:
        asked.append(values[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
