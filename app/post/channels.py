"""Which way each letter goes, beside the inbox: by mail at once or in the day's digest, and by text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mail(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    """One mail a day with a line for each letter."""


class Text(StrEnum):
    ALWAYS = "always"
    """Somebody waits for the reader's answer and a deadline runs: it cannot be turned off."""
    WISHED = "wished"
    """A meeting changes, or work came back: who wishes none gets none."""
    NEVER = "never"


class Wish(StrEnum):
    """When a person wants mail of letters that are not urgent."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Channel:
    mail: Mail
    text: Text = Text.NEVER


ANSWER_WANTED = Channel(Mail.AT_ONCE, Text.ALWAYS)
CHANGED = Channel(Mail.AT_ONCE, Text.WISHED)
URGENT = Channel(Mail.AT_ONCE)
NEWS = Channel(Mail.DAILY)

CHANNELS: dict[str, Channel] = {
    "age_coming": NEWS,
    "application_rejected": NEWS,
    # Its text carries the family's own link, and is written with the question.
    "consent_asked": URGENT,
    "consent_given": CHANGED,
    "consent_given_staff": NEWS,
    "consent_refused": CHANGED,
    "consent_refused_staff": NEWS,
    "consent_withdrawn": CHANGED,
    "consent_withdrawn_staff": URGENT,
    "countersign_decided": NEWS,
    "countersign_proposed": NEWS,
    "home_moved": NEWS,
    "invitation_lapsed": NEWS,
    "invitation_lapsing": ANSWER_WANTED,
    "match_accepted": URGENT,
    "match_declined": NEWS,
    "match_ended": CHANGED,
    "match_invited": ANSWER_WANTED,
    "match_lapsed": NEWS,
    "need_approved": NEWS,
    "need_endorsed": NEWS,
    "need_expired": NEWS,
    "need_rejected": NEWS,
    "need_returned": CHANGED,
    "need_submitted": NEWS,
    "organization_registered": NEWS,
    "posting_returned": CHANGED,
    "posting_submitted": NEWS,
    "posting_suspended": CHANGED,
    "posting_verified": NEWS,
    "provider_decided": CHANGED,
    "volunteer_registered": NEWS,
}
"""Every letter of the house by its name."""


def channel_of(event: str) -> Channel:
    return CHANNELS[event]


def is_mailed_at_once(event: str, *, wish: str, is_urgent: bool) -> bool:
    """Whether a mail of its own goes out; `is_urgent` when what it tells of was marked so."""
    return is_urgent or channel_of(event).mail is Mail.AT_ONCE or wish == Wish.AT_ONCE


def is_texted(event: str, *, wants_texts: bool) -> bool:
    text = channel_of(event).text
    return text is Text.ALWAYS or (text is Text.WISHED and wants_texts)


def in_digest() -> tuple[str, ...]:
    """Names of the letters that are collected."""
    return tuple(name for name, way in CHANNELS.items() if way.mail is Mail.DAILY)
