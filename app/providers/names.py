"""What a volunteer is called before identities are released: a surname and a form of address."""

from __future__ import annotations

from app.kernel import words
from app.kernel.cleaning import PINYIN, surname_of

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
