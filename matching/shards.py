"""A round's scoring in shards of the map, on threads, processes or a Dask cluster.

Both sides are laid out once. Each worker reads the neighbourhoods of some of the needs, finds their
pairs and scores them. Then all pairs stand together again and one exact assignment decides:
supplies that neighbourhoods share are shared out once, and the plan is the same to the byte
whatever did the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed, parallel_config

from matching.columns.board import Board
from matching.columns.coded import Ints
from matching.kernels.bundles import Grid, Points, Sheet
from matching.kernels.scanning import scan
from matching.pairs.arranged import arranged
from matching.pairs.feasible import Feasible
from matching.pairs.grid import grid
from matching.pairs.scan import Found, together
from matching.pairs.scoring import Scored, points, scored
from matching.score.scorecard import Scorecard

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
    >>> from matching import Need, Supply, run_round
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
        ground = _Ground(arranged(board), grid(board, only=board.free() > 0), points(card))
        shards = np.array_split(ground.grid.order, max(1, min(self.many, len(board.needs))))
        with parallel_config(self.backend, n_jobs=self.workers, **self._handed(ground)):
            found = Parallel()(delayed(_scan)(ground, shard) for shard in shards)
        i, j, score = together(ground.grid, zip(shards, found, strict=True))
        return scored(board, Feasible(i, j), score)

    def _handed(self, ground: _Ground) -> dict[str, Any]:
        """How workers get what they read: once, and as arrays they may write to.

        They never do, but an array that must not be written to is another type to a kernel, which
        would be compiled anew.
        """
        return {"scatter": [ground]} if self.backend == "dask" else {"mmap_mode": "c"}


class _Ground(NamedTuple):
    """All that workers read."""

    sheet: Sheet
    grid: Grid
    card: Points


def _scan(ground: _Ground, needs: Ints) -> Found:
    found: Found = scan(*ground, needs)
    return found
