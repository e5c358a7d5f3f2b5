"""What is asked of whoever helps: of a provider, and of what it brings into a match.

A new kind of supply is a model that answers `Supply`. It gets a member of `SupplyKind` and its words
in `supply_kind`; a column, a relation and the term of `one_supply` in `Match`, with their migration;
its line in `SUPPLIES` beside `Match`; its row for the engine in `matches/bridge/rows.py`; who is near
in `matches/queries/helpers.py`. `tests/app/matches/test_supply.py` says which is missing. A posting
stands in `KINDS` of its room, so a round reads it; whatever else a round shall read, `all_supplies`
of `matches/queries/market.py` has to name.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

from sqlalchemy.sql.base import ExecutableOption

from app.kernel.errors import Refused

if TYPE_CHECKING:
    from app.providers.models import Organization, Volunteer

Holder = dict[str, int | None]
"""Whose a row is, as columns: a volunteer's or an organisation's number, the other None."""


class SupplyKind(StrEnum):
    """A match holds each kind under its name: relation `offer`, column `offer_id`, key `o34`."""

    VOLUNTEER = "volunteer"
    OFFER = "offer"
    JOB = "job"

    @property
    def letter(self) -> str:
        return self[0]

    @property
    def column(self) -> str:
        return f"{self}_id"

    def columns(self, number: int) -> dict[str, int | None]:
        """The columns of a match that holds this supply."""
        return {kind.column: number if kind is self else None for kind in SupplyKind}

    def key(self, number: int) -> str:
        """As the engine and the lists of a need name it: v12, o34, j56."""
        return f"{self.letter}{number}"


def key_from(*numbers: int | None) -> str:
    """The key from the columns of a match in the order of kinds, of which one is given."""
    return next(
        kind.key(number)
        for kind, number in zip(SupplyKind, numbers, strict=True)
        if number is not None
    )


class Supply(Protocol):
    """A volunteer, an offer, a job: what can be matched with a need."""

    supply_kind: ClassVar[SupplyKind]

    @property
    def id(self) -> int: ...

    @property
    def key(self) -> str: ...

    @property
    def holder(self) -> Holder: ...

    @property
    def provider(self) -> Volunteer | Organization:
        """Who keeps the record of invitations and services."""

    @property
    def posting_title(self) -> str | None:
        """What was posted is called; None where somebody offers themselves."""

    @property
    def own_text(self) -> str:
        """What is compared with a need: never an internal note, never a name."""

    @property
    def stands_at(self) -> tuple[float, float]:
        """Latitude and longitude of a town, not of a door."""

    @property
    def reach_km(self) -> float | None: ...

    @property
    def is_used_up(self) -> bool:
        """Whether a completed match keeps its place: goods are given, a job is taken."""

    def obstacle(self, day: date) -> Refused | None:
        """Why it may not be proposed on `day`, whatever the need."""

    def may_meet(self, day: date, *, direct_contact: bool) -> bool:
        """Whether a match under way may go on, for a need with or without contact to the child."""

    def reserve(self) -> None: ...

    def release(self) -> None: ...

    @classmethod
    def with_certificates(cls) -> ExecutableOption:
        """Loads what its holder can show, a few questions for however many rows."""
