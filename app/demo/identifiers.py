"""Identity numbers, credit codes and phones that check out and can belong to nobody."""

from __future__ import annotations

from collections import Counter
from datetime import date

# 330499 is not assigned to any county, and no number beginning with 142 is issued.
DEMO_DIVISION = "330499"
DEMO_PREFIX = "142"

STAFF, GUARDIANS, VOLUNTEERS, MEMBERS = range(4)

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def id_check_digit(first_17: str) -> str:
    """The 18th place of an identity number (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def uscc_check_character(first_17: str) -> str:
    """The 18th place of a unified social credit code (GB 32100-2015)."""
    total = sum(
        _USCC_ALPHABET.index(character) * pow(3, place, 31)
        for place, character in enumerate(first_17)
    )
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def demo_uscc(prefix: str, number: int) -> str:
    """A credit code of department and type `prefix` in the division that does not exist."""
    body = f"{number:08d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _BODY_WEIGHTS, strict=True))
    body_check = "0123456789X0"[11 - total % 11]
    first_17 = f"{prefix}{DEMO_DIVISION}{body}{body_check}"
    return first_17 + uscc_check_character(first_17)


def demo_mobile(block: int, number: int) -> str:
    """The `number`-th phone of a block: one block for each sort of people."""
    return f"{DEMO_PREFIX}{block}{number:07d}"


class IdNumbers:
    """Hands out identity numbers, none twice."""

    def __init__(self) -> None:
        self._given: Counter[tuple[date, str]] = Counter()

    def issue(self, born_on: date, sex: str) -> str:
        """The next number of that birthday; its 17th digit is odd for boys and men."""
        return self._number(born_on, sex, self._next(born_on, sex))

    def issue_ending_in_x(self, born_on: date, sex: str) -> str:
        """The next number of that birthday whose check digit is X."""
        while True:
            number = self._number(born_on, sex, self._next(born_on, sex))
            if number.endswith("X"):
                return number

    def _next(self, born_on: date, sex: str) -> int:
        self._given[born_on, sex] += 1
        return self._given[born_on, sex]

    @staticmethod
    def _number(born_on: date, sex: str, count: int) -> str:
        order = 2 * count - (1 if sex == "male" else 0)
        first_17 = f"{DEMO_DIVISION}{born_on:%Y%m%d}{order:03d}"
        return first_17 + id_check_digit(first_17)
