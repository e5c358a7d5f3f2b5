"""One supply arrives: which of the open needs it fits, best first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np

from matching.board import Board, Terms
from matching.coded import Ints
from matching.geo import road_km
from matching.matched import Matches
from matching.plan import Match
from matching.prior import expert
from matching.scorecard import Scorecard
from matching.scoring import score_all
from matching.settings import Settings
from matching.side import Side
from matching.table import Table
from matching.telling import told
from matching.text import Embedder
from matching.types import Need, Supply

# Kilometres by which the first, rough choice is wider than a supply's reach.
MARGIN_KM = 1e-6


class Arrivals:
    """Open needs, laid out once, against which supplies are held as they come.

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
        self._terms = Terms(on, settings or Settings(), embedder)
        self._card = scorecard or expert()
        self._needs = Table.of(Need, needs).by_id()
        side = Side(self._needs)
        self._lat, self._lon = side.numbers("lat"), side.numbers("lon")
        remote = self._terms.settings.remote_modes
        self._afar = np.isnan(self._lat) | side.each("modes", lambda modes: bool(modes & remote))
        coded = side.coded("category")
        self._rows = {
            category: np.flatnonzero(coded.of == at) for at, category in enumerate(coded.distinct)
        }

    def ranked(self, supply: Supply, *, most: int) -> tuple[Match, ...]:
        """The needs this supply fits, best first and equal ones by id.

        Each has its score, its parts, and its rank among the needs of this supply.

        Parameters
        ----------
        supply : Supply
        most : int
            How many at most.

        Returns
        -------
        tuple of Match
        """
        rows = self._within_reach(supply)
        board = Board(self._needs.taken(rows), (supply,), self._terms)
        scored = score_all(board, self._card)
        best = np.lexsort((scored.found.i, -scored.score))[:most]
        columns = told(board, scored.found.i[best], scored.found.j[best], self._card)
        columns.rank[:] = np.arange(1, best.size + 1)
        return tuple(Matches.alone(columns))

    def _within_reach(self, supply: Supply) -> Ints:
        """Needs of the supply's categories that may lie within its reach; the rules decide."""
        categories = supply.categories | {""} if supply.categories else self._rows.keys()
        none = np.zeros(0, dtype=np.int64)
        rows = np.concatenate(
            [none, *(self._rows[name] for name in sorted(categories) if name in self._rows)]
        )
        settings = self._terms.settings
        stays = bool(supply.modes) and supply.modes <= settings.remote_modes
        if supply.radius_km is None or supply.lat is None or supply.lon is None or stays:
            return np.sort(rows)
        km = road_km(
            self._lat[rows], self._lon[rows], supply.lat, supply.lon, factor=settings.road_factor
        )
        # Where nobody travels a distance is no restriction.
        return np.sort(rows[self._afar[rows] | (km <= supply.radius_km + MARGIN_KM)])
