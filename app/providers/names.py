"""What a volunteer is called before identities are released: a surname and a form of address."""

from __future__ import annotations

from pathlib import Path

from app.kernel import words
from app.kernel.secrets import unseal
from app.providers.models import Organization, Volunteer

TEACHERS = ("教师", "老师", "教授", "讲师", "园长")
STUDENTS = ("学生", "研究生", "师范生")

SURNAMES = Path(__file__).with_name("surnames.txt")
PINYIN = dict(line.split() for line in SURNAMES.read_text(encoding="utf-8").splitlines())
"""The common surnames in Latin letters; a rarer one is left as it is written."""


def surname_of(full_name: str) -> str:
    """The family name: two characters where they are one of the compound ones, else the first."""
    name = full_name.strip()
    if not name or name.isascii():
        return name.split(" ")[-1]
    return name[:2] if name[:2] in PINYIN and len(name) > 2 else name[:1]


def called(full_name: str, occupation: str, *, language: str | None = None) -> str:
    """「周老师」, "Teacher Zhou": enough to speak of somebody, too little to find them."""
    language = language or words.current_language()
    surname = surname_of(full_name)
    if language == words.ENGLISH:
        surname = PINYIN.get(surname, surname)
    return words.label("called", _address(occupation), language=language).format(surname=surname)


def _address(occupation: str) -> str:
    if any(word in occupation for word in STUDENTS):
        return "student"
    return "teacher" if any(word in occupation for word in TEACHERS) else "volunteer"


def short_name(volunteer: Volunteer, *, language: str | None = None) -> str:
    """What a volunteer is called in lists and before acceptance."""
    # Not a look at a protected field: a surname alone is what the platform tells everybody.
    return called(unseal(volunteer.full_name), volunteer.occupation, language=language)


def display_of(provider: Volunteer | Organization) -> str:
    """An organisation's name, or what the volunteer is called."""
    return provider.name if isinstance(provider, Organization) else short_name(provider)
