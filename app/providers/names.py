"""What a volunteer is called before identities are released: a surname and a form of address."""

from __future__ import annotations

from pathlib import Path

from flask_babel import gettext as _

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


def called(full_name: str, occupation: str) -> str:
    """「周老师」, "Teacher Zhou": enough to speak of somebody, too little to find them."""
    surname = surname_of(full_name)
    if words.current_language() == words.ENGLISH:
        surname = PINYIN.get(surname, surname)
    if any(word in occupation for word in STUDENTS):
        return str(_("Student %(surname)s", surname=surname))
    if any(word in occupation for word in TEACHERS):
        return str(_("Teacher %(surname)s", surname=surname))
    return str(_("Volunteer %(surname)s", surname=surname))


def short_name(volunteer: Volunteer) -> str:
    """What a volunteer is called in lists and before acceptance, in the reader's language."""
    # Not a look at a protected field: a surname alone is what the platform tells everybody.
    return called(unseal(volunteer.full_name), volunteer.occupation)


def display_of(provider: Volunteer | Organization) -> str:
    """An organisation's name, or what the volunteer is called."""
    return provider.name if isinstance(provider, Organization) else short_name(provider)
