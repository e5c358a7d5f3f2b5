"""What happens to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    NAME: ClassVar[str] = "people.signed_in"
    account_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Event):
    """`reason` is wrong_password, locked, inactive, unknown_name or no_appointment."""

    NAME: ClassVar[str] = "people.sign_in_failed"
    account_id: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Event):
    NAME: ClassVar[str] = "people.signed_out"
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HatChanged(Event):
    """The same person goes on in another of their roles."""

    NAME: ClassVar[str] = "people.hat_changed"
    account_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    """An administrator made a way in for somebody; who signs up by themselves has other events."""

    NAME: ClassVar[str] = "people.account_opened"
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged(Event):
    """`what` is password, password_reset or contact."""

    NAME: ClassVar[str] = "people.account_changed"
    account_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnlocked(Event):
    NAME: ClassVar[str] = "people.account_unlocked"
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed(Event):
    NAME: ClassVar[str] = "people.appointed"
    account_id: int
    role: str
    place: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentEnded(Event):
    NAME: ClassVar[str] = "people.appointment_ended"
    account_id: int
    appointment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorAppointed(Event):
    """Somebody at the machine itself made an administrator; `reason` when there was one already."""

    NAME: ClassVar[str] = "people.administrator_appointed"
    account_id: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountActivated(Event):
    """The first password was chosen by the holder of the link, whom alone it is known to."""

    NAME: ClassVar[str] = "people.account_activated"
    account_id: int
