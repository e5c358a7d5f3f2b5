"""What an embedder makes of texts: a short dense row each, or a few weighted columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from matching.kernels.texts import HEAVIEST, UNIT, WEIGHT_BITS, renumbered, rows_taken

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

Terms = npt.NDArray[np.uint32]
NO_TERMS: Terms = np.zeros(0, np.uint32)


@dataclass(frozen=True, eq=False)
class Dense:
    """A short row of small whole numbers per text.

    The product of two rows is a whole number, so it is the same to the bit in whatever order it
    is added up.

    Parameters
    ----------
    rows : ndarray of int8, shape (texts, width)
        Unit rows times `matching.kernels.texts.UNIT`, rounded; zeros where nothing is known of a text.

    Examples
    --------
    >>> Dense.of(np.array([[3.0, 4.0], [0.0, 0.0]])).rows
    array([[ 76, 102],
           [  0,   0]], dtype=int8)
    """

    rows: npt.NDArray[np.int8]

    @classmethod
    def of(cls, vectors: npt.ArrayLike) -> Dense:
        """Vectors of any length, brought to the one form in which they are kept and compared."""
        given = np.asarray(vectors, dtype=np.float64)
        length = np.sqrt((given**2).sum(axis=1, keepdims=True))
        scaled = given * (UNIT / np.where(length > 0, length, 1.0))
        return cls(np.ascontiguousarray(np.rint(scaled).astype(np.int8)))

    @property
    def blank(self) -> Mask:
        """Where nothing is known of a text."""
        blank: Mask = (self.rows == 0).all(axis=1)
        return blank


@dataclass(frozen=True, eq=False)
class Sparse:
    """A few columns per text; row `n` lies from `starts[n]` to `starts[n + 1]`.

    Weights are whole numbers, and so is the product of two rows, in whatever order it is added
    up; likeness is that product over both lengths.

    Parameters
    ----------
    starts : ndarray of int64, shape (texts + 1,)
    terms : ndarray of uint32
        A column, and in the lowest `matching.kernels.texts.WEIGHT_BITS` bits its weight; columns rise within a row, and a
        text without content has none.
    lengths : ndarray of float, shape (texts,)
    """

    starts: Ints
    terms: Terms
    lengths: Floats

    @property
    def blank(self) -> Mask:
        """Where a text has no content."""
        blank: Mask = self.starts[1:] == self.starts[:-1]
        return blank

    @property
    def columns(self) -> Terms:
        """The column of each term."""
        columns: Terms = self.terms >> WEIGHT_BITS
        return columns

    @property
    def weights(self) -> Terms:
        """The weight of each term."""
        weights: Terms = self.terms & HEAVIEST
        return weights

    def numbered(self, number: npt.NDArray[np.int32]) -> Sparse:
        """The same with other numbers for its columns; those of a negative number are left out."""
        starts, terms = renumbered(number, self.starts, self.terms)
        return Sparse(starts, terms, self.lengths)

    def taken(self, order: Ints) -> Sparse:
        """These rows, in this order."""
        starts, terms = rows_taken(order, self.starts, self.terms)
        return Sparse(starts, terms, self.lengths[order])


Rows = Dense | Sparse


class Embedder(Protocol):
    """Turns texts into rows; likeness is their cosine."""

    @property
    def name(self) -> str:
        """What made the rows, with its version; part of a round's digest."""
        ...

    def embed(self, texts: Sequence[str]) -> Rows:
        """One row per text; a blank row where nothing is known of it."""
        ...
