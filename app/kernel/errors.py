"""How a rule says no: missing, forbidden, or refused with a code that `words` can say."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any

from sqlalchemy.exc import OperationalError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SQLITE_FULL = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)
"""What SQLite answers where it would write and cannot; a limit on files is told as an error of writing."""
POSTGRESQL_FULL = "53100"


class Plain:
    """Beside an exception of ours: its words hold no name and nothing typed, and may be kept."""


class NotFound(LookupError):
    """There is no such row, or not for this person: the two look the same."""


class Forbidden(PermissionError):
    """This role may not do this at all. `code` names the rule for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(Exception):
    """A rule of the field says no; the person is told which, beside what they tried.

    `field` names the form's field the sentence belongs to, when there is one.
    """

    def __init__(self, code: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values


def is_full(error: OSError | OperationalError) -> bool:
    """Whether something could not be written because the disk has no room."""
    if isinstance(error, OSError):
        return error.errno in FULL
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code in SQLITE_FULL or getattr(error.orig, "sqlstate", None) == POSTGRESQL_FULL
