"""What people type, made plain: one function each for names, numbers, days and texts.

Nothing here knows a form or a database. Each function gives the plain value, or refuses with a code.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from pathlib import Path

from app.kernel.errors import Refused

_SURNAMES = Path(__file__).with_name("surnames.txt")
PINYIN = dict(line.split() for line in _SURNAMES.read_text(encoding="utf-8").splitlines())
"""Surnames in Latin letters, the common ones and every compound one."""
SURNAMES = frozenset(PINYIN)
_LATIN_SURNAMES = frozenset(sound.lower() for sound in PINYIN.values())

LARGEST = 2**31 - 1
"""The largest whole number that a column of every database holds."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

DOT = "·"
LAST_LATIN = "\u0250"
"""Letters before it are those of European names."""
_DOTS = re.compile("\\s*[.·•‧∙⋅・･｡。．﹒ᐧ᛫●⸱⸳]+\\s*")
_BLANKS = re.compile(r"\s+")
_DASHES = re.compile(r"[\s\-‐‑‒–—―−－~()./·]+")
_NOT_SEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Signs that show nothing though Unicode counts them as letters, marks or symbols."""
_SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_NONCHARACTERS = range(0xFDD0, 0xFDF0)

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})")
_COUNTRY = re.compile(r"(?:\+|00)86|86(?=1[3-9]\d{9}\Z)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_CLOCK = re.compile(r"(\d{1,2})[:时点](\d{2})?分?(?::00)?")


def text(typed: str | None) -> str:
    """Free text: NFC, invisible signs taken out, line ends plain, no blanks around it.

    Raises
    ------
    Refused
        A sign of a private font stands in it, which nobody else could read.
    """
    kept = unicodedata.normalize("NFC", _seen(typed or ""))
    lines = (line.rstrip() for line in kept.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip()


def line(typed: str | None) -> str:
    """Free text in one line: every stretch of blanks is one blank."""
    return _BLANKS.sub(" ", text(typed))


def folded(typed: str | None) -> str:
    """One line with full-width letters and digits made plain, for codes and numbers."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text(typed))).strip()


def compact(typed: str | None) -> str:
    """A number or code as it is kept: no blanks, no hyphens, capital letters."""
    return re.sub(r"[\s\-‐‑‒–—−]", "", folded(typed)).upper()


def name(typed: str | None) -> str:
    """A person's name: `周小禾`, `买买提·艾力`, `Anna Zhou`; any dot is ·, blanks are taken out.

    A blank between the two parts of a long name stands for its dot.
    """
    whole = folded(typed)
    if _is_latin(whole):
        return whole
    parts = [part for part in _DOTS.split(whole) if part]
    return DOT.join(_without_blanks(part) for part in parts)


def _without_blanks(part: str) -> str:
    words = part.split(" ")
    if _is_latin(part):
        return part
    if len(words) == 2 and _is_part(words[0]) and len(words[1]) > 1:
        return DOT.join(words)
    return "".join(words)


def _is_latin(whole: str) -> bool:
    return all(sign < LAST_LATIN for sign in whole)


def _is_part(word: str) -> bool:
    """Whether a word that stands before a blank is a name of its own and no surname."""
    return len(word) > 1 and word not in SURNAMES and (len(word) > 2 or word[0] not in SURNAMES)


def name_key(typed: str | None) -> str:
    """What all spellings of a name have in common: no dots, no blanks, small letters."""
    return name(typed).replace(DOT, "").replace(" ", "").casefold()


def surname_of(full_name: str) -> str:
    """The family name, compound ones too; of a name in Latin letters the word that is one."""
    whole = name(full_name)
    if _is_latin(whole):
        words = whole.split(" ")
        return words[0] if words[0].lower() in _LATIN_SURNAMES else words[-1]
    return whole[:2] if whole[:2] in SURNAMES and len(whole) > 2 else whole[:1]


def given_name_of(full_name: str) -> str | None:
    """The given name alone, never with a family's or a father's name in it; None when unsure.

    子墨 of 欧阳子墨, 买买提 of 买买提·艾力, Xiaohe of Zhou Xiaohe, Anna of Anna Zhou. A long name
    without a dot, or a single sign that is a surname, does not tell where the given name begins.
    """
    whole = name(full_name)
    if DOT in whole:
        first, rest = whole.split(DOT, 1)
        return rest if first in SURNAMES else first
    if _is_latin(whole):
        return _latin_given_name(whole)
    if len(whole) == 1:
        return None if whole in SURNAMES else whole
    surname = surname_of(whole)
    is_known = surname in SURNAMES
    if len(whole) > len(surname) + 2 and (not is_known or len(whole) > 4):
        return None
    return whole[len(surname) :]


def _latin_given_name(whole: str) -> str | None:
    first, _blank, rest = whole.partition(" ")
    if not rest:
        return first or None
    if first.lower() in _LATIN_SURNAMES:
        return rest
    return first


def phone(typed: str | None) -> str:
    """A mobile number as 11 digits, or a landline with its area code as `0573-88120000`.

    Raises
    ------
    Refused
        It is neither, or a landline stands without its area code.
    """
    digits = _digits(typed)
    if _MOBILE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(digits)
    if landline is None:
        raise Refused("cleaning.phone")
    return f"{landline[1]}-{landline[2]}"


def mobile(typed: str | None) -> str:
    """A mobile number, where a text must be sent: a landline is refused in words of its own."""
    digits = _digits(typed)
    if _MOBILE.fullmatch(digits):
        return digits
    raise Refused("cleaning.landline" if _LANDLINE.fullmatch(digits) else "cleaning.mobile")


def is_mobile(number: str) -> bool:
    """Whether a text can be sent to a number that `phone` gave."""
    return _MOBILE.fullmatch(number) is not None


def sought_phone(typed: str | None) -> str | None:
    """The number a search box holds, however it is written; None when it holds something else."""
    try:
        return phone(typed)
    except Refused:
        return None


def sign_in_name(typed: str | None) -> str:
    """A sign-in name; one that is a mobile number in plain digits, however it is written."""
    number = sought_phone(typed)
    return number if number and is_mobile(number) else folded(typed)


def _digits(typed: str | None) -> str:
    digits = _DASHES.sub("", folded(typed))
    local = _COUNTRY.sub("", digits, count=1) if _COUNTRY.match(digits) else digits
    is_abroad_form = local != digits and not local.startswith(("0", "1"))
    return "0" + local if is_abroad_form else local


def day(typed: str | None) -> date:
    """`2026-09-01`, `2026/9/1` or `2026年9月1日`, within the years a file can speak of."""
    found = _DAY.fullmatch(_BLANKS.sub("", folded(typed)))
    try:
        read = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        read = None
    if read is None:
        raise Refused("cleaning.day")
    if not FIRST_DAY <= read <= LAST_DAY:
        raise Refused("cleaning.day_far", first=FIRST_DAY.year, last=LAST_DAY.year)
    return read


def clock(typed: str | None) -> time:
    """`16:30`, `16：30` or `16点30分`; 24:00 is midnight, as 00:00 is."""
    found = _CLOCK.fullmatch(_BLANKS.sub("", folded(typed)))
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (-1, 0)
    if (hour, minute) == (24, 0):
        return time()
    if not (0 <= hour < 24 and minute < 60):
        raise Refused("cleaning.clock")
    return time(hour, minute)


def whole(typed: str | None) -> int:
    """A whole number in digits, such as `5` or `１,０００`, that a database can hold."""
    bare = re.sub(r"[\s,]", "", folded(typed))
    if not re.fullmatch(r"[+-]?\d{1,20}", bare, re.ASCII):
        raise Refused("cleaning.whole")
    if abs(int(bare)) > LARGEST:
        raise Refused("cleaning.whole_large")
    return int(bare)


def key(typed: str) -> int:
    """An id out of an address or a list of ticks.

    Raises
    ------
    ValueError
        No row can have it.
    """
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 10 else -1
    if not 0 <= number <= LARGEST:
        raise ValueError(typed[:20])
    return number


def _seen(typed: str) -> str:
    """The signs that can be seen; blanks and line ends stay, private signs are refused."""
    for sign in typed:
        if _is_private(sign):
            raise Refused("cleaning.private_sign")
    return "".join(sign for sign in typed if not _is_invisible(sign))


def _is_private(sign: str) -> bool:
    number = ord(sign)
    is_no_character = number & 0xFFFE == 0xFFFE or number in _NONCHARACTERS
    return is_no_character or unicodedata.category(sign) in ("Co", "Cs")


def _is_invisible(sign: str) -> bool:
    if sign in _NOT_SEEN or any(ord(sign) in signs for signs in _SELECTORS):
        return True
    is_blank = sign in "\t\n\r"
    return unicodedata.category(sign) in ("Cf", "Cc") and not is_blank
