"""Where several people sit down at browsers of one language and width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kernel import words
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.needs.models import NeedState
from tests.app.matches import steps as told
from tests.app.matches.builders import volunteer_of
from tests.browser.conftest import Person
from tests.browser.market import Words
from tests.browser.steps import Make


@dataclass(frozen=True)
class Hall:
    person: Make
    language: str
    width: int

    @property
    def say(self) -> Words:
        return Words(self.language)

    def sits(self, who: Actor | None) -> Person:
        return self.person(language=self.language, width=self.width, who=who)

    def no(self, code: str, **values: Any) -> str:
        """The sentence of a refusal."""
        return words.say(Refused(code, **values), language=self.language)


def untouched(at: told.Scene) -> bool:
    """Whether both sides have their places as before."""
    need = told.need(at.need_id)
    return (need.state, need.filled, volunteer_of(at).load) == (NeedState.OPEN, 0, 0)
