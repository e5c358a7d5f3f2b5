"""What an identity number of GB 11643 says, and whether it can be true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from app.kernel import cleaning
from app.kernel.errors import Refused

DEMO_AREA = "330499"
LENGTH = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A number whose check digit fits. `is_area_known` False asks for a second look, no more."""

    number: str
    born_on: date
    sex: str
    is_area_known: bool


def read_identity(text: str, *, is_demo: bool) -> Identity:
    """The number behind what was typed, full-width or with spaces, with X in upper case.

    Raises
    ------
    Refused
        It cannot be an identity number, or it is one made for demonstrations on a real site.
    """
    number = cleaning.compact(text)
    if len(number) != LENGTH:
        raise Refused("child.id_length", field="id_number")
    if not (number[:17].isascii() and number[:17].isdigit() and number[17] in "0123456789X"):
        raise Refused("child.id_characters", field="id_number")
    if ric.calc_check_digit(number) != number[17]:
        raise Refused("child.id_check_digit", field="id_number")
    if number.startswith(DEMO_AREA) and not is_demo:
        raise Refused("child.id_demo_area", field="id_number")
    try:
        born_on = ric.get_birth_date(number)
    except ValidationError:
        raise Refused("child.id_birth_date", field="id_number") from None
    return Identity(
        number=number,
        born_on=born_on,
        sex="male" if int(number[16]) % 2 else "female",
        is_area_known=_is_area_known(number),
    )


def _is_area_known(number: str) -> bool:
    """Whether the register of areas knows this one for that year of birth.

    The register has gaps: it has no 330483 before 1993. Therefore it only asks for a second look.
    """
    try:
        ric.get_birth_place(number)
    except (ValidationError, KeyError):
        return False
    return True
