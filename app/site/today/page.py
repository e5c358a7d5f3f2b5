"""The shape of an opening page, the same for every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.kernel import clock
from app.kernel.paging import Page
from app.post.calls import Call

ROWS = 5
"""How many things a part lays out; the rest is behind its link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure that opens its list. `is_mine` when it counts things this reader has to do."""

    value: int
    text: str
    href: str
    is_mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One thing; `state` is late, mine, later or done."""

    title: str
    href: str
    icon: str
    state: str = "mine"
    due: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of one kind; `empty` is said when there are none, `more` opens the whole list."""

    title: str
    rows: tuple[TodayRow, ...]
    empty: str
    more: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A matching round: how the last one went, and starting the next."""

    text: str
    href: str
    words: str
    unmet: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """An opening page. `place` is said above the title, `notes` are things to know first."""

    place: str
    numbers: tuple[Number, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    deed: Deed | None = None
    calls: Page[Call] | None = None
    """Whom to ring because no text went out."""

    @property
    def waiting(self) -> int:
        """How many things this reader has to do."""
        mine = sum(number.value for number in self.numbers if number.is_mine)
        return mine + (self.calls.total if self.calls else 0)


def waited(since: datetime | None) -> str:
    """`waiting for 3 days`, in calendar days in China."""
    if since is None:
        return ""
    days = (clock.today() - clock.local(since).date()).days
    if days < 1:
        return str(_("came in today"))
    return str(ngettext("waiting for %(num)s day", "waiting for %(num)s days", days))
