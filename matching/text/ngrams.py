"""Texts by their characters and pairs of neighbours: no model, no dictionary, no other text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from matching.compiling import inlined, kernel
from matching.text import HEAVIEST, WEIGHT_BITS, Sparse

BUCKETS = 1 << 20
# Up to so many characters are looked up one by one: a table of them would take longer to make.
FEW = 500
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(40)
_NEXT = np.uint64(21)  # a code point has at most 21 bits


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
        return Sparse(*_rows(_letters("".join(texts)), starts, self.pair_weight))


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


@kernel
def _rows(letters, starts, pair_weight):  # type: ignore[no-untyped-def]
    """The rows of a `Sparse`, each n-gram once: saying a word twice adds nothing."""
    texts = starts.size - 1
    ends = np.zeros(texts + 1, dtype=np.int64)
    terms = np.empty(2 * letters.size, dtype=np.uint32)
    lengths = np.zeros(texts, dtype=np.float64)
    many = 0
    for text in range(texts):
        grams = _grams(letters[starts[text] : starts[text + 1]])
        square = 0
        for at in range(grams.size):
            if at == 0 or grams[at] >> 1 != grams[at - 1] >> 1:
                weight = pair_weight if grams[at] & 1 else 1
                terms[many] = grams[at] >> 1 << WEIGHT_BITS | weight
                square += weight * weight
                many += 1
        ends[text + 1], lengths[text] = many, np.sqrt(square)
    return ends, terms[:many].copy(), lengths


@inlined
def _grams(letters):  # type: ignore[no-untyped-def]
    """Buckets of a text's n-grams, sorted; the lowest bit says whether it is a pair."""
    found = np.empty(2 * letters.size, dtype=np.int64)
    many = 0
    before = np.uint64(0)
    for letter in letters:
        if letter > 0:
            found[many] = _bucket(letter) << 1
            many += 1
            if before > 0:
                found[many] = _bucket((before << _NEXT) + letter) << 1 | 1
                many += 1
        before = letter
    return np.sort(found[:many])


@inlined
def _bucket(gram):  # type: ignore[no-untyped-def]
    return np.int64(((gram * _MIX) >> _SHIFT) & np.uint64(BUCKETS - 1))
