"""Things that travel: which state may follow which, what may be done where, and the steps taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, cast

from sqlalchemy import ColumnElement, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Model, Moment, db
from app.kernel.errors import Refused
from app.kernel.scope import write_all

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
    id: Any
    version: Any

    @classmethod
    def begin_all(
        cls, rows: Sequence[Mapping[str, Any]], *which: ColumnElement[bool], state: StrEnum
    ) -> None:
        """Write many rows that begin in one state, by a few statements however many they are.

        `which` finds them again, and no others. For what the platform itself writes.
        """
        write_all(cast("type[Model]", cls), [{**row, "state": state} for row in rows])
        cls._note_steps(db.session.scalars(select(cls.id).where(*which)).all(), state)

    @classmethod
    def move_all(cls, *chosen: ColumnElement[bool], before: StrEnum, after: StrEnum) -> None:
        """Move all those that are chosen and stand in `before`, by a few statements."""
        if after not in cls.MOVES[before]:
            raise ValueError(f"{cls.ROOM}: {before} is not followed by {after}.")
        moved = (
            update(cls)
            .where(cls.state == before, *chosen)
            .values(state=after, version=cls.version + 1)
            .returning(cls.id)
            .execution_options(synchronize_session=False)
        )
        cls._note_steps(db.session.scalars(moved).all(), after)

    @classmethod
    def _note_steps(cls, keys: Iterable[int], state: StrEnum) -> None:
        actor = db.session().info.get("actor")
        known = {
            "state": state,
            "at": clock.now(),
            "account_id": actor.account_id if actor else None,
        }
        steps = [{f"{cls.ROOM}_id": key, **known} for key in sorted(keys)]
        write_all(cls.steps.property.mapper.class_, steps)

    def note_step(self) -> None:
        step = type(self).steps.property.mapper.class_
        actor = db.session().info.get("actor")
        self.steps.append(
            step(state=self.state, at=clock.now(), account_id=actor.account_id if actor else None)
        )
