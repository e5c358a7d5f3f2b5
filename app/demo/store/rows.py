"""The rows written so far, by the keys of their seeds, and the moments they are dated with."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.kernel import clock
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.numbering import number_on
from app.people.models import Account, Appointment

KINDS = {"X": "need", "O": "offer", "J": "job", "V": "volunteer"}
APPOINTED_BEFORE = timedelta(days=700)


class Rows:
    """Adds rows and remembers their ids."""

    def __init__(self, today: date, password_hash: str) -> None:
        self.today = today
        self.password_hash = password_hash
        self.ids: dict[str, int] = {}
        self.counts: dict[str, int] = {}

    def add(self, rows: dict[str, Any]) -> None:
        """Write rows and keep their ids under the seeds' keys."""
        db.session.add_all(rows.values())
        db.session.flush()
        self.ids.update({key: row.id for key, row in rows.items()})

    def code(self, letter: str, *, digits: int = 5) -> str:
        """The next number of a kind: X2026-00042."""
        count = self.counts[letter] = self.counts.get(letter, 0) + 1
        return f"{letter}{self.today.year}-{count:0{digits}d}"

    def number_on(self) -> None:
        """Let the site's own numbers begin after the demo's."""
        for letter, kind in KINDS.items():
            number_on(kind, self.today.year, last=self.counts.get(letter, 0))

    def moment(self, day: date, *, hour: int = 10) -> datetime:
        """That day at an hour of the office, never later than now."""
        at = datetime.combine(day, time(hour), tzinfo=clock.LOCAL).astimezone(UTC)
        return min(at, clock.now())

    def account(self, name: str, display_name: str, **contact: Any) -> Account:
        return Account(
            name=name,
            display_name=display_name,
            password_hash=self.password_hash,
            stamp="demo",
            created_at=self.moment(self.today - APPOINTED_BEFORE),
            **contact,
        )

    def appoint(self, account: Account, role: Role, **hat: Any) -> None:
        first = self.today - APPOINTED_BEFORE
        account.appointments.append(
            Appointment(role=role, from_on=first, recorded_at=self.moment(first), **hat)
        )
