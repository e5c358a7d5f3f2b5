"""Needs and supplies laid out as arrays, made once and only when a rule asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from matching.geo import road_km
from matching.settings import Settings
from matching.text import Embedder
from matching.types import Need, Supply
from matching.weeks import Weeks

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
Row = Need | Supply
T = TypeVar("T")

WORD = 64


@dataclass(frozen=True)
class Terms:
    """The day of a round, its settings, and what reads the texts: n-grams where nothing is named."""

    on: dt.date
    settings: Settings
    embedder: Embedder | None = None


class Board:
    """Columns of needs and supplies; pairs are two arrays of row numbers, `i` and `j`.

    Parameters
    ----------
    needs : sequence of Need
    supplies : sequence of Supply
    terms : Terms
    """

    def __init__(self, needs: Sequence[Need], supplies: Sequence[Supply], terms: Terms) -> None:
        self.needs = tuple(needs)
        self.supplies = tuple(supplies)
        self.terms = terms
        self._made: dict[tuple[str, ...], Any] = {}

    def beside(
        self, *, needs: Sequence[Need] | None = None, supplies: Sequence[Supply] | None = None
    ) -> Board:
        """A board with one side exchanged, which keeps what was made of the other side."""
        other = Board(
            self.needs if needs is None else needs,
            self.supplies if supplies is None else supplies,
            self.terms,
        )
        side = "need" if needs is None else "supply"
        other._made = {key: made for key, made in self._made.items() if side in key[0].split()}
        return other

    def of_need(self, name: str) -> Floats:
        """A number per need; NaN where the field is None."""
        return self.once(("need", name), lambda: _numbers(self.needs, name))

    def of_supply(self, name: str) -> Floats:
        """A number per supply; NaN where the field is None."""
        return self.once(("supply", name), lambda: _numbers(self.supplies, name))

    def need_day(self, name: str, default: dt.date) -> Ints:
        """A day number per need."""
        return self.once(("need day", name, str(default)), lambda: _days(self.needs, name, default))

    def supply_day(self, name: str, default: dt.date) -> Ints:
        """A day number per supply."""
        return self.once(
            ("supply day", name, str(default)), lambda: _days(self.supplies, name, default)
        )

    def bits(self, need_field: str, supply_field: str) -> tuple[Words, Words]:
        """Code sets as bits, for each need and each supply.

        Codes that no need mentions can make no difference; they have no bit.
        """
        return self.once(
            ("bits", need_field, supply_field), lambda: self._bits(need_field, supply_field)
        )

    def blank_need(self, name: str) -> Mask:
        """Where the need leaves the field open."""
        return self.once(("blank need", name), lambda: _blank(self.needs, name))

    def blank_supply(self, name: str) -> Mask:
        """Where the supply leaves the field open."""
        return self.once(("blank supply", name), lambda: _blank(self.supplies, name))

    def per_need(self, key: str, value: Callable[[Need], Any]) -> npt.NDArray[Any]:
        """One value per need, worked out once under this key."""
        return self.once(("per need", key), lambda: np.array([value(row) for row in self.needs]))

    def per_supply(self, key: str, value: Callable[[Supply], Any]) -> npt.NDArray[Any]:
        """One value per supply, worked out once under this key."""
        return self.once(
            ("per supply", key), lambda: np.array([value(row) for row in self.supplies])
        )

    @property
    def weeks(self) -> Weeks:
        """Weekly overlap of the pairs."""
        return self.once(
            ("weeks",),
            lambda: Weeks([n.slots for n in self.needs], [s.slots for s in self.supplies]),
        )

    def pairs_listed(self, side: str, name: str) -> Ints:
        """Sorted numbers `i * supplies + j` of pairs named in a field of ids."""
        return self.once(("listed", side, name), lambda: self._listed(side, name))

    def is_listed(self, side: str, name: str, i: Ints, j: Ints) -> Mask:
        """Where the row on `side` names the other row's id in its field `name`."""
        listed = self.pairs_listed(side, name)
        return np.isin(i * len(self.supplies) + j, listed)

    def remote(self, i: Ints, j: Ints) -> Mask:
        """Where every way of meeting that suits both asks nobody to travel."""
        wanted, offered = self.bits("modes", "modes")
        travel_need, travel_supply = self.once(("travel",), self._travel)
        both = wanted[i] & offered[j]
        shared = np.where(
            self.blank_need("modes")[i],
            ~travel_supply[j] & ~self.blank_supply("modes")[j],
            np.where(
                self.blank_supply("modes")[j],
                ~travel_need[i],
                both.any(axis=1) & ~(both & self.once(("journeys",), self._journeys)).any(axis=1),
            ),
        )
        return np.asarray(shared, dtype=bool)

    def km(self, i: Ints, j: Ints) -> Floats:
        """Road kilometres; NaN where nobody travels or a place is unknown."""
        away = road_km(
            self.of_need("lat")[i],
            self.of_need("lon")[i],
            self.of_supply("lat")[j],
            self.of_supply("lon")[j],
            factor=self.terms.settings.road_factor,
        )
        away[self.remote(i, j)] = np.nan
        return away

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What `make` returns, made the first time it is asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def _bits(self, need_field: str, supply_field: str) -> tuple[Words, Words]:
        wanted = self.once(
            ("need codes", need_field), lambda: [codes(row, need_field) for row in self.needs]
        )
        number = {code: at for at, code in enumerate(sorted(set().union(*wanted)))}
        offered = self.once(
            ("supply codes", supply_field),
            lambda: [codes(row, supply_field) for row in self.supplies],
        )
        return _pack(wanted, number), _pack(offered, number)

    def _travel(self) -> tuple[Mask, Mask]:
        """Where a row names a mode in which somebody travels."""
        remote = self.terms.settings.remote_modes
        return (
            np.array([bool(row.modes - remote) for row in self.needs], dtype=bool),
            np.array([bool(row.modes - remote) for row in self.supplies], dtype=bool),
        )

    def _journeys(self) -> Words:
        names = sorted(set().union(*(row.modes for row in self.needs)))
        number = {code: at for at, code in enumerate(names)}
        journeys: Words = _pack([frozenset(names) - self.terms.settings.remote_modes], number)[0]
        return journeys

    def _listed(self, side: str, name: str) -> Ints:
        width = len(self.supplies)
        if side == "need":
            at = _places(self.supplies)
            found = [
                i * width + j
                for i, row in enumerate(self.needs)
                for other in getattr(row, name) or ()
                for j in at.get(other, ())
            ]
        else:
            at = _places(self.needs)
            found = [
                i * width + j
                for j, row in enumerate(self.supplies)
                for other in getattr(row, name) or ()
                for i in at.get(other, ())
            ]
        return np.unique(np.array(found, dtype=np.int64))


def codes(row: Row, name: str) -> frozenset[str]:
    """The field as a set of codes, whether it holds one, several or none."""
    value = getattr(row, name)
    if value is None or value == "":
        return frozenset()
    return frozenset((value,)) if isinstance(value, str) else value


def within(wanted: Words, offered: Words, i: Ints, j: Ints) -> Mask:
    """Where everything wanted is offered."""
    fits: Mask = ((wanted[i] & ~offered[j]) == 0).all(axis=1)
    return fits


def meets(wanted: Words, offered: Words, i: Ints, j: Ints) -> Mask:
    """Where something wanted is offered."""
    fits: Mask = ((wanted[i] & offered[j]) != 0).any(axis=1)
    return fits


def shared(wanted: Words, offered: Words, i: Ints, j: Ints) -> Ints:
    """How many codes wanted are offered."""
    counted: Ints = np.bitwise_count(wanted[i] & offered[j]).sum(axis=1, dtype=np.int64)
    return counted


def _places(rows: Sequence[Row]) -> dict[str, list[int]]:
    """Row numbers by id; what-if rows of the same id may stand beside each other."""
    at: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        at.setdefault(row.id, []).append(number)
    return at


def _numbers(rows: Sequence[Row], name: str) -> Floats:
    values = (getattr(row, name) for row in rows)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _days(rows: Sequence[Row], name: str, default: dt.date) -> Ints:
    values = (getattr(row, name) or default for row in rows)
    return np.array([value.toordinal() for value in values], dtype=np.int64)


def _blank(rows: Sequence[Row], name: str) -> Mask:
    return np.array([getattr(row, name) in (None, "", (), frozenset()) for row in rows], dtype=bool)


def _pack(sets: Sequence[frozenset[str]], number: dict[str, int]) -> Words:
    words = max(1, -(-len(number) // WORD))
    packed = np.zeros((len(sets), words), dtype=np.uint64)
    for row, names in enumerate(sets):
        for name in names:
            at = number.get(name)
            if at is not None:
                packed[row, at // WORD] |= np.uint64(1 << (at % WORD))
    return packed
