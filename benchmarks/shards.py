"""A province's scoring in shards, on several workers: the same edges, and what it costs.

Seconds are on the wall here: what workers do in processes of their own does not show in the
processor time of this one. How much is won depends on how many cores are idle. Texts are read
when they are written, both sides laid out before the work is shared, and edges weighed after it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from distributed import Client, LocalCluster
from joblib.externals.loky import get_reusable_executor

from benchmarks.figures import Row, at_most, faster, say, show
from benchmarks.province import ON, SETTINGS, province
from benchmarks.whole import Read
from matching import expert
from matching.assign import Edges
from matching.columns.board import Board, Terms
from matching.pairs.scoring import score_all
from matching.shards import Shards

RUNS = 3
WORKERS = 2
MANY = 8


def figures() -> list[Row]:
    """Threads, processes and a Dask cluster, each against one process."""
    ground = province(100_000, 200_000)
    card = expert()
    said = Read(ground.needs.text, ground.supplies.text)
    board = Board(ground.need_table, ground.supply_table, Terms(ON, SETTINGS, said))

    def spread(backend: str) -> Callable[[], Edges]:
        shards = Shards(backend, workers=WORKERS, many=MANY)
        return lambda: shards.score(_new(board), card).edges

    say("  one process, threads, processes, Dask")
    alone, edges = _wall(lambda: score_all(_new(board), card).edges)
    with (
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
    ):
        taken = {
            name: _wall(spread(backend))
            for name, backend in (
                ("threads", "threading"),
                ("processes", "loky"),
                ("Dask workers", "dask"),
            )
        }
    # They wait five minutes for more work, and the process that measures would wait for them.
    get_reusable_executor().shutdown()
    name = f"edges, {ground.size}, {MANY} shards, {WORKERS}"
    return [
        *(
            faster(
                f"{name} {how}", seconds, "s", than="one process", theirs=alone, note="on the wall"
            )
            for how, (seconds, _) in taken.items()
        ),
        *(
            at_most(f"edges that differ with {how}", _differing(edges, other), "", most=0)
            for how, (_, other) in taken.items()
        ),
    ]


def _new(board: Board) -> Board:
    """A board that has laid out nothing yet."""
    return Board(board.needs, board.supplies, board.terms)


def _differing(one: Edges, other: Edges) -> int:
    if one.need.size != other.need.size:
        return abs(one.need.size - other.need.size)
    same = (one.need == other.need) & (one.supply == other.supply) & (one.weight == other.weight)
    return int(np.count_nonzero(~same))


def _wall(act: Callable[[], Edges]) -> tuple[float, Edges]:
    """Seconds on the wall, the median of three after one that does not count."""
    edges = act()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        edges = act()
        times.append(time.perf_counter() - start)
    return statistics.median(times), edges


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
