"""A round's scoring in shards of the map, on threads, processes or a Dask cluster.

The pairs of each region are found and scored like those of a whole round, wherever that is done.
Then all pairs stand together again and one exact assignment decides: supplies that regions share
are shared out once, and the plan is the same to the byte whatever did the work.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed, parallel_config

from matching.columns.board import Board, Terms
from matching.columns.coded import Floats, Ints
from matching.columns.table import Table
from matching.pairs.feasible import Feasible
from matching.pairs.scoring import Scored, score_all, scored
from matching.score.scorecard import Scorecard
from matching.shards.regions import Region, regions
from matching.types import Need, Supply

BACKENDS = ("threading", "loky", "dask")


@dataclass(frozen=True)
class Shards:
    """How a round's scoring is spread over workers.

    Parameters
    ----------
    backend : str
        "threading"; "loky" (processes of this machine); "dask" (the cluster of the newest
        `distributed.Client`, which the extra `scale` installs).
    workers : int
        How many work at a time; -1 for as many as there are.
    many : int
        How many shards: a few for each worker, so that all end at about the same time.

    Examples
    --------
    >>> import datetime as dt
    >>> from matching import run_round
    >>> needs = [Need("n1", "tutoring", lat=30.0, lon=120.0), Need("n2", "tutoring")]
    >>> supplies = [Supply("s1", "volunteer", lat=30.1, lon=120.0, radius_km=20.0)]
    >>> day = dt.date(2026, 3, 2)
    >>> spread = run_round(needs, supplies, on=day, shards=Shards("threading", workers=2))
    >>> spread == run_round(needs, supplies, on=day)
    True
    """

    backend: str
    workers: int = -1
    many: int = 16

    def __post_init__(self) -> None:
        if self.backend not in BACKENDS:
            raise ValueError(f"backend must be one of {', '.join(BACKENDS)}, not {self.backend!r}")
        if self.many < 1:
            raise ValueError(f"many must be at least 1, not {self.many}")

    def score(self, board: Board, card: Scorecard) -> Scored:
        """What `score_all` gives, to the byte.

        Parameters
        ----------
        board : Board
        card : Scorecard

        Returns
        -------
        Scored
        """
        parts = regions(board, self.many)
        tasks = (self._task(board, card, part) for part in parts)
        with parallel_config(backend=self.backend, n_jobs=self.workers):
            found = Parallel()(tasks)
        none = np.zeros(0, dtype=np.int64)
        pairs = list(zip(parts, found, strict=True))
        i = np.concatenate([none, *(part.needs[own.i] for part, own in pairs)])
        j = np.concatenate([none, *(part.supplies[own.j] for part, own in pairs)])
        score = np.concatenate([np.zeros(0), *(own.score for own in found)])
        # A need stands in one region, and its pairs are in order there.
        order = np.argsort(i, kind="stable")
        return scored(board, Feasible(i[order], j[order]), score[order])

    def _task(self, board: Board, card: Scorecard, region: Region) -> Any:
        """What a worker is asked to do."""
        needs = board.needs.taken(region.needs)
        supplies = board.supplies.taken(region.supplies)
        if self.backend == "threading":
            return delayed(_score)(needs, supplies, board.terms, card)
        # As one run of bytes: a cluster's own pickler would look at every value of every row in
        # Python, which takes longer than the scoring.
        return delayed(_score_packed)(pickle.dumps((needs, supplies, board.terms, card)))


class _Found(NamedTuple):
    """All that has to travel back from a worker."""

    i: Ints
    j: Ints
    score: Floats


def _score(needs: Table[Need], supplies: Table[Supply], terms: Terms, card: Scorecard) -> _Found:
    """The feasible pairs of one region and their points."""
    own = score_all(Board(needs, supplies, terms), card)
    return _Found(own.found.i, own.found.j, own.score)


def _score_packed(shard: bytes) -> _Found:
    return _score(*pickle.loads(shard))
