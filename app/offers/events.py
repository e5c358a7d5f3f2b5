"""What happens to offers and jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingEvent(Event):
    """`kind` is offer or job."""

    NAME: ClassVar[str] = "offers.changed"
    kind: str
    posting_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted(PostingEvent):
    """Saved as a draft, or submitted at once."""

    NAME: ClassVar[str] = "offers.posted"
    is_submitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingEdited(PostingEvent):
    NAME: ClassVar[str] = "offers.edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingSubmitted(PostingEvent):
    """A draft or a returned posting is handed in."""

    NAME: ClassVar[str] = "offers.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesChanged(PostingEvent):
    NAME: ClassVar[str] = "offers.places_changed"
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingVerified(PostingEvent):
    NAME: ClassVar[str] = "offers.verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingReturned(PostingEvent):
    NAME: ClassVar[str] = "offers.returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPaused(PostingEvent):
    NAME: ClassVar[str] = "offers.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingResumed(PostingEvent):
    NAME: ClassVar[str] = "offers.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingWithdrawn(PostingEvent):
    NAME: ClassVar[str] = "offers.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingSuspended(PostingEvent):
    NAME: ClassVar[str] = "offers.suspended"
