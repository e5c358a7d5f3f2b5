"""One supply arrives: which of the open needs it fits, best first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from math import gcd
from threading import Lock
from typing import Any

import numpy as np

from matching.arrivals.newcomer import Newcomers
from matching.arrivals.openings import UNLISTED, Openings
from matching.columns.board import Terms
from matching.columns.coded import Ints
from matching.columns.table import Table
from matching.columns.weeks import Ruled, parted
from matching.kernels.bundles import Opened
from matching.kernels.layout import Listed, Span
from matching.kernels.measuring import alone
from matching.kernels.nearby import best_needs
from matching.pairs.scoring import points
from matching.rules.ways import left, suit_both
from matching.score.prior import expert
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.tell.matched import Columns, Matches
from matching.text import NO_TERMS, Dense, Embedder
from matching.text.ngrams import Ngrams
from matching.types import Need, Supply

REMEMBERED = 1 << 14
BY_NEED, BY_SUPPLY = int(Listed.NAMED_BY_NEED), int(Listed.NAMED_BY_SUPPLY)
APART, FAMILIAR = int(Listed.APART), int(Listed.FAMILIAR)
NAN, INFINITE = float("nan"), float("inf")
NO_ROW = np.zeros(0, np.int8)


class Arrivals:
    """Open needs, laid out once, against which supplies are held as they come.

    Everything is compiled when it has been made.

    Parameters
    ----------
    needs : iterable of Need
    on : date
    settings : Settings, optional
    scorecard : Scorecard, optional
        The expert prior when left out.
    embedder : Embedder, optional
        Character n-grams when left out.

    Examples
    --------
    >>> needs = [Need("n1", "tutoring", opened_at=dt.date(2026, 2, 1)), Need("n2", "tutoring")]
    >>> arrivals = Arrivals(needs, on=dt.date(2026, 3, 1))
    >>> helper = Supply("s1", "volunteer", categories={"tutoring"})
    >>> [match.need_id for match in arrivals.ranked(helper, most=20)]
    ['n1', 'n2']
    """

    def __init__(
        self,
        needs: Iterable[Need],
        *,
        on: dt.date,
        settings: Settings | None = None,
        scorecard: Scorecard | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self._settings = settings or Settings()
        self._embedder = embedder or Ngrams()
        self._card = scorecard or expert()
        terms = Terms(on, self._settings, self._embedder)
        openings = Openings(Table.of(Need, needs).by_id(), terms)
        self._openings = openings
        opened = openings.opened
        self._newcomers = Newcomers(
            openings.board, openings.asked.columns, numbers=opened.need.shape[1]
        )
        self._plain = openings.ruled, opened
        self._finer = self._plain
        self._first_of_week = int(opened.spans[Span.WEEK, 0])
        self._points = points(self._card)
        self._by_need = np.empty(len(opened.need), np.int64)
        self._by_supply = np.empty(1, np.int64)
        alone(*self._points, opened.need, opened.need[:0], self._by_need, self._by_supply[:0])
        self._shortest = openings.board.road().min(initial=np.inf)
        self._ids = openings.board.needs.column("id")
        self._row = {name: row for row, name in enumerate(self._ids)}
        self._naming = _naming(openings)
        self._is_dense = isinstance(openings.board.texts()[0], Dense)
        self._spread = np.zeros(opened.number.max(initial=0) + 1, np.uint8)
        self._categories: dict[frozenset[str], Ints] = {}
        # What a call writes into is made once, so one call follows the other.
        self._lock = Lock()
        self.ranked(Supply("", "volunteer"), most=1)

    def ranked(self, supply: Supply, *, most: int) -> Matches:
        """The needs this supply fits, best first and equal ones by id.

        Each has its score, its parts, and its rank among the needs of this supply. They are there by
        column (`Matches.columns`); one becomes a `Match` when it is asked for.

        Parameters
        ----------
        supply : Supply
        most : int
            How many at most.

        Returns
        -------
        Matches
        """
        with self._lock:
            found = self._best(supply, max(1, most))
        if most < 1:
            found = tuple(one[:0] for one in found)
        rows, score, parts, values, km, minutes = found
        ids = self._ids
        columns = Columns(
            need_id=[ids[row] for row in rows.tolist()],
            supply_id=[supply.id] * rows.size,
            score=score,
            probability=self._card.probability(score),
            points=parts,
            values=values,
            distance_km=km,
            overlap_minutes=minutes,
            rank=np.arange(1, rows.size + 1),
            modes=self._modes(supply, rows.tolist(), km.tolist()),
        )
        return Matches.alone(columns)

    def _modes(self, supply: Supply, rows: list[int], km: list[float]) -> list[tuple[str, ...]]:
        """The ways in which the supply and each of these needs, so far away, may meet."""
        needs, found = self._openings.board.needs, []
        wanted, lat = needs.column("modes"), needs.column("lat")
        for row, away in zip(rows, km, strict=True):
            # Not known because they need not travel, or because a place is not known.
            is_here = supply.lat is not None and lat[row] is not None
            found.append(
                left(
                    suit_both(wanted[row], supply.modes),
                    self._settings,
                    km=INFINITE if away != away and is_here else away,
                )
            )
        return found

    def _best(self, supply: Supply, most: int) -> tuple[Any, ...]:
        """What `best_needs` returns."""
        ruled, opened, week = self._laid_for(supply)
        first = self._first_of_week
        numbers, words = self._newcomers.row(
            supply, week, at=first, words=first + ruled.words.shape[1]
        )
        dense, terms, length = self._said(supply)
        alone(*self._points, opened.need[:0], numbers, self._by_need[:0], self._by_supply)
        reach = None if supply.lat is None else supply.radius_km
        listed = self._listed(supply)
        if listed:
            opened.list_other[listed] = 0
        try:
            return best_needs(  # type: ignore[no-any-return]
                opened, self._points, self._by_need, self._by_supply, numbers, words, bool(listed),
                dense, terms, length,
                self._categories_of(supply),
                NAN if supply.lat is None else float(supply.lat),
                NAN if supply.lon is None else float(supply.lon),
                NAN if reach is None else reach / self._shortest,
                self._spread, min(most, len(self._ids) or 1),
            )  # fmt: skip
        finally:
            if listed:
                opened.list_other[listed] = UNLISTED

    def _laid_for(self, supply: Supply) -> tuple[Ruled, Opened, int]:
        """The needs in a unit of time that suits the supply's week, and the bits of that week."""
        for ruled, opened in (self._plain, self._finer):
            week = ruled.bits(supply.slots)
            if week is not None:
                return ruled, opened, week
        # Odd minutes: from now on there are weeks for all that were seen so far.
        unit = gcd(self._finer[0].unit, parted(supply.slots))
        self._finer = ruled, opened = self._openings.ruled_finer(unit)
        week = ruled.bits(supply.slots)
        assert week is not None
        return ruled, opened, week

    def _said(self, supply: Supply) -> tuple[Any, Any, float]:
        """The text as a dense row or as terms, and its length; 0: nothing is known of it."""
        rows = self._embedder.embed([supply.text])
        if isinstance(rows, Dense) != self._is_dense:
            raise TypeError("both sides must come from one embedder")
        if isinstance(rows, Dense):
            return rows.rows[0], NO_TERMS, float(rows.rows.any())
        return NO_ROW, rows.terms, float(rows.lengths[0])

    def _listed(self, supply: Supply) -> list[int]:
        """Where the lists of `Opened` have to name this supply."""
        listed = self._naming.get(supply.id, [])
        if supply.designated or supply.excluded:
            row, many = self._row, len(self._ids)
            listed = [
                *listed,
                *(BY_SUPPLY * many + row[id_] for id_ in supply.designated or () if id_ in row),
                *(APART * many + row[id_] for id_ in supply.excluded if id_ in row),
            ]
        return listed

    def _categories_of(self, supply: Supply) -> Ints:
        """Numbers of the needs' categories that it serves; all where it leaves that open."""
        named = supply.categories
        found = self._categories.get(named)
        if found is None:
            number = self._openings.categories
            # A need without a category is of any.
            served = named | {""} if named else number.keys()
            found = np.array([number[one] for one in sorted(served & number.keys())], np.int64)
            if len(self._categories) >= REMEMBERED:
                self._categories.clear()
            self._categories[named] = found
        return found


def _naming(openings: Openings) -> dict[str, list[int]]:
    """For each supply that needs name, where the lists of `Opened` have to name it."""
    needs = openings.board.needs
    found: dict[str, list[int]] = {}
    for of, field in ((BY_NEED, "designated"), (APART, "excluded"), (FAMILIAR, "familiar")):
        for row, ids in enumerate(needs.column(field)):
            for id_ in ids or ():
                found.setdefault(id_, []).append(of * len(needs) + row)
    return found
