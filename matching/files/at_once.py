"""Many clean cells of a column understood at once; ValueError where one needs a closer look."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from matching.files.cells import check_bounds
from matching.files.cleaning import FORMULA, INVISIBLE, LONGEST, NO_TEXT
from matching.types import BOUNDS

_ODD = re.compile(f"[{NO_TEXT[1:]}{INVISIBLE}]")
# Common signs of Chinese texts, and the usual form of each: replacing them in many cells at once is
# much faster than asking for the usual form of each cell.
_WIDE = tuple(zip("，：；！？（）", ",:;!?()", strict=True))


def texts(cells: Sequence[str]) -> list[str]:
    """Words."""
    together = _together(cells)
    if not together.isascii():
        for wide, usual in _WIDE:
            together = together.replace(wide, usual)
        if not unicodedata.is_normalized("NFKC", together):
            raise ValueError("one of these cells is not in the usual form")
    return list(map(str.strip, together.split("\0")))


def own_ids(cells: Sequence[str]) -> list[str]:
    """Ids, each as it is written."""
    together = _together(cells)
    found = list(map(str.strip, cells))
    if "\t" in together or not FORMULA.isdisjoint({cell[:1] for cell in found}):
        raise ValueError("one of these cells begins like a formula")
    return found


def numbers(cells: Sequence[str], field: str) -> list[float]:
    """Numbers."""
    found = list(map(float, cells))
    if "_" in "".join(cells) or not math.isfinite(sum(found)):
        raise ValueError("one of these cells is not a number")
    if found and field in BOUNDS:
        check_bounds(field, min(found))
        check_bounds(field, max(found))
    return found


def _together(cells: Sequence[str]) -> str:
    """The cells in one text, with zeros between them."""
    together = "\0".join(cells)
    if together.count("\0") != len(cells) - 1 or max(map(len, cells)) > LONGEST:
        raise ValueError("one of these cells has a zero, or too much")
    if not together.isascii() and _ODD.search(together):
        raise ValueError("one of these cells has a sign that is no text, or cannot be seen")
    return together
