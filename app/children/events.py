"""What happens to a child's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRegistered(Event):
    NAME: ClassVar[str] = "children.registered"
    child_id: int
    village_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildChanged(Event):
    NAME: ClassVar[str] = "children.changed"
    child_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeNoticed(Event):
    """A child reaches an age soon that changes what it is owed; `on` is an ISO day."""

    NAME: ClassVar[str] = "children.age_noticed"
    child_id: int
    age: int
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberVerified(Event):
    """A second person reached the guardian by the number that was written down."""

    NAME: ClassVar[str] = "children.number_verified"
    guardian_id: int
