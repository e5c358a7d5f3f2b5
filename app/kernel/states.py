"""Things that travel: which state may follow which, what may be done where, and the steps taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Moment, db
from app.kernel.errors import Refused

Moves = Mapping[Any, frozenset[Any]]


def moves(**table: str) -> dict[str, frozenset[str]]:
    """`moves(draft="submitted withdrawn")` reads: from draft one may go to these two.

    Also for verbs and tones: `moves(edit="draft returned")` reads: editing is for these two.
    """
    return {state: frozenset(after.split()) for state, after in table.items()}


class Travels:
    """A row that goes from state to state; its tables answer pages, rules and refusals alike."""

    ROOM: ClassVar[str]
    """What its refusals begin with: `need` says `need.already_open`."""
    STATES: ClassVar[type[StrEnum]]
    MOVES: ClassVar[Moves]
    VERBS: ClassVar[Moves]
    """verb → the states in which it may be done; who may do it is the business of GRANTS."""
    TONES: ClassVar[Moves] = {}
    """tone of a chip → the states that wear it; every other one is plain."""

    state: Any

    def begin(self, state: StrEnum) -> None:
        """Stand in this state, whatever was before: where a way begins."""
        self.state = state
        self.note_step()

    def move(self, after: StrEnum) -> None:
        """Go on, or refuse with `<room>.already_<state>` what the table does not allow."""
        if after not in self.MOVES.get(self.state, frozenset()):
            raise self.already()
        self.begin(after)

    def allows(self, verb: str) -> bool:
        """Whether the state lets somebody do this."""
        return self.state in self.VERBS[verb]

    def require(self, verb: str) -> None:
        """Refuse with `<room>.already_<state>` what the state does not allow."""
        if not self.allows(verb):
            raise self.already()

    def already(self) -> Refused:
        return Refused(f"{self.ROOM}.already_{self.STATES(self.state).value}")

    @property
    def tone(self) -> str:
        """The tone in which a chip says the state."""
        return next((tone for tone, worn in self.TONES.items() if self.state in worn), "plain")

    def note_step(self) -> None:
        """Keep that this state was reached; for those whose history is kept."""


class Step:
    """A state that was reached, when, and on whose account (None: the platform's own)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int | None]


class KeepsSteps(Travels):
    """A row whose way is kept, step by step, in a table of its own."""

    steps: Any

    def note_step(self) -> None:
        step = type(self).steps.property.mapper.class_
        actor = db.session().info.get("actor")
        self.steps.append(
            step(state=self.state, at=clock.now(), account_id=actor.account_id if actor else None)
        )
