"""Weekly times in one cell, as people write them: pure functions, like those of `cleaning`."""

from __future__ import annotations

import re

from matching.files.cleaning import TO, pieces, tidy
from matching.files.faults import Unclear, short
from matching.slots import DAY_MINUTES, Slot, merge

_WEEKDAY = (
    r"(?:周|星期|礼拜)\s*[一二三四五六日天1-7]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*(?![a-z])"
)
_CLOCK = r"(\d{1,2})(?::(\d{2})|[点时](?:(\d{1,2})分?)?)"
_DAYS_OF = re.compile(rf"((?:{_WEEKDAY})(?:\s*{TO}\s*(?:{_WEEKDAY}))?)\s*(.*)", re.IGNORECASE)
_HOURS = re.compile(rf"{_CLOCK}\s*{TO}\s*{_CLOCK}")
_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def week(cell: str) -> tuple[Slot, ...]:
    """Weekly times; a day without hours shares those that follow, hours without a day those before.

    Examples
    --------
    >>> from matching.slots import show_slots
    >>> show_slots(week("周二、星期四 16：30～17：30"))
    'tue 16:30-17:30;thu 16:30-17:30'
    >>> show_slots(week("周一至周三 9点-10点30分"))
    'mon 09:00-10:30;tue 09:00-10:30;wed 09:00-10:30'
    """
    found: list[Slot] = []
    waiting: list[int] = []
    days: list[int] = []
    for piece in pieces(cell):
        own, of_day = _days_and_hours(piece)
        days = own or days
        if not of_day:
            waiting += own
            continue
        if not (days or waiting):
            raise Unclear("not_a_slot", cell=short(piece))
        found += [Slot(weekday, *_of(of_day, piece)) for weekday in (*waiting, *days)]
        waiting = []
    if waiting:
        raise Unclear("no_hours", cell=short(cell))
    return merge(found)


def _days_and_hours(piece: str) -> tuple[list[int], str]:
    match = _DAYS_OF.fullmatch(piece)
    if match is None:
        return [], piece
    ends = [_weekday(one, piece) for one in re.findall(_WEEKDAY, match[1], re.IGNORECASE)]
    if len(ends) == 2 and ends[0] > ends[1]:
        raise Unclear("not_a_slot", cell=short(piece))
    return list(range(ends[0], ends[-1] + 1)), match[2]


def _weekday(words: str, piece: str) -> int:
    name = words.lower()
    if name[-1] in "一二三四五六日":
        return "一二三四五六日".index(name[-1])
    if name[-1] == "天":
        return 6
    if name[-1].isdecimal():
        return int(name[-1]) - 1
    for at, day in enumerate(_LONG_DAYS):
        if len(name) >= 3 and day.startswith(name):
            return at
    raise Unclear("not_a_slot", cell=short(piece))


def _of(of_day: str, piece: str) -> tuple[int, int]:
    """The hours of a piece, which is named as a whole where they are wrong."""
    try:
        return hours(of_day)
    except Unclear as unclear:
        turned = unclear.fault.code == "hours_backwards"
        raise Unclear("slot_backwards" if turned else "not_a_slot", cell=short(piece)) from None


def hours(cell: str) -> tuple[int, int]:
    """Hours of one day, as minutes from its beginning; never over midnight.

    Examples
    --------
    >>> hours("16：30～17：30"), hours("9点至11点30分")
    ((990, 1050), (540, 690))
    """
    match = _HOURS.fullmatch(tidy(cell))
    if match is None:
        raise Unclear("not_hours", cell=short(cell))
    minutes = [int(match[2] or match[3] or 0), int(match[5] or match[6] or 0)]
    start, end = 60 * int(match[1]) + minutes[0], 60 * int(match[4]) + minutes[1]
    if max(minutes) > 59 or max(start, end) > DAY_MINUTES:
        raise Unclear("not_hours", cell=short(cell))
    if start >= end:
        raise Unclear("hours_backwards", cell=short(cell))
    return start, end
