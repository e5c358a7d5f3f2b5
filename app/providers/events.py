"""What happens to providers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerSignedUp(Event):
    """Somebody has an account and begins to tell what they can do."""

    NAME: ClassVar[str] = "providers.volunteer_signed_up"
    volunteer_id: int
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerRegistered(Event):
    """The pledge is signed and the profile handed in to be vetted."""

    NAME: ClassVar[str] = "providers.volunteer_registered"
    volunteer_id: int
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationRegistered(Event):
    NAME: ClassVar[str] = "providers.organization_registered"
    organization_id: int
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    NAME: ClassVar[str] = "providers.profile_changed"
    volunteer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerPaused(Event):
    """Nobody asks from the first to the last of these ISO days; both None when it was ended."""

    NAME: ClassVar[str] = "providers.volunteer_paused"
    volunteer_id: int
    from_on: str | None
    last_day: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationClaimed(Event):
    NAME: ClassVar[str] = "providers.qualification_claimed"
    qualification_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationDropped(Event):
    """Taken back by who claimed it."""

    NAME: ClassVar[str] = "providers.qualification_dropped"
    volunteer_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCheckNoted(Event):
    """Exactly one of the two ids is given; `valid_until` is an ISO day."""

    NAME: ClassVar[str] = "providers.record_check_noted"
    volunteer_id: int | None
    organization_id: int | None
    valid_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationChecked(Event):
    NAME: ClassVar[str] = "providers.qualification_checked"
    qualification_id: int
    kind: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDecided(Event):
    """Exactly one of the two ids is given; `state` is where the provider now stands."""

    NAME: ClassVar[str] = "providers.decided"
    volunteer_id: int | None
    organization_id: int | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeMoved(Event):
    """An officer looked at where a volunteer starts from."""

    NAME: ClassVar[str] = "providers.home_moved"
    move_id: int
    volunteer_id: int
    is_made: bool
