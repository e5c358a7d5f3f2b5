"""All cells of a column understood at once, where all are clean; None where one needs a closer look."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from matching.files.cells import check_bounds
from matching.files.cleaning import FORMULA, INVISIBLE, LONGEST, NO_TEXT
from matching.files.strip import Strip
from matching.types import BOUNDS

_ODD = re.compile(f"[{NO_TEXT[1:]}{INVISIBLE}]")
# Common signs of Chinese texts, and the usual form of each: replacing them in many cells at once is
# much faster than asking for the usual form of each cell.
_WIDE = tuple(zip("，：；！？（）", ",:;!?()", strict=True))


def texts(strip: Strip) -> list[str] | None:
    """Words."""
    together = _joined(strip)
    if not together.isascii():
        if _ODD.search(together):
            return None
        for wide, usual in _WIDE:
            together = together.replace(wide, usual)
        if not unicodedata.is_normalized("NFKC", together):
            return None
    return _stripped(strip, together)


def own_ids(strip: Strip) -> list[str] | None:
    """Ids, each as it is written."""
    together = _joined(strip)
    if not together.isascii() and _ODD.search(together):
        return None
    if any(f"\0{sign}" in together for sign in FORMULA) or together[:1] in FORMULA:
        return None
    found = _stripped(strip, together)
    # Behind a space may be the beginning of a formula.
    return found if found is not None and "\0".join(found) == together else None


def numbers(cells: Sequence[str], field: str) -> list[float] | None:
    """Numbers."""
    try:
        found = list(map(float, cells))
        if found and field in BOUNDS:
            check_bounds(field, min(found))
            check_bounds(field, max(found))
    except ValueError:
        return None
    return found if "_" not in "".join(cells) and math.isfinite(sum(found)) else None


def _joined(strip: Strip) -> str:
    return strip.joined() if strip.starts.size else ""


def _stripped(strip: Strip, together: str) -> list[str] | None:
    """The cells; None where one is too long, or has a zero or a quote of its own."""
    if not strip.starts.size:
        return []
    if strip.doubled.any() or int((strip.ends - strip.starts).max()) > LONGEST:
        return None
    found = together.split("\0")
    return list(map(str.strip, found)) if len(found) == strip.starts.size else None
