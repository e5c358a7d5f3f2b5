"""What happens to a need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEvent(Event):
    """Common to all: which need, whose."""

    NAME: ClassVar[str] = "needs.changed"
    need_id: int
    child_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRaised(NeedEvent):
    """Saved as a draft, or submitted at once."""

    NAME: ClassVar[str] = "needs.raised"
    is_submitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEdited(NeedEvent):
    NAME: ClassVar[str] = "needs.edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSubmitted(NeedEvent):
    NAME: ClassVar[str] = "needs.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedReturned(NeedEvent):
    NAME: ClassVar[str] = "needs.returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEndorsed(NeedEvent):
    NAME: ClassVar[str] = "needs.endorsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedApproved(NeedEvent):
    NAME: ClassVar[str] = "needs.approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsApproved(Event):
    """Several plain needs at once."""

    NAME: ClassVar[str] = "needs.approved_many"
    need_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCoveredByBenefit(NeedEvent):
    """A public benefit covers all of it."""

    NAME: ClassVar[str] = "needs.covered_by_benefit"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRejected(NeedEvent):
    NAME: ClassVar[str] = "needs.rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedWithdrawn(NeedEvent):
    NAME: ClassVar[str] = "needs.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedExpired(NeedEvent):
    """`why` is time, or grown_up when the child has turned 18."""

    NAME: ClassVar[str] = "needs.expired"
    why: str = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesKept(Event):
    """What strangers read of these needs was written, or made coarser."""

    NAME: ClassVar[str] = "needs.notices_kept"
    need_ids: tuple[int, ...]
