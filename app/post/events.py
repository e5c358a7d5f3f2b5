"""What happens to letters and text messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWritten(Event):
    """`is_new` is False when a job ran twice and the letter was there already."""

    NAME: ClassVar[str] = "post.letter_written"
    letter_id: int
    account_id: int
    event: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterMailed(Event):
    NAME: ClassVar[str] = "post.letter_mailed"
    letter_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMailed(Event):
    """One mail with a line for each of these letters."""

    NAME: ClassVar[str] = "post.digest_mailed"
    account_id: int
    letter_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRead(Event):
    NAME: ClassVar[str] = "post.letter_read"
    letter_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersRead(Event):
    NAME: ClassVar[str] = "post.letters_read"
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWritten(Event):
    """A text message is owed; `is_new` as in `LetterWritten`."""

    NAME: ClassVar[str] = "post.text_written"
    text_id: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSent(Event):
    """The carrier of text messages has taken it."""

    NAME: ClassVar[str] = "post.text_sent"
    text_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFollowed(Event):
    """What became of a text: `state` is delivered, failed, no_carrier or no_mobile."""

    NAME: ClassVar[str] = "post.text_followed"
    text_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung(Event):
    """Somebody rang instead of a text; `state` is reached or not_answered."""

    NAME: ClassVar[str] = "post.rung"
    text_id: int
    state: str
