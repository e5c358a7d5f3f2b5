"""Whether two names may be one child's, and whether a name is the one that is looked for."""

from __future__ import annotations

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from app.kernel import cleaning

ALIKE = 88
"""From this ratio of their sounds, two names of one birthday are asked about."""


def is_alike(name: str, other: str) -> bool:
    """Whether two names are spelled or sound so much alike that it may be the same child."""
    if cleaning.name_key(name) == cleaning.name_key(other):
        return True
    return fuzz.ratio("".join(_sounds(name)), "".join(_sounds(other))) >= ALIKE


def is_sought(name: str, sought: str) -> bool:
    """Whether a name holds what is looked for: in any spelling, by its sound, or in pinyin.

    A single sign is looked for as it is written, for its sound alone would find half a village.
    """
    wanted = cleaning.name_key(sought)
    if wanted in cleaning.name_key(name):
        return True
    if wanted.isascii():
        return wanted in "".join(_sounds(name))
    return len(wanted) > 1 and _holds(_sounds(name), _sounds(sought))


def _sounds(name: str) -> list[str]:
    """The syllables of a name, without their tones."""
    return list(lazy_pinyin(cleaning.name_key(name)))


def _holds(whole: list[str], part: list[str]) -> bool:
    starts = range(len(whole) - len(part) + 1)
    return any(whole[at : at + len(part)] == part for at in starts)
