"""What a guardian's yes opens: one table for the question, the invitation, the page on privacy, the
scope, the release and its lines in the trail.

A field is opened only if it stands here and its model's own `DISCLOSURE` gives it to
`provider_after_consent` as well: two people's tables, and a test that they agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.children.models import Child, Guardian
from app.kernel.scope import Scoped
from app.needs.models import Need, NeedNotice
from app.people.models import Account


class Help(StrEnum):
    """What a guardian is asked about: who learns what depends on it."""

    MEETING = "meeting"
    SENDING = "sending"
    WORK = "work"

    @classmethod
    def of(cls, need: Need | NeedNotice) -> Help:
        if need.is_employment:
            return cls.WORK
        return cls.MEETING if need.direct_contact else cls.SENDING


class Shown(StrEnum):
    """How the helper reads a value."""

    TEXT = "text"
    CODE = "code"
    """In the words of the list that is called like the field."""
    BAND = "band"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasable:
    """One field that a yes may open.

    `item` is what the guardian agrees to, in the words of `consent_item`; `field` is what the helper
    reads, in the words of `released_field`. An account is that of the village's child director.
    """

    item: str
    field: str
    model: type[Scoped]
    column: str
    audience: frozenset[Help]
    shown: Shown = Shown.TEXT


HELP = frozenset({Help.MEETING, Help.SENDING})
MEETING = frozenset({Help.MEETING})
WORK = frozenset({Help.WORK})

RELEASABLE: tuple[Releasable, ...] = (
    Releasable(
        item="given_name", field="given_name", model=Child, column="given_name", audience=HELP
    ),
    Releasable(
        item="sex_and_age",
        field="sex",
        model=Child,
        column="sex",
        audience=MEETING,
        shown=Shown.CODE,
    ),
    Releasable(
        item="sex_and_age",
        field="age_band",
        model=Child,
        column="born_on",
        audience=MEETING,
        shown=Shown.BAND,
    ),
    Releasable(
        item="meeting_place",
        field="meeting_place",
        model=Need,
        column="meeting_place",
        audience=HELP,
    ),
    Releasable(
        item="guardian_name",
        field="guardian_name",
        model=Guardian,
        column="full_name",
        audience=WORK,
    ),
    Releasable(
        item="guardian_mobile",
        field="guardian_mobile",
        model=Guardian,
        column="mobile",
        audience=WORK,
        shown=Shown.TELEPHONE,
    ),
    Releasable(
        item="contact",
        field="contact_name",
        model=Account,
        column="display_name",
        audience=HELP,
    ),
    Releasable(
        item="contact",
        field="contact_mobile",
        model=Account,
        column="mobile",
        audience=HELP,
        shown=Shown.TELEPHONE,
    ),
)


def fields_for(help_: Help) -> tuple[Releasable, ...]:
    """What a yes to this kind of help opens."""
    return tuple(one for one in RELEASABLE if help_ in one.audience)


def items_for(help_: Help) -> tuple[str, ...]:
    """What a guardian is asked to agree to, each once: the least the help can be given with."""
    return tuple(dict.fromkeys(one.item for one in fields_for(help_)))


def agreed(items: Iterable[str]) -> tuple[Releasable, ...]:
    """The fields behind what a guardian agreed to."""
    wanted = set(items)
    return tuple(one for one in RELEASABLE if one.item in wanted)
