"""One column of a file: cells that are still bytes, and become texts when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.files.encoding import UNREADABLE
from matching.kernels.cutting import alike, decimals, gather, pieces

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Strip:
    """Cells below each other.

    Parameters
    ----------
    raw : ndarray of uint8
        The file.
    starts, ends : ndarray of int
        First byte of each cell, and the byte behind it.
    doubled : ndarray of bool
        Where a cell has quotes that are written twice.

    Examples
    --------
    >>> raw = np.frombuffer(b"a,b,a", np.uint8)
    >>> cells = Strip(raw, np.array([0, 2, 4]), np.array([1, 3, 5]), np.zeros(3, bool))
    >>> place, distinct = cells.alike()
    >>> cells.texts(), place.tolist(), distinct.texts()
    (['a', 'b', 'a'], [0, 1, 0], ['a', 'b'])
    """

    raw: Bytes
    starts: Ints
    ends: Ints
    doubled: npt.NDArray[np.bool_]

    def of(self, rows: Ints) -> Strip:
        """Some of the cells."""
        return Strip(self.raw, self.starts[rows], self.ends[rows], self.doubled[rows])

    def joined(self) -> str:
        """The cells one behind the other as they stand, with zeros between them.

        Bytes that are no text are letters that no text has; quotes that are written twice still are.
        """
        length = (self.ends - self.starts).sum(dtype=np.int64)
        together = np.empty(length + self.starts.size, np.uint8)
        gather(self.raw, self.starts, self.ends, together)
        return str(together[:-1].data, "utf-8", UNREADABLE)

    def texts(self) -> list[str]:
        """The cells, each as it stands."""
        return self.cut(self.joined()) if self.starts.size else []

    def cut(self, joined: str) -> list[str]:
        """What `joined` gave, cell by cell."""
        cells = joined.split("\0")
        if len(cells) != self.starts.size:
            # Some cell has a zero of its own.
            cells = [
                str(self.raw[start:end].data, "utf-8", UNREADABLE)
                for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)
            ]
        for row in np.flatnonzero(self.doubled).tolist():
            cells[row] = cells[row].replace('""', '"')
        return cells

    def alike(self) -> tuple[Ints, Strip]:
        """The distinct cells, in order of appearance, and the place of each cell among them."""
        place, first = alike(self.raw, self.starts, self.ends)
        return place, self.of(first)

    def pieces(self) -> tuple[Ints, Strip]:
        """What stands between semicolons.

        Returns
        -------
        first, pieces : ndarray of int, Strip
            Cell k has the pieces from `first[k]` up to and not including `first[k + 1]`.
        """
        first, starts, ends = pieces(self.raw, self.starts, self.ends)
        return first, Strip(self.raw, starts, ends, np.zeros(starts.size, np.bool_))

    def decimals(self) -> tuple[Floats, Bytes]:
        """Numbers, NaN where there is none, and per cell one of NUMBER, BLANK, UNSURE."""
        value, sort = np.empty(self.starts.size), np.empty(self.starts.size, np.uint8)
        decimals(self.raw, self.starts, self.ends, value, sort)
        return value, sort
