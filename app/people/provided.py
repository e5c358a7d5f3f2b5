"""What this room needs to know of rooms it may not import; joined to it in `wiring`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from app.kernel.access import Role
from app.kernel.secrets import Sealed
from app.people.models import Appointment

HOLDERS = "telephone_of_hat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The family, volunteer or organisation behind a hat: its number, and who rings it."""

    mobile: Sealed | None
    rung_by: Role
    village_code: str | None = None


Holders = Callable[[Appointment], Holder | None]


def holder(hat: Appointment) -> Holder | None:
    """Who stands behind a hat; nobody behind one of the bureau, a town or a village."""
    holders: Holders = current_app.extensions[HOLDERS]
    return holders(hat)
