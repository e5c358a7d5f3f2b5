"""The matches of a plan, kept by column; a `Match` is made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any, overload

import numpy as np

from matching.codec import digest
from matching.columns.coded import Floats, Ints
from matching.kernels.layout import NOT_KNOWN
from matching.plan import Match, Part, Plan
from matching.score.features import FEATURES


@dataclass(frozen=True, eq=False)
class Columns:
    """Pairs as they are told, a row each.

    Parameters
    ----------
    need_id, supply_id : list of str
    score, probability : ndarray of float
    points, values : ndarray of float, shape (pairs, features)
        A value that is not known is NaN.
    distance_km : ndarray of float
        NaN where nobody need travel or a place is unknown.
    overlap_minutes : ndarray of int
        `NOT_KNOWN` where either side leaves its times open.
    rank : ndarray of int
    modes : list of tuple of str
        The ways of meeting each is left with.
    """

    need_id: list[str]
    supply_id: list[str]
    score: Floats
    probability: Floats
    points: Floats
    values: Floats
    distance_km: Floats
    overlap_minutes: Ints
    rank: Ints
    modes: list[tuple[str, ...]]

    def taken(self, rows: Ints) -> Columns:
        """Some of the rows, in the order given."""
        order = rows.tolist()
        return Columns(
            [self.need_id[row] for row in order],
            [self.supply_id[row] for row in order],
            self.score[rows],
            self.probability[rows],
            self.points[rows],
            self.values[rows],
            self.distance_km[rows],
            self.overlap_minutes[rows],
            self.rank[rows],
            [self.modes[row] for row in order],
        )

    def match(self, row: int, alternatives: tuple[Match, ...] = ()) -> Match:
        """One row in full."""
        km, minutes = float(self.distance_km[row]), int(self.overlap_minutes[row])
        return Match(
            need_id=self.need_id[row],
            supply_id=self.supply_id[row],
            score=float(self.score[row]),
            probability=float(self.probability[row]),
            parts=tuple(
                Part(feature.name, points, None if value != value else value, feature.unit)
                for feature, points, value in zip(
                    FEATURES, self.points[row].tolist(), self.values[row].tolist(), strict=True
                )
            ),
            distance_km=None if km != km else km,
            overlap_minutes=None if minutes == NOT_KNOWN else minutes,
            rank=int(self.rank[row]),
            alternatives=alternatives,
            modes=self.modes[row],
        )

    def digest(self) -> str:
        """SHA-256 of all rows, the same on every machine."""
        names = "\n".join((*self.need_id, *self.supply_id, *map(";".join, self.modes)))
        mark = sha256(names.encode("utf-8", "surrogatepass"))
        for numbers in (self.score, self.probability, self.points, self.values, self.distance_km):
            mark.update(np.ascontiguousarray(numbers, dtype="<f8").tobytes())
        for whole in (self.overlap_minutes, self.rank):
            mark.update(np.ascontiguousarray(whole, dtype="<i8").tobytes())
        return mark.hexdigest()


class Matches(Sequence[Match]):
    """Matches by need id, best first within a need, with their alternatives.

    Parameters
    ----------
    columns : Columns
    others : Columns
        Alternatives: those of match `n` are rows `start[n]` to `start[n + 1]`.
    start : ndarray of int
    """

    def __init__(self, columns: Columns, others: Columns, start: Ints) -> None:
        self.columns, self.others, self.start = columns, others, start
        self._made: dict[int, Match] = {}

    @classmethod
    def of(cls, matches: Iterable[Match]) -> Matches:
        """Matches that are there already, by column."""
        if isinstance(matches, Matches):
            return matches
        kept = list(matches)
        counts = [len(match.alternatives) for match in kept]
        others = [other for match in kept for other in match.alternatives]
        start = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
        return cls(_columns(kept), _columns(others), start)

    @classmethod
    def alone(cls, columns: Columns) -> Matches:
        """Matches without alternatives."""
        return cls(columns, _nobody(), np.zeros(len(columns.need_id) + 1, dtype=np.int64))

    def digest(self) -> str:
        """SHA-256 of everything in them."""
        parts = (self.columns.digest(), self.others.digest(), str(self.start.tolist()))
        return sha256("\n".join(parts).encode()).hexdigest()

    def __len__(self) -> int:
        return len(self.columns.need_id)

    @overload
    def __getitem__(self, at: int) -> Match: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, at: int | slice) -> Match | tuple[Match, ...]:
        if isinstance(at, slice):
            return tuple(self[row] for row in range(len(self))[at])
        row = range(len(self))[at]
        if row not in self._made:
            others = range(int(self.start[row]), int(self.start[row + 1]))
            self._made[row] = self.columns.match(row, tuple(map(self.others.match, others)))
        return self._made[row]

    def __iter__(self) -> Iterator[Match]:
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Matches):
            return self.digest() == other.digest()
        return tuple(self) == other

    def __hash__(self) -> int:
        return hash(self.digest())


def seal(plan: Plan) -> Plan:
    """The plan with the digest of everything else in it.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Plan
    """
    rest = digest(replace(plan, matches=(), digest=""))
    return replace(plan, digest=digest((rest, Matches.of(plan.matches).digest())))


@cache
def _nobody() -> Columns:
    return _columns(())


def _columns(matches: Sequence[Match]) -> Columns:
    def numbers(values: Iterable[Any], *, wide: bool = False) -> Floats:
        found = np.array([np.nan if one is None else one for one in values], dtype=np.float64)
        return found.reshape(len(matches), len(FEATURES)) if wide else found

    parts = [part for match in matches for part in match.parts]
    return Columns(
        [match.need_id for match in matches],
        [match.supply_id for match in matches],
        numbers(match.score for match in matches),
        numbers(match.probability for match in matches),
        numbers((part.points for part in parts), wide=True),
        numbers((part.value for part in parts), wide=True),
        numbers(match.distance_km for match in matches),
        np.array(
            [
                NOT_KNOWN if match.overlap_minutes is None else match.overlap_minutes
                for match in matches
            ],
            dtype=np.int64,
        ),
        np.array([match.rank for match in matches], dtype=np.int64),
        [match.modes for match in matches],
    )
