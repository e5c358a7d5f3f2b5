"""Needs and supplies laid out as arrays, and what rules ask of a pair of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from matching.columns.coded import Floats, Ints, Lists, Mask
from matching.columns.side import Side
from matching.columns.table import Table
from matching.columns.weeks import Weeks
from matching.kernels.bits import WORD
from matching.settings import Settings
from matching.text import Embedder, Rows
from matching.text.ngrams import Ngrams
from matching.types import Need, Supply

__all__ = ["WORD", "Board", "Floats", "Ints", "Mask", "Terms", "Words"]

Words = npt.NDArray[np.uint64]
T = TypeVar("T")

SHIFT_KINDS = ("job", "course")
"""Work or training for a guardian: its times are a shift, and one travels to it."""


@dataclass(frozen=True)
class Terms:
    """The day of a round, its settings, and what tells it how alike two texts are."""

    on: dt.date
    settings: Settings
    embedder: Embedder | None = None


class Board:
    """Columns of needs and supplies; pairs are two arrays of row numbers, `i` and `j`.

    Parameters
    ----------
    needs : iterable of Need
    supplies : iterable of Supply
    terms : Terms
    """

    def __init__(
        self,
        needs: Iterable[Need] | Side[Need],
        supplies: Iterable[Supply] | Side[Supply],
        terms: Terms,
    ) -> None:
        self.need = needs if isinstance(needs, Side) else Side(Table.of(Need, needs))
        self.supply = supplies if isinstance(supplies, Side) else Side(Table.of(Supply, supplies))
        self.terms = terms
        self._made: dict[Hashable, Any] = {}

    @property
    def needs(self) -> Table[Need]:
        """The needs as rows."""
        table: Table[Need] = self.need.table
        return table

    @property
    def supplies(self) -> Table[Supply]:
        """The supplies as rows."""
        table: Table[Supply] = self.supply.table
        return table

    def beside(
        self, *, needs: Iterable[Need] | None = None, supplies: Iterable[Supply] | None = None
    ) -> Board:
        """A board with one side exchanged, which keeps what was made of the other side."""
        return Board(
            self.need if needs is None else needs,
            self.supply if supplies is None else supplies,
            self.terms,
        )

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made the first time it is asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def words(self, wanted: str, offered: str) -> tuple[Words, Words]:
        """Code sets as bits, for each need and each supply.

        Codes that no need mentions can make no difference; they have no bit.
        """
        return self.once(("words", wanted, offered), lambda: self._words(wanted, offered))

    def bits(self, wanted: str) -> dict[str, int]:
        """The number of the bit of each code that some need mentions in a field."""
        return self.once(("bits", wanted), lambda: self._bits(wanted))

    def listed(self, side: str, name: str) -> Ints:
        """Sorted numbers `i * supplies + j` of pairs named in a field of ids."""
        return self.once(("listed", side, name), lambda: self._listed(side, name))

    def is_listed(self, side: str, name: str, i: Ints, j: Ints) -> Mask:
        """Where the row on `side` names the other row's id in its field `name`."""
        return np.isin(i * len(self.supply) + j, self.listed(side, name))

    @property
    def weeks(self) -> Weeks:
        """The different weeks of both sides; rows have them by `coded("slots")`."""
        need, supply = self.need.lists("slots"), self.supply.lists("slots")
        return self.once("weeks", lambda: Weeks.of(need, supply))

    def overlap(self, i: Ints, j: Ints) -> Ints:
        """Minutes of a week that suit both."""
        return self.weeks.overlap(self.need.coded("slots").of[i], self.supply.coded("slots").of[j])

    def is_shift(self) -> Mask:
        """Which supplies are work or training for a guardian."""
        return self.supply.each("kind", lambda kind: kind in SHIFT_KINDS)

    def texts(self) -> tuple[Rows, Rows]:
        """What the embedder makes of the needs' and of the supplies' texts."""
        embedder = self.terms.embedder or Ngrams()
        return _texts(self.need, embedder), _texts(self.supply, embedder)

    def journeys(self) -> Words:
        """The bits of the ways of meeting in which somebody travels."""
        return self.once("journeys", self._journeys)

    def road(self) -> Floats:
        """Road kilometres per straight one, for each need."""
        return self.once("road", lambda: roads(self.need, self.terms.settings))

    def free(self) -> Ints:
        """Places of each supply that are not taken, never under 0."""
        free = self.supply.numbers("capacity") - self.supply.numbers("load")
        return np.maximum(0, free).astype(np.int64)

    def _words(self, wanted: str, offered: str) -> tuple[Words, Words]:
        number = self.bits(wanted)
        return (
            _packed(self.need.lists(wanted), number)[self.need.coded(wanted).of],
            _packed(self.supply.lists(offered), number)[self.supply.coded(offered).of],
        )

    def _bits(self, wanted: str) -> dict[str, int]:
        return {code: at for at, code in enumerate(sorted(set(self.need.lists(wanted).pieces)))}

    def _journeys(self) -> Words:
        number = self.bits("modes")
        away = frozenset(number) - self.terms.settings.remote_modes
        journeys: Words = _packed(Lists.among([away]), number)[0]
        return journeys

    def _listed(self, side: str, name: str) -> Ints:
        own, other = (self.need, self.supply) if side == "need" else (self.supply, self.need)
        coded = own.coded(name)
        rows = np.flatnonzero(~own.blank(name)).tolist()
        naming = [(row, coded.distinct[coded.of[row]]) for row in rows]
        at = _places(other.table) if naming else {}
        pairs = [(row, there) for row, ids in naming for id_ in ids for there in at.get(id_, ())]
        found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        i, j = (found[:, 0], found[:, 1]) if side == "need" else (found[:, 1], found[:, 0])
        return np.unique(i * len(self.supply) + j)


def roads(need: Side[Need], settings: Settings) -> Floats:
    """Road kilometres per straight one, by the need's town."""
    if not settings.road_factors:
        return np.full(len(need), settings.road_factor)
    return need.each("area", settings.road, np.float64)


def _texts(side: Side[Any], embedder: Embedder) -> Rows:
    return side.once(
        ("texts", embedder.name), lambda: embedder.embed(list(side.table.column("text")))
    )


def _places(table: Table[Any]) -> dict[str, list[int]]:
    """Row numbers by id; what-if rows of the same id may stand beside each other."""
    at: dict[str, list[int]] = {}
    for number, name in enumerate(table.column("id")):
        at.setdefault(name, []).append(number)
    return at


def _packed(lists: Lists, number: dict[str, int]) -> Words:
    """One row of words per set: the bit of each of its codes that has a number."""
    bit = np.array([number.get(code, -1) for code in lists.pieces], dtype=np.int64)
    at, row = bit[lists.of], np.repeat(np.arange(len(lists)), lists.sizes)
    row, at = row[at >= 0], at[at >= 0]
    packed = np.zeros((len(lists), max(1, -(-len(number) // WORD))), dtype=np.uint64)
    place = row * packed.shape[1] + at // WORD
    np.bitwise_or.at(packed.ravel(), place, np.uint64(1) << (at % WORD).astype(np.uint64))
    return packed
