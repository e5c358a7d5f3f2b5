"""What a volunteer is called before identities are released: a surname and a form of address."""

from __future__ import annotations

from app.kernel import words
from app.kernel.cleaning import PINYIN, surname_of
from app.kernel.secrets import unseal
from app.providers.models import Organization, Volunteer

TEACHERS = ("教师", "老师", "教授", "讲师", "园长")
STUDENTS = ("学生", "研究生", "师范生")


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
