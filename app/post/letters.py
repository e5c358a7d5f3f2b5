"""The words of a letter: one template an event and language, its first line the subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from flask_babel import force_locale

from app.post.models import Letter

FOLDER = "letters"
NEVER_TOLD = ("village", "category", "categories")
"""Values that no letter names: together with a helper's name they lead to a child."""


class Where(StrEnum):
    """Where words are read."""

    INBOX = "inbox"
    """Behind the sign-in."""
    MAIL = "mail"
    """On its way through other hands: a need goes by its number, for people write its title."""


@dataclass(frozen=True, slots=True)
class Words:
    """A letter as its reader meets it; the body's paragraphs are parted by empty lines."""

    subject: str
    body: str

    @property
    def paragraphs(self) -> list[list[str]]:
        return [part.splitlines() for part in self.body.split("\n\n") if part.strip()]


def words_of(letter: Letter, *, language: str, where: Where = Where.INBOX) -> Words:
    return render(letter.event, letter.values, language=language, where=where)


def render(
    event: str, values: dict[str, Any], *, language: str, where: Where = Where.INBOX
) -> Words:
    """Fill the event's template; a value it names and does not get is an error."""
    template = current_app.jinja_env.get_template(f"{FOLDER}/{event}/{language}.txt")
    told = {name: value for name, value in values.items() if name not in NEVER_TOLD}
    code = values.get("match_code") or values.get("need_code")
    if where is Where.MAIL and code is not None:
        told["title"] = code
    with force_locale(language):
        text = template.render({name: _typed(name, value) for name, value in told.items()})
    subject, _, body = text.strip().partition("\n")
    return Words(subject.strip(), body.strip())


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name.endswith("_on"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name.endswith("_at") else value
