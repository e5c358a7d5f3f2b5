"""How alike two texts are, without a dictionary and without looking at other texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BUCKETS = 1 << 20
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(40)
CHUNK = 65_536


class Embedder(Protocol):
    """Turns texts into unit rows; similarity is their product."""

    def embed(self, texts: Sequence[str]) -> sparse.csr_array | Floats:
        """One row per text; a text without content has a row of zeros."""
        ...


class Ngrams:
    """Single characters and pairs of neighbours, hashed.

    The weight of an n-gram does not depend on the other texts of a round, so what one
    need says can never change the score of another. Pairs of characters, which in
    Chinese are mostly words, weigh more than single characters.

    Parameters
    ----------
    pair_weight : float
        Weight of a pair of neighbours against 1 for a single character.

    Examples
    --------
    >>> rows = Ngrams().embed(["数学辅导", "小学数学", "钢琴"])
    >>> likeness(rows, rows, np.array([0, 0]), np.array([1, 2])).round(2)
    array([0.39, 0.  ])
    """

    def __init__(self, *, pair_weight: float = 2.0) -> None:
        self.pair_weight = pair_weight

    def embed(self, texts: Sequence[str]) -> sparse.csr_array:
        """One sparse unit row per text."""
        letters = [_letters(text) for text in texts]
        lengths = np.array([part.size for part in letters], dtype=np.int64)
        flat = np.concatenate([*letters, np.zeros(0, dtype=np.uint64)])
        row = np.repeat(np.arange(len(texts)), lengths)
        joined = (row[1:] == row[:-1]) & (flat[1:] > 0) & (flat[:-1] > 0)
        single = flat > 0
        grams = np.concatenate(
            (_bucket(flat[single]), _bucket((flat[:-1] * np.uint64(1 << 21) + flat[1:])[joined]))
        )
        rows = np.concatenate((row[single], row[1:][joined]))
        weights = np.repeat((1.0, self.pair_weight), (int(single.sum()), int(joined.sum())))
        # Each n-gram counts once per text: saying a word twice does not make it truer.
        _, first = np.unique(rows * BUCKETS + grams, return_index=True)
        rows, grams, weights = rows[first], grams[first], weights[first]
        norm = np.sqrt(np.bincount(rows, weights**2, minlength=len(texts)))
        return sparse.csr_array((weights / norm[rows], (rows, grams)), shape=(len(texts), BUCKETS))


def likeness(
    left: sparse.csr_array | Floats, right: sparse.csr_array | Floats, i: Ints, j: Ints
) -> Floats:
    """Cosine of rows `i` of `left` with rows `j` of `right`, from 0 to 1.

    Parameters
    ----------
    left, right : sparse or dense array
        Unit rows, as an `Embedder` returns them.
    i, j : ndarray of int

    Returns
    -------
    ndarray of float
    """
    found = np.empty(i.size, dtype=np.float64)
    for at in range(0, i.size, CHUNK):
        part = slice(at, at + CHUNK)
        # Of sparse arrays too, * is the product of entry with entry.
        products = left[i[part]] * right[j[part]]
        found[part] = np.asarray(products.sum(axis=1)).ravel()
    return np.clip(found, 0.0, 1.0)


def _letters(text: str) -> npt.NDArray[np.uint64]:
    """Code points in lower case; 0 where a text is broken by anything but letters and digits."""
    plain = "".join(letter if letter.isalnum() else "\0" for letter in text.lower())
    return np.frombuffer(plain.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)


def _bucket(grams: npt.NDArray[np.uint64]) -> Ints:
    return ((grams * _MIX) >> _SHIFT).astype(np.int64) % BUCKETS
