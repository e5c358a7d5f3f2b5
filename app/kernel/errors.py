"""How a rule says no: missing, forbidden, or refused with a code that `words` can say."""

from __future__ import annotations

from typing import Any


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
