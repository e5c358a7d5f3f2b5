"""Texts by their characters and pairs of neighbours: no model, no dictionary, no other text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from matching.kernels.grams import gram_rows
from matching.kernels.texts import HEAVIEST
from matching.text import Sparse

# Up to so many characters are looked up one by one: a table of them would take longer to make.
FEW = 500


class Ngrams:
    """Single characters and pairs of neighbours, hashed.

    The weight of an n-gram does not depend on the other texts of a round, so what one
    need says can never change the score of another. Pairs of characters, which in
    Chinese are mostly words, weigh more than single characters. Case does not matter,
    and no pair reaches over what is neither letter nor digit.

    Parameters
    ----------
    pair_weight : int
        Weight of a pair of neighbours against 1 for a single character, up to 255.

    Raises
    ------
    ValueError
        When the weight is not from 1 to 255.

    Examples
    --------
    >>> from matching.text.likeness import likeness
    >>> rows = Ngrams().embed(["数学辅导", "小学数学", "钢琴"])
    >>> likeness(rows, rows, np.array([0, 0]), np.array([1, 2])).round(2)
    array([0.39, 0.  ])
    """

    def __init__(self, *, pair_weight: int = 2) -> None:
        if not 1 <= pair_weight <= HEAVIEST:
            raise ValueError(f"pair_weight must be from 1 to {HEAVIEST}")
        self.pair_weight = pair_weight

    @property
    def name(self) -> str:
        return f"ngrams-2-{self.pair_weight}"

    def embed(self, texts: Sequence[str]) -> Sparse:
        """One sparse row per text."""
        starts = np.fromiter(accumulate(map(len, texts), initial=0), np.int64, len(texts) + 1)
        return Sparse(*gram_rows(_letters("".join(texts)), starts, self.pair_weight))


def _letters(text: str) -> npt.NDArray[np.uint64]:
    """Code points in lower case; 0 for anything but letters and digits."""
    if len(text) <= FEW:
        return _points(text.translate(_LETTERS)).astype(np.uint64)
    written = _points(text)
    table = np.zeros(int(written.max()) + 1, dtype=np.uint64)
    table[written] = 1
    for point in np.flatnonzero(table).tolist():
        table[point] = _LETTERS[point]
    return table[written]


def _points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


class _Letters(dict[int, int]):
    """Code points in lower case by code point, each found out when it is first met."""

    def __missing__(self, point: int) -> int:
        letter = chr(point)
        self[point] = ord(letter.lower()[0]) if letter.isalnum() else 0
        return self[point]


_LETTERS = _Letters()
