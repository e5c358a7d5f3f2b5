"""What the kernel's door to the engine's cells lets through."""

from __future__ import annotations

import datetime as dt

import pytest

from app.kernel import cells, words


def test_cells_are_read_as_people_write_them() -> None:
    assert cells.day("2026年3月5日") == cells.day("46086") == dt.date(2026, 3, 5)
    assert cells.hours("16：30～17：30") == (990, 1050)
    assert [slot.weekday for slot in cells.week("周二、周四 16:30-17:30")] == [1, 3]
    assert cells.number("5公里", cells.KILOMETRES) == 5
    assert cells.pieces("钢琴；书法、围棋") == ("钢琴", "书法", "围棋")


def test_an_unclear_cell_says_what_to_write_in_each_language() -> None:
    with pytest.raises(cells.Unclear) as told:
        cells.hours("17:30-16:30")
    said = [told.value.said(language) for language in words.LANGUAGES]
    assert said == [
        "'17:30-16:30' 的结束不晚于开始；过夜请分成两段",
        "'17:30-16:30' ends before it begins; write a night as two stretches",
    ]
